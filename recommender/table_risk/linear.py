"""Logistic regression on the dense form of a table, and what each column adds to its log-odds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LinearScorer:
    """Weights of the dense columns, their means on the fitting rows, and the log-odds at those means.

    ``owners`` says which column of the table each dense column comes from.
    """

    weights: NDArray[np.float64]
    centre: NDArray[np.float64]
    owners: NDArray[np.intp]
    base: float

    def contributions(self, dense: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each column of the table adds to ``base``, shape (n, n_columns); with it the sum is the log-odds."""
        belongs = self.owners[:, None] == np.arange(self.owners.max() + 1)
        return (dense - self.centre) @ np.where(belongs, self.weights[:, None], 0.0)
