"""Chooses the kind of model and its settings by cross-validated log loss."""

from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.table_risk.encoding import CaseEncoding
from training.metrics import Interval
from training.risk.folds import Fold
from training.risk.forgetting import forget_words
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
    """The settings that won.

    ``losses`` is the mean log loss of each kind on people whom it had not seen, ``gain`` how much the winner is better
    than the next kind, with an interval over people.
    """

    strength: float
    depth: int
    n_trees: int
    tree_weight: float
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
        losses={_NAMES[weight]: float(losses[weight].mean()) for weight in _TREE_WEIGHTS},
        gain=_mean_by_person(losses[order[1]] - losses[order[0]], ids[judged]),
    )


def log_odds_of_unseen(
    frame: pd.DataFrame,
    categorical: frozenset[str],
    outcome: NDArray[np.bool_],
    folds: list[Fold],
    choice: Choice,
    seed: int,
) -> NDArray[np.float64]:
    """Log-odds that models of the chosen settings give to the judged rows of each fold, one after another."""
    found = []
    for fold in folds:
        part = _Part.of_fold(frame, categorical, fold, seed)
        weights = fit_weights(part.dense, outcome[fold.fit], choice.strength)
        raw = part.dense_judged @ weights[1:] + weights[0]
        if choice.tree_weight > 0:
            trees = fit_trees(part.features, outcome[fold.fit], choice.depth, choice.n_trees, seed)
            boosted = trees.predict(part.features_judged, prediction_type="RawFormulaVal")
            raw = (1.0 - choice.tree_weight) * raw + choice.tree_weight * boosted
        found.append(raw)
    return np.concatenate(found)


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of a fold in both forms, encoded by what its fitting rows show."""

    dense: NDArray[np.float64]
    dense_judged: NDArray[np.float64]
    features: NDArray[np.float32]
    features_judged: NDArray[np.float32]

    @classmethod
    def of_fold(cls, frame: pd.DataFrame, categorical: frozenset[str], fold: Fold, seed: int) -> "_Part":
        fitting, judging = frame.iloc[fold.fit], frame.iloc[fold.judge]
        encoding, learned = CaseEncoding.fit(fitting, categorical), forget_words(fitting, seed)
        return cls(encoding.dense(learned), encoding.dense(judging), encoding.split(learned), encoding.split(judging))


def _judged(
    frame: pd.DataFrame, categorical: frozenset[str], outcome: NDArray[np.bool_], folds: list[Fold], seed: int
) -> tuple[dict[float, NDArray[np.float64]], dict[tuple[int, int], NDArray[np.float64]]]:
    """Log-odds for the judged rows, by strength and by depth and number of trees."""
    straight: dict[float, list[NDArray[np.float64]]] = {}
    boosted: dict[tuple[int, int], list[NDArray[np.float64]]] = {}
    depths = (*_DEPTHS, _DEEP) if len(frame) >= _ENOUGH_FOR_DEEP else _DEPTHS
    for fold in folds:
        part = _Part.of_fold(frame, categorical, fold, seed)
        for strength in _STRENGTHS:
            weights = fit_weights(part.dense, outcome[fold.fit], strength)
            straight.setdefault(strength, []).append(part.dense_judged @ weights[1:] + weights[0])
        for depth in depths:
            model = fit_trees(part.features, outcome[fold.fit], depth, MOST_TREES, seed)
            for step, stage in enumerate(staged_log_odds(model, part.features_judged), start=1):
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
