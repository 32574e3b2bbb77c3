"""Tells when a new table is another kind of table than the one a model was fitted on; holds no row of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from recommender.drift import (
    CHANGED,
    ColumnDrift,
    Drift,
    bin_edges,
    number_drift,
    stability_index,
    tallied,
    word_drift,
)
from recommender.table_risk.encoding import CaseEncoding, CategoryColumn, NumberColumn

_JOINT: Final = 0.65
"""The chance of telling a row of the new table from one of the old, from which on they count as two kinds."""

_NO_VARIANCE: Final = 1e-9

_MOST_ROWS: Final = 100_000
"""Of a larger table every second, third, ... row is compared."""


@dataclass(frozen=True, slots=True)
class DriftReport:
    """Columns, those that moved most first; all of them jointly; and the probabilities that the model gives.

    ``joint`` is the chance, in [0.5, 1], that a straight line through all columns would rightly say which of two rows
    is the new table's. ``mean_then`` and ``mean_now`` are mean probabilities.
    """

    columns: tuple[ColumnDrift, ...]
    joint: float
    chances_stability_index: float
    mean_then: float
    mean_now: float

    @property
    def changed(self) -> tuple[ColumnDrift, ...]:
        """The columns that are no longer what they were."""
        return tuple(column for column in self.columns if column.drift is Drift.CHANGED)

    @property
    def is_warning(self) -> bool:
        """Whether probabilities should be read with care."""
        return bool(self.changed) or self.joint >= _JOINT or self.chances_stability_index >= CHANGED


@dataclass(frozen=True, slots=True)
class DriftReference:
    """What is kept of the fitting rows: counts in bins, and mean and covariance of the dense form.

    ``edges`` of each column of numbers; ``counts`` of each column, the bins and then missing; ``chance_edges`` and
    ``chance_counts`` of the probabilities.
    """

    n_rows: int
    edges: Mapping[str, tuple[float, ...]]
    counts: Mapping[str, tuple[int, ...]]
    chance_edges: tuple[float, ...]
    chance_counts: tuple[int, ...]
    mean_chance: float
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    @classmethod
    def of_rows(cls, encoding: CaseEncoding, frame: pd.DataFrame, chances: NDArray[np.float64]) -> Self:
        """Count the fitting rows."""
        dense = encoding.dense(frame)
        edges = {
            column.name: bin_edges(frame[column.name].to_numpy())
            for column in encoding.columns
            if isinstance(column, NumberColumn)
        }
        chance_edges = bin_edges(chances)
        return cls(
            n_rows=len(frame),
            edges=edges,
            counts={column.name: _counts(column, frame[column.name], edges) for column in encoding.columns},
            chance_edges=chance_edges,
            chance_counts=tallied(chances, chance_edges),
            mean_chance=float(chances.mean()),
            mean=dense.mean(axis=0),
            covariance=_covariance(dense),
        )

    def compare(self, encoding: CaseEncoding, frame: pd.DataFrame, chances: NDArray[np.float64]) -> DriftReport:
        """Hold new rows, which are at least one, and their probabilities against the fitting rows."""
        step = 1 + (len(frame) - 1) // _MOST_ROWS
        frame, chances = frame.iloc[::step], chances[::step]
        columns = [self._column(column, frame[column.name]) for column in encoding.columns]
        return DriftReport(
            columns=tuple(sorted(columns, key=lambda found: (-found.stability_index, found.column))),
            joint=self._joint(encoding.dense(frame)),
            chances_stability_index=stability_index(self.chance_counts, tallied(chances, self.chance_edges)),
            mean_then=self.mean_chance,
            mean_now=float(chances.mean()),
        )

    def _column(self, column: NumberColumn | CategoryColumn, values: pd.Series) -> ColumnDrift:
        then, now = self.counts[column.name], _counts(column, values, self.edges)
        compare = number_drift if isinstance(column, NumberColumn) else word_drift
        return compare(column.name, then, now)

    def _joint(self, dense: NDArray[np.float64]) -> float:
        """Chance of telling two rows apart by the best straight line, from means and one covariance.

        The squared distance of the means is lessened by what it would be between two draws of the same kind.
        """
        shift = dense.mean(axis=0) - self.mean
        pooled = (self.covariance + _covariance(dense)) / 2.0
        # One of a category's columns follows from the others, so that the matrix has no inverse.
        values, axes = np.linalg.eigh(pooled)
        kept = values > _NO_VARIANCE * max(1.0, values.max())
        shifts = (shift @ axes) ** 2
        if shifts[~kept].sum() > _NO_VARIANCE:
            # Neither table varies along this line, and they lie at different places of it.
            return 1.0
        by_chance = kept.sum() * (1.0 / self.n_rows + 1.0 / len(dense))
        distance = (shifts[kept] / values[kept]).sum() - by_chance
        return float(norm.cdf(np.sqrt(max(0.0, distance) / 2.0)))


def _covariance(dense: NDArray[np.float64]) -> NDArray[np.float64]:
    """Covariance of the columns, also of one column or one row."""
    return np.atleast_2d(np.cov(dense, rowvar=False, ddof=0))


def _counts(
    column: NumberColumn | CategoryColumn, values: pd.Series, edges: Mapping[str, Sequence[float]]
) -> tuple[int, ...]:
    codes = column.codes(values)
    if isinstance(column, NumberColumn):
        return tallied(codes, edges[column.name])
    return tuple(np.bincount(codes.astype(np.intp), minlength=column.width).tolist())
