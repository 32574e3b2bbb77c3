"""Fits the trees of the mixture on learners whose next item is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.candidate_rows import Columns, ItemFacts, candidate_rows
from recommender.collaborative.mixture import Mixture
from recommender.collaborative.source import Scorer
from training.collaborative.held_out import HeldOut, blocks

if TYPE_CHECKING:
    from catboost import CatBoost


@dataclass(frozen=True, slots=True)
class MixtureParameters:
    """What the mixture is fitted with.

    ``n_each`` items of every method are candidates; of those that were not taken next, ``share_of_others`` is fitted
    on. Below ``fewest_hits`` learners whose next item is a candidate nothing is fitted.
    """

    n_each: int = 25
    share_of_others: float = 0.3
    trees: int = 250
    depth: int = 6
    rate: float = 0.1
    fewest_hits: int = 300


@dataclass(frozen=True, slots=True)
class Trees:
    """A CatBoost model of the log-odds that a candidate is taken next."""

    model: "CatBoost"

    def score(self, rows: Columns) -> NDArray[np.float64]:
        """Log-odds, up to a constant, of each row of (n_rows, n_features)."""
        return np.asarray(self.model.predict(rows, prediction_type="RawFormulaVal"))


def fit_mixture(
    scorers: Mapping[str, Scorer],
    facts: ItemFacts,
    held: HeldOut,
    parameters: MixtureParameters,
    rng: np.random.Generator,
) -> Mixture | None:
    """Fit on the candidates of learners whose next item is among them; ``None`` where they are too few."""
    rows, is_next, n_hits = [], [], 0
    for part in blocks(held):
        found = candidate_rows(scorers, facts, part.histories, parameters.n_each)
        is_target = part.targets[found.learners] == found.items
        is_hit = np.bincount(found.learners, weights=is_target, minlength=len(part.learners)) > 0
        is_fitted_on = is_hit[found.learners] & (is_target | (rng.random(len(is_target)) < parameters.share_of_others))
        rows.append(found.features[is_fitted_on])
        is_next.append(is_target[is_fitted_on])
        n_hits += int(is_hit.sum())
    if n_hits < parameters.fewest_hits:
        return None
    seed = int(rng.integers(2**31))
    model = _trees(np.concatenate(rows), np.concatenate(is_next), parameters, seed)
    return Mixture(scorers, facts, model, parameters.n_each)


def _trees(rows: Columns, is_next: NDArray[np.bool_], parameters: MixtureParameters, seed: int) -> Trees:
    from catboost import CatBoost, Pool

    model = CatBoost(
        {
            "loss_function": "Logloss",
            "iterations": parameters.trees,
            "depth": parameters.depth,
            "learning_rate": parameters.rate,
            "border_count": 64,
            "random_seed": seed,
            "verbose": False,
            "allow_writing_files": False,
        }
    )
    model.fit(Pool(rows, is_next.astype(np.float32)))
    return Trees(model)
