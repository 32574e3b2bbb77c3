"""Fits the additive model: logistic regression on curves and effects, drawn towards zero, some curves held monotone."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from recommender.additive_model import EFFECTS, AdditiveModel, effect_cells
from recommender.features import COLUMN, FEATURES, NUMBERS
from training.datasets import RankingRows

Matrix = NDArray[np.float64]

_QUANTILES = (0.01, 0.25, 0.5, 0.75, 0.99)
_MOST_STEPS = 40
_ENOUGH = 1e-6
"""Fitting ends when a step lowers the loss by less than this share."""


@dataclass(frozen=True, slots=True)
class Ridges:
    """How strongly coefficients are drawn to zero: half the square of each, times this, is added to the loss."""

    curve: float = 1.0
    place: float = 0.01
    certification: float = 2.0
    pair: float = 8.0


def fit_additive(rows: RankingRows, ridges: Ridges, *, falling: frozenset[str]) -> AdditiveModel:
    """Fit the chance of a yes on showings.

    Features named in ``falling`` have curves that never rise. The place in the list is a factor of its own, left out
    of the model: scores speak of the first place. Nothing here is drawn at random.
    """
    curves = _curves(rows.features)
    dense, owner = _ramps(rows.features, curves)
    tables = {name: _cells(rows.features, names) for name, names in EFFECTS.items()}
    place = np.minimum(rows.rank, _LAST_PLACE) - 2  # The first place is -1: it has no factor.
    sparse = hstack([_one_hot(place, _LAST_PLACE - 1), *(_one_hot(cells, size) for cells, size, _ in tables.values())])
    sizes = [_LAST_PLACE - 1, *(size for _, size, _ in tables.values())]
    pulls = [
        ridges.place,
        *(ridges.certification if len(shape) == 1 else ridges.pair for _, _, shape in tables.values()),
    ]
    ridge = np.concatenate([[0.0], np.full(dense.shape[1] - 1, ridges.curve), np.repeat(pulls, sizes)])
    never_above_zero = np.zeros(len(ridge), bool)
    never_above_zero[: dense.shape[1]] = [name in falling and not is_unknown for name, is_unknown in owner]
    design = _Design(dense, csr_array(sparse))
    found = _minimum(design, (rows.grade > 0).astype(np.float64), ridge, never_above_zero)
    return _model(found, curves, owner, {name: shape for name, (_, _, shape) in tables.items()})


_LAST_PLACE = 20
"""Places from this one on are looked at alike."""


def _curves(features: NDArray[np.float32]) -> dict[str, Matrix]:
    """Knots of each feature that varies, at quantiles of what is known of it."""
    knots = {}
    for name in FEATURES:
        if name in NUMBERS:
            continue
        values = features[:, COLUMN[name]].astype(np.float64)
        known = values[~np.isnan(values)]
        if len(known):
            inner = np.unique(np.quantile(known, _QUANTILES))
            knots[name] = inner if len(inner) > 1 else np.unique([known.min(), *inner, known.max()])
    return {name: found for name, found in knots.items() if len(found) > 1}


def _ramps(features: NDArray[np.float32], curves: Mapping[str, Matrix]) -> tuple[Matrix, list[tuple[str, bool]]]:
    """A column of ones, then for each curve how far each value has come between two knots, in [0, 1].

    Also whose each column is, and whether it marks an unknown value.
    """
    columns, owner = [np.ones(len(features))], [("", False)]
    for name, knots in curves.items():
        values = features[:, COLUMN[name]].astype(np.float64)
        unknown = np.isnan(values)
        for low, high in pairwise(knots):
            columns.append(np.where(unknown, 0.0, np.clip((values - low) / (high - low), 0.0, 1.0)))
            owner.append((name, False))
        if unknown.any():
            columns.append(unknown.astype(np.float64))
            owner.append((name, True))
    return np.stack(columns, axis=1), owner


def _cells(features: NDArray[np.float32], names: tuple[str, ...]) -> tuple[NDArray[np.int64], int, tuple[int, ...]]:
    """Cells of a table of effects, their number and the table's shape: as large as the numbers seen."""
    shape = tuple(int(features[:, COLUMN[name]].max()) + 1 for name in names)
    shape = tuple(max(1, length) for length in shape)
    return effect_cells(features, names, shape), int(np.prod(shape)), shape


