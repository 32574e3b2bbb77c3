"""Finds columns that give away a treatment or an outcome almost alone: copies and consequences of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

TELLS_TREATMENT: Final = 0.8
"""Share of the variance of a treatment from which on a column counts as its consequence, or as the rule behind it."""

TELLS_OUTCOME: Final = 0.95
"""The same for an outcome: honest columns, such as last year's grade, may say much of it, hardly this much."""

_N_BINS: Final = 20
_N_FOLDS: Final = 2


@dataclass(frozen=True, slots=True)
class BinnedColumn:
    """Number of the bin of each row, shape (n,), from 0; one bin is for missing values."""

    bins: NDArray[np.int64]
    n_bins: int

    def rows(self, kept: NDArray[np.bool_]) -> "BinnedColumn":
        """The same bins for some of the rows."""
        return BinnedColumn(self.bins[kept], self.n_bins)


def binned_column(values: pd.Series) -> BinnedColumn:
    """Words as they are, numbers in about twenty bins of equal count."""
    if pd.api.types.is_numeric_dtype(values):
        values = pd.qcut(values, _N_BINS, labels=False, duplicates="drop") if values.nunique() > _N_BINS else values
    bins, words = pd.factorize(values)
    return BinnedColumn(np.where(bins < 0, len(words), bins).astype(np.int64), len(words) + 1)


def telling_columns(columns: Mapping[str, BinnedColumn], target: NDArray[np.float64], least: float) -> tuple[str, ...]:
    """Names of the columns that explain ``least`` or more of the variance of ``target`` each by itself, in order."""
    return tuple(name for name, column in columns.items() if explained_share(column, target) >= least)


def explained_share(column: BinnedColumn, target: NDArray[np.float64]) -> float:
    """Share of the variance of ``target`` that a bin's mean in the other half of the rows explains; 0 at least.

    A column with a word of its own in each row, such as a name, explains nothing.
    """
    half = np.random.default_rng(0).permutation(len(target)) % _N_FOLDS
    spread = ((target - target.mean()) ** 2).sum()
    if not spread > 0:
        return 0.0
    left = 0.0
    for fold in range(_N_FOLDS):
        seen = half != fold
        counts = np.bincount(column.bins[seen], minlength=column.n_bins)
        sums = np.bincount(column.bins[seen], weights=target[seen], minlength=column.n_bins)
        means = np.where(counts > 0, sums / np.maximum(counts, 1), target[seen].mean())
        left += float(((target[~seen] - means[column.bins[~seen]]) ** 2).sum())
    return max(0.0, 1.0 - left / float(spread))
