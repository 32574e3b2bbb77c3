"""What ours is measured against, on the same learners, certifications and moment."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays
from recommender.behaviour import Behaviour
from recommender.features import COLUMN, group_of
from recommender.profile import Profiles
from training.datasets import RankingRows
from training.fit_ranker import linear_model
from training.splits import Split, split_of

Matrix = NDArray[np.float64]


def random_scores(shape: tuple[int, int], rng: np.random.Generator) -> Matrix:
    """A new random order for every learner."""
    return rng.random(shape)


def popularity_scores(profiles: Profiles, arrays: CatalogueArrays, behaviour: Behaviour) -> Matrix:
    """Yes per look among learners of the same region and area, shrunk towards wider groups."""
    group, state = group_of(profiles, arrays), profiles.state
    both = behaviour.by_state_and_group[state, group]
    return np.asarray(np.where((group >= 0)[:, None], both, behaviour.by_state[state]), np.float64)


def content_scores(features: NDArray[np.float32]) -> Matrix:
    """Text of the goal and of what the learner can do against the certification's text, plus the goal's missing skills.

    The three columns are standardised within each learner and added.
    """
    names = ("text_goal", "text_profile", "goal_gap_covered")
    columns = [features[:, :, COLUMN[name]].astype(np.float64) for name in names]
    return np.asarray(np.sum([_standardised(column) for column in columns], axis=0))


def _standardised(column: Matrix) -> Matrix:
    spread = column.std(axis=1, keepdims=True)
    return np.asarray((column - column.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1.0))


def fit_logistic(rows: RankingRows, seed: int) -> Callable[[NDArray[np.float32]], Matrix]:
    """Logistic regression of yes on the very features and place, weighted by outcome grade, on the same learners.

    It is the straight part of our own blend (``linear_model``), alone. Returns a function from features
    (n, m, n_features) to scores (n, m).
    """
    model = linear_model(rows.take(split_of(rows.learner_id.tolist()) == Split.FIT.value), seed)

    def scores(features: NDArray[np.float32]) -> Matrix:
        n, m, n_features = features.shape
        return model.score(features.reshape(n * m, n_features)).reshape(n, m)

    return scores