def _one_hot(cells: NDArray[np.int64], size: int) -> csr_array:
    known = np.flatnonzero(cells >= 0)
    return csr_array((np.ones(len(known)), (known, cells[known])), shape=(len(cells), size))


@dataclass(frozen=True, slots=True)
class _Design:
    """Columns of the regression: (n, p) dense ones first, then (n, q) that are nearly all zero."""

    dense: Matrix
    sparse: csr_array

    def times(self, coefficients: Matrix) -> Matrix:
        p = self.dense.shape[1]
        return np.asarray(self.dense @ coefficients[:p] + self.sparse @ coefficients[p:])

    def transposed_times(self, residual: Matrix) -> Matrix:
        return np.concatenate([self.dense.T @ residual, self.sparse.T @ residual])

    def curvature(self, weight: Matrix) -> Matrix:
        """Columns' inner products with rows weighted, shape (p + q, p + q)."""
        weighted = (self.dense * weight[:, None]).astype(np.float32)  # A direction to go may be rough, and is faster.
        across = self.sparse.T.astype(np.float32) @ weighted
        among = (self.sparse.T @ (self.sparse * weight[:, None])).toarray()
        return np.block([[self.dense.T.astype(np.float32) @ weighted, across.T], [across, among]]).astype(np.float64)


def _minimum(design: _Design, happened: Matrix, ridge: Matrix, never_above_zero: NDArray[np.bool_]) -> Matrix:
    """Coefficients of the least penalised loss, some of them held at or below zero.

    Notes
    -----
    Newton's method on the coefficients that are not held at their bound (Bertsekas 1982, doi:10.1137/0320018).
    """

    def loss(coefficients: Matrix) -> float:
        odds = design.times(coefficients)
        return float((np.logaddexp(0.0, odds) - happened * odds).sum() + 0.5 * ridge @ coefficients**2)

    share = happened.mean()
    found = np.zeros(len(ridge))
    found[0] = np.log(share / (1.0 - share))
    now = loss(found)
    for _ in range(_MOST_STEPS):
        chance = 1.0 / (1.0 + np.exp(-design.times(found)))
        slope = design.transposed_times(chance - happened) + ridge * found
        free = ~(never_above_zero & (found >= 0.0) & (slope <= 0.0))
        curvature = design.curvature(chance * (1.0 - chance))[np.ix_(free, free)]
        curvature[np.diag_indices_from(curvature)] += ridge[free] + 1e-9
        step = np.zeros(len(found))
        step[free] = np.linalg.solve(curvature, -slope[free])
        before, length = now, 1.0
        while length > 1e-6:
            tried = found + length * step
            tried = np.where(never_above_zero, np.minimum(tried, 0.0), tried)
            now = loss(tried)
            if now <= before:
                found = tried
                break
            length /= 2
        if now > before or before - now < _ENOUGH * before:
            break
    return found


def _model(
    found: Matrix, curves: Mapping[str, Matrix], owner: list[tuple[str, bool]], shapes: Mapping[str, tuple[int, ...]]
) -> AdditiveModel:
    n_knots = max((len(knots) for knots in curves.values()), default=1)
    heights, knots_of, unknown = [], [], []
    for name, knots in curves.items():
        rises = [found[column] for column, whose in enumerate(owner) if whose == (name, False)]
        height = np.concatenate([[0.0], np.cumsum(rises)])
        # Shorter curves repeat their last knot a little further on: all have one shape.
        missing = n_knots - len(knots)
        knots_of.append(np.concatenate([knots, knots[-1] + np.arange(1, missing + 1)]))
        heights.append(np.concatenate([height, np.full(missing, height[-1])]))
        known_heights = [found[column] for column, whose in enumerate(owner) if whose == (name, True)]
        unknown.append(known_heights[0] if known_heights else float(np.median(height)))
    start = len(owner) + _LAST_PLACE - 1
    effects = {}
    for name, shape in shapes.items():
        effects[name] = found[start : start + int(np.prod(shape))].reshape(shape)
        start += int(np.prod(shape))
    return AdditiveModel(
        features=tuple(curves),
        knots=np.array(knots_of).reshape(len(curves), n_knots),
        heights=np.array(heights).reshape(len(curves), n_knots),
        unknown=np.array(unknown),
        intercept=float(found[0]),
        effects=effects,
    )
