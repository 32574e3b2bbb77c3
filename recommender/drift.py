"""How far a column has moved from what a model was fitted on: counts to keep, and measures to compare them by.

Counts are of bins, blanks last, and hold no row of a person: tenths of the numbers that were seen, or words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

WATCH, CHANGED = 0.1, 0.25
"""The usual bounds of the population stability index: below the first a column is steady, above the second it moved."""

UNSEEN: Final = 0.05
"""A share of rows with words that the model never saw from which on a column counts as changed."""

CHANCE: Final = 0.001
"""A move that two samples of one population would show more often than this is taken for noise."""

_N_BINS: Final = 10


class Drift(StrEnum):
    """How far a column is from what it was."""

    NONE = "none"
    WATCH = "watch"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """One column then and now.

    ``stability_index``: the population stability index over tenths or words and missing. ``distance``: Kolmogorov and
    Smirnov's between the two distributions of a number; ``None`` for words. ``unseen`` and ``missing`` are shares of
    the new rows, ``missing_then`` of the old.
    """

    column: str
    stability_index: float
    distance: float | None
    unseen: float
    missing_then: float
    missing: float
    drift: Drift


def number_drift(column: str, then: Sequence[int], now: Sequence[int]) -> ColumnDrift:
    """Compare the counts of numbers, as ``tallied`` gives them, each of at least one row."""
    return _column_drift(column, then, now, unseen=0.0, gap=distance(then, now))


def word_drift(column: str, then: Sequence[int], now: Sequence[int]) -> ColumnDrift:
    """Compare the counts of words, each of at least one row: the known ones, then rare and unseen ones, then blanks.

    Rare words of the fitting rows share a place with unseen ones, so that only what is more than then counts as unseen.
    """
    unseen = max(0.0, now[-2] / sum(now) - then[-2] / sum(then))
    return _column_drift(column, then, now, unseen=unseen, gap=None)


def bin_edges(values: NDArray[Any]) -> tuple[float, ...]:
    """Inner edges of tenths of the numbers, fewer where many are equal."""
    known = values[~np.isnan(values)]
    if not len(known):
        return ()
    return tuple(np.unique(np.quantile(known, np.arange(1, _N_BINS) / _N_BINS)).tolist())


def tallied(values: NDArray[Any], edges: Sequence[float]) -> tuple[int, ...]:
    """How many numbers lie in each bin, an edge belonging to the bin below it, and how many are missing."""
    missing = np.isnan(values)
    bins = np.searchsorted(edges, values[~missing], side="left")
    return (*np.bincount(bins, minlength=len(edges) + 1).tolist(), int(missing.sum()))


def stability_index(then: Sequence[int], now: Sequence[int]) -> float:
    """Population stability index of two counts of the same bins: the sum of (now - then) ln(now / then) over shares.

    Symmetric and never negative; half a row is added to each bin, as the index of none is endless.

    Examples
    --------
    >>> stability_index([50, 50], [5, 5])
    0.0
    """
    if len(then) != len(now):
        raise ValueError(f"{len(then)} bins then, {len(now)} now")
    old, new = (np.asarray(counts, np.float64) + 0.5 for counts in (then, now))
    old, new = old / old.sum(), new / new.sum()
    return float(((new - old) * np.log(new / old)).sum())


def index_of_chance(n_bins: int, n_then: int, n_now: int) -> float:
    """The index that two samples of one population exceed with ``CHANCE``.

    Notes
    -----
    Without drift the index divided by (1/n + 1/m) has about the chi-squared law of ``n_bins - 1`` degrees of freedom
    (Yurdakul and Naranjo 2020, doi:10.21314/JRMV.2020.227).
    """
    return float(chi2.ppf(1.0 - CHANCE, n_bins - 1) * (1.0 / n_then + 1.0 / n_now))


def distance(then: Sequence[int], now: Sequence[int]) -> float:
    """The largest gap between two distributions of a number, at the edges of the bins; missing ones are left out."""
    old, new = (np.cumsum(counts[:-1]) / max(1, sum(counts[:-1])) for counts in (then, now))
    return float(np.abs(old - new).max())


def _column_drift(
    column: str, then: Sequence[int], now: Sequence[int], *, unseen: float, gap: float | None
) -> ColumnDrift:
    index = stability_index(then, now)
    drift = Drift.NONE
    if index > max(WATCH, index_of_chance(len(then), sum(then), sum(now))):
        drift = Drift.CHANGED if index > CHANGED or unseen > UNSEEN else Drift.WATCH
    return ColumnDrift(
        column=column,
        stability_index=index,
        distance=gap,
        unseen=unseen,
        missing_then=then[-1] / sum(then),
        missing=now[-1] / sum(now),
        drift=drift,
    )
