"""How well certifications are placed that nobody was ever shown: a fifth of them, taken out of the history.

    RUMBO_HOME=HOME RUMBO_MLRUNS=MLRUNS python -m benchmarks.ranking_new_certifications [--seed N] [--json FILE]

HOME holds an invented country with a trained challenger. Its models are fitted anew without any showing of the fifth,
and popularity counts none of their answers. NDCG@10 is that of the fifth alone, put in order for each learner that no
model saw, by models that know their history and by models that do not, beside random order and content only. "Of the
first ten" is the share of places on whole lists that the fifth gets, against that of the true best ten.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.columns import Col
from data.settings import Settings
from recommender.behaviour import behaviour_as_of
from recommender.bundle import load_bundle
from recommender.ranker import Ranker
from training.build_bundle import rows_of
from training.fit_ranker import RankerParameters, fit_models
from training.job_runs import opened
from training.jobs import inputs_of, pseudonym_of, version_to_judge
from training.judged_learners import judged_learners
from training.metrics import bootstrap_mean, ndcg_at_k
from training.records import answer_events
from training.rivals import content_scores

K: Final = 10
SHARE_NEW: Final = 0.2

Scores = NDArray[np.float64]


def main() -> None:
    """Print a line a way to order."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    settings, rng = Settings(), np.random.default_rng(given.seed)
    with opened(settings) as engine:
        inputs = inputs_of(settings, engine)
    version = version_to_judge(settings, None)
    bundle = load_bundle(settings.bundles_dir / version, inputs.catalogue, inputs.vectors.fingerprint)
    is_new = rng.random(bundle.arrays.n_certifications) < SHARE_NEW
    names = np.array(bundle.arrays.certification_ids)[is_new]
    impressions = of_others(inputs.records.impressions, frozenset(names.tolist()))
    unshown = replace(inputs, records=replace(inputs.records, impressions=impressions))
    events = answer_events(unshown.records, bundle.arrays, inputs.seen)
    behaviour = behaviour_as_of(events, inputs.records.as_of, bundle.arrays)
    truth, pseudonym = settings.world_dir / "truth", pseudonym_of(settings)
    known = judged_learners(bundle, inputs.records, truth, pseudonym)
    unknown = judged_learners(replace(bundle, behaviour=behaviour), inputs.records, truth, pseudonym)
    models = fit_models(rows_of(unshown, _progress), RankerParameters(), given.seed)
    scores = {
        "with their history": scores_of(bundle.models, known.features),
        "without their history": scores_of(models, unknown.features),
        "content only": content_scores(unknown.features),
        "random": rng.random(known.allowed.shape),
    }
    gains = np.where(known.allowed, known.true("grade"), 0.0)
    figures = placed(scores, gains, known.allowed, is_new, rng)
    for name, line in figures.items():
        sys.stdout.write(f"{name:<24} {'  '.join(f'{what} {value}' for what, value in line.items())}\n")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def of_others(shown: pd.DataFrame, certification_ids: frozenset[str]) -> pd.DataFrame:
    """The showings of all certifications but these."""
    return shown[~shown[Col.CERTIFICATION].isin(certification_ids)]


def scores_of(models: Ranker, features: NDArray[np.float32]) -> Scores:
    """Scores, shape (n, m), of features of shape (n, m, n_features)."""
    return models.score(features.reshape(-1, features.shape[-1])).reshape(features.shape[:2])


def placed(
    scores: Mapping[str, Scores],
    gains: Scores,
    allowed: NDArray[np.bool_],
    is_new: NDArray[np.bool_],
    rng: np.random.Generator,
) -> dict[str, dict[str, str]]:
    """For each way to order, NDCG@10 of new certifications alone and their share of the first ten places of all.

    Shapes are (n, m), of ``is_new`` (m,). The line "truth" has the share of the best ten places.
    """
    new_gains = np.where(is_new, gains, 0.0)
    figures = {}
    for name, found in scores.items():
        ndcg = ndcg_at_k(np.where(allowed & is_new, found, -np.inf), new_gains, K)
        figures[name] = {
            "NDCG@10 of new": str(bootstrap_mean(ndcg, rng)),
            "of the first ten": f"{_share_of_first(np.where(allowed, found, -np.inf), is_new):.3f}",
        }
    return {**figures, "truth": {"of the first ten": f"{_share_of_first(gains, is_new):.3f}"}}


def _share_of_first(scores: Scores, is_new: NDArray[np.bool_]) -> float:
    """Share of the first ten places of all lists that new certifications take."""
    first = np.argsort(-scores, axis=1, kind="stable")[:, :K]
    return float(is_new[first].mean())


def _progress(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {line}\n")


if __name__ == "__main__":
    main()
