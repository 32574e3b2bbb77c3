"""Chooses the kind of model and its settings by cross-validated log loss."""

from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.table_risk.encoding import CaseEncoding
from training.metrics import Interval
from training.risk.folds import Fold
from training.risk.learners import MOST_TREES, TREE_STEP, fit_trees, fit_weights, staged_log_odds
from training.risk.losses import log_losses

K = TypeVar("K")

_STRENGTHS: Final = (1000.0, 100.0, 30.0, 10.0, 3.0, 1.0)
"""Ridge penalties, the strongest first: on a tie the steadier model wins."""

_DEPTHS: Final = (2, 3)
_DEEP: Final = 6
_ENOUGH_FOR_DEEP: Final = 20_000
_TREE_WEIGHTS: Final = (0.0, 0.5, 1.0)
_NAMES: Final = {0.0: "logistic regression", 0.5: "both together", 1.0: "boosted trees"}


@dataclass(frozen=True, slots=True)
class Choice:
    """The settings that won, and what all kinds said of people whom they had not seen.

    ``log_odds`` are those of the winner for the rows at the places ``judged``. ``losses`` is the mean log loss of each
    kind, ``gain`` how much the winner is better than the next kind, with an interval over people.
    """

    strength: float
    depth: int
    n_trees: int
    tree_weight: float
    judged: NDArray[np.intp]
    log_odds: NDArray[np.float64]
    losses: dict[str, float]
    gain: Interval

    @property
    def name(self) -> str:
        """The kind that won."""
        return _NAMES[self.tree_weight]


def choose(
    frame: pd.DataFrame,
    categorical: frozenset[str],
    outcome: NDArray[np.bool_],
    ids: NDArray[np.str_],
    folds: list[Fold],
    seed: int,
) -> Choice:
    """Fit every candidate in every fold and take the best straight line, the best trees and the best mix of the two."""
    straight, boosted = _judged(frame, categorical, outcome, folds, seed)
    judged = np.concatenate([fold.judge for fold in folds])
    happened = outcome[judged]
    strength, line = _best(straight, happened)
    (depth, n_trees), trees = _best(boosted, happened)
    mixes = {weight: (1.0 - weight) * line + weight * trees for weight in _TREE_WEIGHTS}
    losses = {weight: log_losses(mix, happened) for weight, mix in mixes.items()}
    order = sorted(_TREE_WEIGHTS, key=lambda weight: (losses[weight].mean(), weight))
    return Choice(
        strength=strength,
        depth=depth,
        n_trees=n_trees,
        tree_weight=order[0],
        judged=judged,
        log_odds=mixes[order[0]],
        losses={_NAMES[weight]: float(losses[weight].mean()) for weight in _TREE_WEIGHTS},
        gain=_mean_by_person(losses[order[1]] - losses[order[0]], ids[judged]),
    )


def _judged(
    frame: pd.DataFrame, categorical: frozenset[str], outcome: NDArray[np.bool_], folds: list[Fold], seed: int
) -> tuple[dict[float, NDArray[np.float64]], dict[tuple[int, int], NDArray[np.float64]]]:
    """Log-odds for the judged rows, by strength and by depth and number of trees."""
    straight: dict[float, list[NDArray[np.float64]]] = {}
    boosted: dict[tuple[int, int], list[NDArray[np.float64]]] = {}
    for fold in folds:
        fitting, judging = frame.iloc[fold.fit], frame.iloc[fold.judge]
        encoding = CaseEncoding.fit(fitting, categorical)
        dense, dense_judged = encoding.dense(fitting), encoding.dense(judging)
        for strength in _STRENGTHS:
            weights = fit_weights(dense, outcome[fold.fit], strength)
            straight.setdefault(strength, []).append(dense_judged @ weights[1:] + weights[0])
        features, features_judged = encoding.split(fitting), encoding.split(judging)
        for depth in (*_DEPTHS, *((_DEEP,) if len(frame) >= _ENOUGH_FOR_DEEP else ())):
            model = fit_trees(features, outcome[fold.fit], depth, MOST_TREES, seed)
            for step, stage in enumerate(staged_log_odds(model, features_judged), start=1):
                boosted.setdefault((depth, step * TREE_STEP), []).append(stage)
    return (
        {key: np.concatenate(parts) for key, parts in straight.items()},
        {key: np.concatenate(parts) for key, parts in boosted.items()},
    )


def _best(candidates: dict[K, NDArray[np.float64]], happened: NDArray[np.bool_]) -> tuple[K, NDArray[np.float64]]:
    """The candidate of least loss, the first on a tie."""
    key = min(candidates, key=lambda key: float(log_losses(candidates[key], happened).mean()))
    return key, candidates[key]


def _mean_by_person(gains: NDArray[np.float64], ids: NDArray[np.str_]) -> Interval:
    """Mean over rows, with a normal interval that takes a person's rows as one draw."""
    mean = float(gains.mean())
    sums = np.bincount(np.unique(ids, return_inverse=True)[1], weights=gains - mean)
    half = 1.96 * float(np.sqrt((sums**2).sum())) / len(gains)
    return Interval(mean, mean - half, mean + half)
