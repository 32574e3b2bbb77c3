"""Learners of chances and means that an effect needs on the way, and their mixture by cross-validation."""

import warnings
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, nnls
from scipy.special import expit
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LassoCV, LogisticRegression, RidgeCV

from training.effects.smooth_columns import SmoothColumns

RIDGE_PENALTIES = np.logspace(-1, 4, 11)
LOGISTIC_STRENGTHS = (0.003, 0.03, 0.3, 3.0)
SPARSE_STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0)
_HELD_OUT_EVERY = 4
_NEAREST_TO_CERTAIN = 1e-4
_MIXTURE_PENALTY = 1e-3
_SOLVER_SEED = 0
_TOO_MANY_TO_CHOOSE = 5000
"""From this number of rows on a penalty on all columns draws little, and choosing among them takes long."""


class Learner(Protocol):
    """Learns a target from columns and predicts it for other rows."""

    def __call__(
        self, columns: NDArray[np.float64], target: NDArray[np.float64], others: NDArray[np.float64], seed: int
    ) -> NDArray[np.float64]:
        """Predict the mean of ``target`` for ``others``, shape (n_others,).

        ``columns`` is of shape (n, p) and without missing values. A target of zeros and ones is a chance, and so is
        then the prediction.
        """


def constant(
    columns: NDArray[np.float64], target: NDArray[np.float64], others: NDArray[np.float64], seed: int
) -> NDArray[np.float64]:
    """Predict the mean for everybody: what is left when no column tells anything."""
    return np.full(len(others), target.mean())


def linear(
    columns: NDArray[np.float64], target: NDArray[np.float64], others: NDArray[np.float64], seed: int
) -> NDArray[np.float64]:
    """Predict by ridge or penalised logistic regression, the strength of the penalty chosen within ``columns``."""
    if not is_binary(target):
        return np.asarray(RidgeCV(RIDGE_PENALTIES).fit(columns, target).predict(others))
    return _chances(_logistic, LOGISTIC_STRENGTHS, columns, target, others, seed)


def smooth(
    columns: NDArray[np.float64], target: NDArray[np.float64], others: NDArray[np.float64], seed: int
) -> NDArray[np.float64]:
    """Predict on bent columns and products of two, by few of them (lasso).

    Chances of 5,000 rows or more are predicted as ``linear`` does.
    """
    made = SmoothColumns.fit(columns)
    if is_binary(target):
        predict = linear if len(target) >= _TOO_MANY_TO_CHOOSE else _sparse_chances
        return predict(made(columns), target, made(others), seed)
    if not np.ptp(target):
        return constant(columns, target, others, seed)
    chooser = LassoCV(cv=4, alphas=25, eps=1e-2, tol=1e-3, max_iter=5000)
    with warnings.catch_warnings():
        # On few rows the last digits take long; held-out error decides what a prediction weighs in any case.
        warnings.simplefilter("ignore", ConvergenceWarning)
        chooser.fit(made(columns), target)
    return np.asarray(chooser.predict(made(others)))


def boosted(
    columns: NDArray[np.float64], target: NDArray[np.float64], others: NDArray[np.float64], seed: int
) -> NDArray[np.float64]:
    """Predict by shallow gradient boosting."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    options = {
        "learning_rate": 0.15,
        "max_iter": 40,
        "max_bins": 63,
        "max_leaf_nodes": 6,
        "min_samples_leaf": 15,
        "l2_regularization": 5.0,
        "early_stopping": False,
        "random_state": seed,
    }
    if not is_binary(target):
        return np.asarray(HistGradientBoostingRegressor(**options).fit(columns, target).predict(others))
    if not _count_of_rarer(target):
        return constant(columns, target, others, seed)
    return np.asarray(HistGradientBoostingClassifier(**options).fit(columns, target).predict_proba(others)[:, 1])


DEFAULT_LEARNERS: tuple[Learner, ...] = (constant, linear, smooth, boosted)


def mixed_means(
    predictions: NDArray[np.float64], target: NDArray[np.float64], others: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mix learners' predictions with the weights, not negative and of sum 1, that have the least squared error.

    Parameters
    ----------
    predictions
        Shape (n, n_learners), each for rows that the learner did not see.
    target
        Shape (n,).
    others
        Shape (n_others, n_learners): what the learners say of the rows to predict.

    Returns
    -------
    Shape (n_others,).
    """
    scale = max(float(np.abs(predictions).max()), float(np.abs(target).max()), 1e-12)
    # A heavy last row asks for a sum of 1.
    heavy = 1e3 * np.sqrt(len(target))
    system = np.vstack([predictions / scale, np.full(predictions.shape[1], heavy)])
    found, _ = nnls(system, np.append(target / scale, heavy))
    return np.asarray(others @ (found / found.sum()))


