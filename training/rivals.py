"""What ours is measured against, on the same learners, certifications and moment."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays
from recommender.behaviour import Behaviour
from recommender.features import COLUMN, FEATURES, NUMBERS, group_of
from recommender.profile import Profiles
from training.datasets import RankingRows
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


def popularity_everywhere(profiles: Profiles, behaviour: Behaviour) -> Matrix:
    """Yes per look in the whole country: one order for everybody."""
    return np.tile(behaviour.national.astype(np.float64), (len(profiles), 1))


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


def fit_logistic(
    rows: RankingRows, seed: int, *, names_things: bool = False
) -> Callable[[NDArray[np.float32]], Matrix]:
    """Logistic regression of yes as anybody would fit it: standardised features and place, on the same learners.

    With ``names_things`` each certification, area and state also has a column of its own (one-hot). Returns a function
    from features (n, m, n_features) to scores (n, m), each as if shown first.
    """
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    fit = rows.take(split_of(rows.learner_id.tolist()) == Split.FIT.value)
    numbers = [COLUMN[name] for name in NUMBERS]
    measures = [column for column in range(len(FEATURES) + 1) if column not in numbers]
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler()), measures),
        (OneHotEncoder(handle_unknown="ignore"), numbers if names_things else []),
    )
    model = make_pipeline(columns, LogisticRegression(max_iter=2000, random_state=seed))
    model.fit(_placed(fit.features, fit.rank), fit.grade > 0)

    def scores(features: NDArray[np.float32]) -> Matrix:
        n, m, n_features = features.shape
        rows = _placed(features.reshape(n * m, n_features), np.ones(n * m, np.int64))
        return np.asarray(model.decision_function(rows), np.float64).reshape(n, m)

    return scores


def _placed(features: NDArray[np.float32], rank: NDArray[np.int64]) -> NDArray[np.float32]:
    """Features with the place as the last column, as the inverse root of its rank."""
    return np.concatenate([features, (rank[:, None].astype(np.float64) ** -0.5).astype(np.float32)], axis=1)
