"""What each part of the ranking model is worth: NDCG@10 without it, on learners that no model saw.

    RUMBO_HOME=HOME RUMBO_MLRUNS=MLRUNS python -m benchmarks.ranking_ablations [--seed N] [--json FILE]

HOME holds an invented country with a trained challenger. The models are fitted anew for every line, about a minute
each; "minus" is a line less the whole model, paired by learner, with a 95 % bootstrap interval.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.settings import Settings
from recommender.bundle import load_bundle
from recommender.features import FEATURES
from training.build_bundle import rows_of
from training.datasets import RankingRows
from training.fit_ranker import RankerParameters, fit_models, without
from training.job_runs import opened
from training.jobs import inputs_of, pseudonym_of, version_to_judge
from training.judged_learners import judged_learners
from training.metrics import bootstrap_mean, ndcg_at_k

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "behaviour": (
        "yes_share_in_area",
        "yes_share_overall",
        "declined",
        "failed",
        "state_popularity",
        "national_popularity",
        "group_popularity",
        "state_group_popularity",
        "state_area_popularity",
        "taken_together",
    ),
    "text": ("text_goal", "text_profile"),
    "skills": ("goal_gap_covered", "goal_match", "familiarity"),
    "demand": ("demand_of_new_skills", "demand_of_all_skills", "unmet_positions"),
    "person": (
        "english",
        "english_tested",
        "kind",
        "semester",
        "progress",
        "grade",
        "fail_share",
        "weekly_hours",
        "n_held",
        "state",
        "group",
        "studied_area",
        "area_is_studied",
        "area_is_goal",
    ),
    "certification": (
        "level",
        "english_gap",
        "weeks",
        "learner_price",
        "preparation_hours",
        "vendor_held",
        "in_spanish",
        "experience_months",
        "certification",
        "area",
    ),
}
"""Features by what they speak of; each is in one group."""

Scores = NDArray[np.float64]


def main() -> None:
    """Print a line an ablation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    settings = Settings()
    with opened(settings) as engine:
        inputs = inputs_of(settings, engine)
    version = version_to_judge(settings, None)
    bundle = load_bundle(settings.bundles_dir / version, inputs.catalogue, inputs.vectors.fingerprint)
    judged = judged_learners(bundle, inputs.records, settings.world_dir / "truth", pseudonym_of(settings))
    gains = np.where(judged.allowed, judged.true("grade"), 0.0)
    rows = rows_of(inputs, _progress)
    whole: Scores | None = None
    figures = {}
    for name, scores in ablations(rows, judged.features, given.seed):
        ndcg = ndcg_at_k(np.where(judged.allowed, scores, -np.inf), gains, 10)
        whole = ndcg if whole is None else whole
        rng = np.random.default_rng(given.seed)
        mean, minus = bootstrap_mean(ndcg, rng), bootstrap_mean(ndcg - whole, rng)
        figures[name] = {"ndcg@10": [mean.mean, mean.low, mean.high], "minus": [minus.mean, minus.low, minus.high]}
        sys.stdout.write(f"{name:<34} {mean!s:<28} minus {minus}\n")
        sys.stdout.flush()
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def ablations(rows: RankingRows, features: NDArray[np.float32], seed: int) -> Iterator[tuple[str, Scores]]:
    """Name and scores, shape (n, m), of the whole model and of the model with one part missing, one after another."""
    usual = RankerParameters()
    shape = features.shape[:2]
    flat = features.reshape(-1, len(FEATURES))
    models = fit_models(rows, usual, seed)
    yield "whole", models.score(flat).reshape(shape)
    yield "without what follows a yes", models.odds.score(flat).reshape(shape)
    yield "boosted trees alone", models.odds.accept.score(flat).reshape(shape)
    yield "additive model alone", models.odds.additive.score(flat).reshape(shape)
    changed = {
        "without correction for the place": replace(usual, corrects_place=False),
        "without monotone features": replace(usual, is_monotone=False),
        **{f"without {name}": replace(usual, left_out=names) for name, names in GROUPS.items()},
    }
    for name, parameters in changed.items():
        readable = without(flat, parameters.left_out)
        yield name, fit_models(rows, parameters, seed).score(readable).reshape(shape)


def _progress(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {line}\n")


if __name__ == "__main__":
    main()
