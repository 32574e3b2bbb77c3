"""Fits the two kinds of model that are chosen from: a regularised straight line and boosted trees."""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from recommender.table_risk.linear import LinearScorer

if TYPE_CHECKING:
    from catboost import CatBoost

TREE_STEP: Final = 25
MOST_TREES: Final = 400
_LEARNING_RATE: Final = 0.05


def fit_weights(dense: NDArray[np.float64], outcome: NDArray[np.bool_], strength: float) -> NDArray[np.float64]:
    """Intercept and weights of a logistic regression, shape (1 + dense columns,); ``strength`` is the usual 1 / C."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1.0 / strength, max_iter=2000).fit(dense, outcome)
    return np.concatenate([fitted.intercept_, fitted.coef_[0]])


def linear_scorer(weights: NDArray[np.float64], dense: NDArray[np.float64], owners: NDArray[np.intp]) -> LinearScorer:
    """The scorer whose contributions are against the mean of the fitting rows ``dense``."""
    centre = dense.mean(axis=0)
    return LinearScorer(weights[1:], centre, owners, float(weights[0] + centre @ weights[1:]))


def fit_trees(
    features: NDArray[np.float32], outcome: NDArray[np.bool_], depth: int, n_trees: int, seed: int
) -> "CatBoost":
    """Boosted trees of the log-odds."""
    from catboost import CatBoost

    model = CatBoost(
        {
            "loss_function": "Logloss",
            "boosting_type": "Plain",
            "iterations": n_trees,
            "depth": depth,
            "learning_rate": _LEARNING_RATE,
            "random_seed": seed,
            "verbose": 0,
            "allow_writing_files": False,
        }
    )
    model.fit(features, outcome.astype(np.float64))
    return model


def staged_log_odds(model: "CatBoost", features: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log-odds after every ``TREE_STEP`` trees, shape (number of steps, n)."""
    stages = model.staged_predict(features, prediction_type="RawFormulaVal", eval_period=TREE_STEP)
    return np.stack([np.asarray(stage).reshape(-1) for stage in stages])