def mixed_chances(
    predictions: NDArray[np.float64], target: NDArray[np.float64], others: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mix learners' chances by their log odds; the weights, not negative, and a level make the target most likely.

    Shapes are those of ``mixed_means``. As the weights need not sum to 1, the mixture is calibrated as well: too bold
    learners are held back (Platt 1999). Mixing log odds keeps chances near 0 and 1 apart, where inverse weights live.
    """
    log_odds, signs = _log_odds(predictions), np.where(target > 0, -1.0, 1.0)

    def loss(level_and_weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        level, weights = level_and_weights[0], level_and_weights[1:]
        margins = signs * (level + log_odds @ weights)
        slopes = signs * expit(margins)
        gradient = np.append(slopes.mean(), slopes @ log_odds / len(target) + _MIXTURE_PENALTY * weights)
        return float(np.logaddexp(0.0, margins).mean() + _MIXTURE_PENALTY / 2.0 * (weights @ weights)), gradient

    n_learners = predictions.shape[1]
    start = np.append(0.0, np.full(n_learners, 1.0 / n_learners))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(None, None), *[(0.0, None)] * n_learners]).x
    return np.asarray(expit(found[0] + _log_odds(others) @ found[1:]))


def cross_fitted(
    learners: Sequence[Learner],
    columns: NDArray[np.float64],
    target: NDArray[np.float64],
    learn_from: NDArray[np.bool_],
    folds: NDArray[np.int64],
    seed: int,
) -> NDArray[np.float64]:
    """Predict each row by a mixture of learners; neither they nor its weights were fitted on the row's fold.

    Parameters
    ----------
    learn_from
        Shape (n,): the rows whose target may be learned from, such as one arm; all rows are predicted.
    folds
        Shape (n,): number of the fold of each row.

    Returns
    -------
    Shape (n,); chances where the target is zeros and ones.

    Notes
    -----
    Stacking (Wolpert 1992) on predictions that cross-fitting has made anyway, after the short-stacking of Ahrens,
    Hansen, Schaffer and Wiemann (2025), doi:10.1002/jae.3103.
    """
    held_out = np.empty((len(target), len(learners)))
    for fold in np.unique(folds):
        train, test = learn_from & (folds != fold), folds == fold
        for number, learner in enumerate(learners):
            held_out[test, number] = learner(columns[train], target[train], columns[test], seed)
    mixed = mixed_chances if is_binary(target) else mixed_means
    predicted = np.empty(len(target))
    for fold in np.unique(folds):
        others, test = learn_from & (folds != fold), folds == fold
        predicted[test] = mixed(held_out[others], target[others], held_out[test])
    return predicted


def is_binary(target: NDArray[np.float64]) -> bool:
    """Whether there are only zeros and ones."""
    return bool(np.isin(target, (0.0, 1.0)).all())


Logistic = Callable[[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float], NDArray[np.float64]]
"""Chances of other rows by columns, target and the strength of a penalty, stronger where the number is smaller."""


def _chances(
    logistic: Logistic,
    strengths: Sequence[float],
    columns: NDArray[np.float64],
    target: NDArray[np.float64],
    others: NDArray[np.float64],
    seed: int,
) -> NDArray[np.float64]:
    """Predict with the strength of the best likelihood on a quarter left out, the same share of it in both classes."""
    if _count_of_rarer(target) < 2 * _HELD_OUT_EVERY:
        return constant(columns, target, others, seed)
    order = np.random.default_rng(seed).permutation(len(target))
    order = order[np.argsort(target[order], kind="stable")]
    held_out = np.zeros(len(target), dtype=np.bool_)
    held_out[order[::_HELD_OUT_EVERY]] = True
    losses = [
        _log_loss(logistic(columns[~held_out], target[~held_out], columns[held_out], strength), target[held_out])
        for strength in strengths
    ]
    return logistic(columns, target, others, strengths[int(np.argmin(losses))])


def _sparse_chances(
    columns: NDArray[np.float64], target: NDArray[np.float64], others: NDArray[np.float64], seed: int
) -> NDArray[np.float64]:
    return _chances(_sparse_logistic, SPARSE_STRENGTHS, columns, target, others, seed)


def _logistic(
    columns: NDArray[np.float64], target: NDArray[np.float64], others: NDArray[np.float64], strength: float
) -> NDArray[np.float64]:
    solver = LogisticRegression(C=strength, solver="newton-cholesky", max_iter=50)
    return np.asarray(solver.fit(columns, target > 0).predict_proba(others)[:, 1])


def _sparse_logistic(
    columns: NDArray[np.float64], target: NDArray[np.float64], others: NDArray[np.float64], strength: float
) -> NDArray[np.float64]:
    # The solver draws the order of its columns.
    solver = LogisticRegression(
        C=strength, l1_ratio=1.0, solver="liblinear", tol=1e-3, max_iter=200, random_state=_SOLVER_SEED
    )
    with warnings.catch_warnings():
        # As with the lasso of means: held-out likelihood decides what a prediction weighs in any case.
        warnings.simplefilter("ignore", ConvergenceWarning)
        solver.fit(columns, target > 0)
    return np.asarray(solver.predict_proba(others)[:, 1])


def _log_loss(chances: NDArray[np.float64], target: NDArray[np.float64]) -> float:
    chances = np.clip(chances, _NEAREST_TO_CERTAIN, 1.0 - _NEAREST_TO_CERTAIN)
    return float(-(target * np.log(chances) + (1.0 - target) * np.log(1.0 - chances)).mean())


def _log_odds(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    chances = np.clip(chances, _NEAREST_TO_CERTAIN, 1.0 - _NEAREST_TO_CERTAIN)
    return np.asarray(np.log(chances / (1.0 - chances)))


def _count_of_rarer(target: NDArray[np.float64]) -> int:
    return int(min(target.sum(), len(target) - target.sum()))
