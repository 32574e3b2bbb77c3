"""Bent columns, squares and products, so that a linear model can follow curves and interplay."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import SplineTransformer

N_KNOTS = 5
MOST_PRODUCTS = 60
_LEAST_VALUES_TO_BEND = 8


@dataclass(frozen=True, slots=True)
class SmoothColumns:
    """Columns, their products, and splines and squares of those with many values, all of unit spread."""

    bent: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]
    splines: SplineTransformer | None
    centre: NDArray[np.float64]
    spread: NDArray[np.float64]

    @classmethod
    def fit(cls, columns: NDArray[np.float64]) -> "SmoothColumns":
        """Place knots at quantiles; with too many pairs for ``MOST_PRODUCTS`` take those of the widest columns."""
        n_columns = columns.shape[1]
        bent = tuple(
            number for number in range(n_columns) if len(np.unique(columns[:, number])) >= _LEAST_VALUES_TO_BEND
        )
        splines = None
        if bent:
            splines = SplineTransformer(N_KNOTS, knots="quantile", extrapolation="linear", include_bias=False)
            splines.fit(columns[:, bent])
        widest = np.argsort(-columns.std(axis=0), kind="stable")
        n_paired = max(count for count in range(n_columns + 1) if count * (count - 1) // 2 <= MOST_PRODUCTS)
        pairs = tuple(combinations(sorted(int(number) for number in widest[:n_paired]), 2))
        unscaled = cls(bent, pairs, splines, np.zeros(1), np.ones(1))._made(columns)
        spread = unscaled.std(axis=0)
        return cls(bent, pairs, splines, unscaled.mean(axis=0), np.where(spread > 0, spread, 1.0))

    def __call__(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (n, n_made)."""
        return np.asarray((self._made(columns) - self.centre) / self.spread)

    def _made(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        parts = [columns]
        if self.splines is not None:
            parts.append(columns[:, self.bent] ** 2)
            parts.append(self.splines.transform(columns[:, self.bent]))
        if self.pairs:
            left, right = np.array(self.pairs).T
            parts.append(columns[:, left] * columns[:, right])
        return np.hstack(parts)
