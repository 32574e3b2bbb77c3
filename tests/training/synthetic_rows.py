"""Rows of showings with a known pattern: feature 0 brings a yes, feature 1 a pass, later places fewer looks."""

import numpy as np

from recommender.features import COLUMN, FEATURES, NUMBERS
from training.datasets import RankingRows

LENGTH = 5


def make_rows(n_lists: int = 300, seed: int = 1) -> RankingRows:
    """Lists of five, one a learner; ids are such that all three splits have some."""
    rng = np.random.default_rng(seed)
    n = n_lists * LENGTH
    rank = np.tile(np.arange(1, LENGTH + 1), n_lists)
    features = rng.random((n, len(FEATURES))).astype(np.float32)
    for name in NUMBERS:
        features[:, COLUMN[name]] = rng.integers(-1 if name != "certification" else 0, 4, size=n)
    said_yes = rng.random(n) < features[:, 0] ** 2 * rank**-0.7
    enrolled = said_yes & (rng.random(n) < 0.7)
    passed = enrolled & (rng.random(n) < features[:, 1])
    return RankingRows(
        features=features,
        rank=rank,
        list_number=np.repeat(np.arange(n_lists), LENGTH),
        grade=said_yes.astype(np.int64) + enrolled + passed,
        exam_passed=np.where(enrolled, passed.astype(float), np.nan),
        learner_id=np.repeat([f"learner-{number}" for number in range(n_lists)], LENGTH),
        certification=features[:, COLUMN["certification"]].astype(np.int64),
        shown_at=np.repeat(np.datetime64("2026-01-01", "us") + np.arange(n_lists), LENGTH),
        propensity=np.ones(n),
    )
