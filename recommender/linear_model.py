"""A linear model of the chance of a yes: what boosted trees over-read in thin data, it reads straight."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Log-odds from standardised features; each tuple has one entry a feature, and one for the place at the end.

    ``fill`` stands in for a value that is not known. The place counts as ``rank ** -0.5``: 1 at the top, where every
    certification is scored.
    """

    fill: tuple[float, ...]
    centre: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds of a yes for rows of shape (n, n_features), each as if shown first."""
        placed = np.concatenate([rows, np.ones((len(rows), 1), np.float32)], axis=1)
        known = np.where(np.isnan(placed), np.array(self.fill), placed)
        slope = np.array(self.weights) / np.array(self.spread)
        # einsum adds each row in one order; a matrix product would not for every number of rows.
        return np.asarray(np.einsum("ij,j->i", known - np.array(self.centre), slope) + self.intercept)
