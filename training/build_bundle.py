"""From imported records to a bundle in its folder: rows, models, risk, behaviour, prices, manifest."""

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import LearnerId
from embeddings.index import VectorIndex
from recommender.allocation.solver.solve import solve
from recommender.allocation.year.programme import prices_of, programme_problem
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.behaviour import Behaviour, behaviour_as_of
from recommender.bundle import write_bundle
from recommender.demand import demand_as_of
from recommender.effects import EffectModel
from recommender.eligibility import eligible
from recommender.features import feature_table
from recommender.profile import profiles_of
from recommender.ranker import Models
from recommender.risk import RiskModel
from recommender.subsidy import subsidy_centavos
from recommender.texts import TextVectors
from recommender.value import ShadowPrices, Worth, values_of
from training.bundle_drift import showings_of, summaries_of
from training.datasets import RankingRows, dropout_rows, ranking_rows
from training.effect_report import effect_facts, verdict_text
from training.fit_effects import fit_effects
from training.fit_ranker import RankerParameters, fit_models
from training.fit_risk import WINDOW_DAYS, fit_risk
from training.leaks import check_rows
from training.records import Records, answer_events, demand_events
from training.splits import Split, split_of

Progress = Callable[[str], None]

LEAST_CHANCE = 0.001
"""Nobody is taken to say yes to what they would rather surely refuse."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a bundle is fitted from."""

    catalogue: Catalogue
    records: Records
    vectors: TextVectors
    index: VectorIndex
    pesos_per_dollar: float

    @property
    def seen(self) -> frozenset[LearnerId]:
        """Learners that may shape a bundle."""
        return seen_learners(self.records)


def seen_learners(records: Records) -> frozenset[LearnerId]:
    """Learners that models may learn from: all but those who judge them."""
    ids = list(records.histories)
    part = split_of(ids)
    return frozenset(id_ for id_, name in zip(ids, part, strict=True) if name != Split.EVALUATE.value)


def rows_of(inputs: Inputs, progress: Progress, since: date | None = None) -> RankingRows:
    """The rows of every showing, or of those since a day; the same for fitting and for the rivals' fit."""
    return ranking_rows(
        inputs.records,
        catalogue_arrays(inputs.catalogue),
        inputs.vectors,
        behaviour_of=inputs.seen,
        pesos_per_dollar=inputs.pesos_per_dollar,
        progress=progress,
        since=since,
    )


def data_hash(rows: RankingRows) -> str:
    """SHA-256 of the rows that models are fitted on: equal data, equal hash."""
    digest = hashlib.sha256()
    for name in rows.__slots__:
        digest.update(np.ascontiguousarray(getattr(rows, name)).tobytes())
    return digest.hexdigest()


def build_bundle(
    inputs: Inputs,
    rows: RankingRows,
    bundles_dir: Path,
    parameters: RankerParameters,
    *,
    seed: int,
    facts: Mapping[str, Any],
    progress: Progress,
) -> Path:
    """Fit everything and write the bundle; its folder appears whole or not at all and is named by its version."""
    arrays = catalogue_arrays(inputs.catalogue)
    progress("checking that no row knows the future")
    check_rows(
        rows,
        inputs.records,
        arrays,
        inputs.vectors,
        behaviour_of=inputs.seen,
        pesos_per_dollar=inputs.pesos_per_dollar,
    )
    progress(f"fitting on {len(rows)} showings")
    models = fit_models(rows, parameters, seed)
    risk = fit_risk(*dropout_rows(inputs.records, arrays, inputs.seen, WINDOW_DAYS))
    behaviour = behaviour_as_of(answer_events(inputs.records, arrays, inputs.seen), inputs.records.as_of, arrays)
    effects = fit_effects(inputs.records, arrays, risk, inputs.seen, seed)
    progress(f"effect on dropping out: {verdict_text(effects)}")
    worth = Worth()
    progress("shadow prices")
    prices = _prices(inputs, arrays, behaviour, models, risk, effects.model, worth, seed)
    _make_ready(bundles_dir)
    partial = bundles_dir / f"{os.getpid()}.partial"
    version = write_bundle(
        partial,
        models=models,
        risk=risk,
        effects=effects.model,
        behaviour=behaviour,
        vectors=inputs.vectors,
        index=inputs.index,
        worth=worth,
        prices=prices,
        facts={
            "catalogue": inputs.catalogue.digest,
            "pesos_per_dollar": inputs.pesos_per_dollar,
            "data_sha256": data_hash(rows),
            "data_as_of": inputs.records.as_of.isoformat(),
            "seed": seed,
            "summaries": summaries_of(showings_of(rows, inputs.records, arrays.certification_ids)),
            "effects": effect_facts(effects),
            **facts,
        },
    )
    folder = bundles_dir / version
    if folder.exists():
        shutil.rmtree(partial)  # The same content was built before; its manifest stays.
    else:
        partial.replace(folder)
    return folder


def _make_ready(bundles_dir: Path) -> None:
    """Make the folder of bundles, without what killed builds left there."""
    bundles_dir.mkdir(parents=True, exist_ok=True)
    for stale in bundles_dir.glob("*.partial"):
        shutil.rmtree(stale) if stale.is_dir() else stale.unlink()


def _prices(
    inputs: Inputs,
    arrays: CatalogueArrays,
    behaviour: Behaviour,
    models: Models,
    risk: RiskModel,
    effects: EffectModel,
    worth: Worth,
    seed: int,
) -> ShadowPrices:
    """Prices of public funds and vendors' seats, if each learner asked once for what the models say they would take."""
    records, catalogue = inputs.records, inputs.catalogue
    histories = list(records.histories.values())
    profiles = profiles_of(histories, [records.as_of] * len(histories), arrays)
    demand = demand_as_of(demand_events(records, arrays), records.as_of, arrays)
    features = feature_table(profiles, arrays, demand, behaviour, inputs.vectors, inputs.pesos_per_dollar)
    cost = subsidy_centavos(profiles, arrays, inputs.pesos_per_dollar)
    free = ShadowPrices(np.zeros(arrays.n_states), np.zeros(arrays.n_certifications))
    values = values_of(features, profiles, arrays, demand, models, risk, effects, worth, free, cost)
    accept = values.accept_chance
    problem = programme_problem(
        values.gross / np.maximum(accept, LEAST_CHANCE),
        eligible(profiles, arrays) & _would_say_yes(accept, seed),
        profiles.state,
        arrays,
        catalogue,
        inputs.pesos_per_dollar,
    )
    return prices_of(solve(problem, seed=seed).multipliers, problem)


def _would_say_yes(accept_chance: NDArray[np.float64], seed: int) -> NDArray[np.bool_]:
    """One draw of who would say yes to what, shape (n, m).

    Each learner has one mood for all certifications: of the best offer, as many say yes as its chance tells.
    """
    mood = np.random.default_rng(seed).uniform(LEAST_CHANCE, 1.0, (len(accept_chance), 1))
    return np.asarray(accept_chance >= mood)
