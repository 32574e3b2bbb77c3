"""How far a column has moved from what a model was fitted on: summaries to keep, and measures to compare with them.

A summary is small enough to lie beside a model and holds no row: shares of bins by the deciles seen, or of words.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

MODERATE, LARGE = 0.1, 0.25
"""Usual readings of a population stability index: below the first nothing to do, above the second look at once."""

CHANCE: Final = 0.001
"""A move that two samples of one population would show more often than this is taken for noise."""

_N_BINS: Final = 10
_MOST_VALUES: Final = 12
"""A column of numbers with so few distinct values has a bin for each."""
_MOST_CATEGORIES: Final = 50
_LEAST_SHARE: Final = 1e-4
"""Stands for an empty bin, whose logarithm has no end; of few rows, half a row does."""


class Reading(StrEnum):
    """What a move means."""

    STEADY = "steady"
    MODERATE = "moderate"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Drift:
    """One column, then and now.

    ``psi`` is the population stability index; ``ks`` the largest gap between the two distribution functions, at the
    ends of the bins, 0 for words; ``unseen`` the share of values that the model never saw: words without a share, or
    numbers outside the range; ``missing`` the share of blanks now less that of then; ``n`` values were looked at.
    """

    psi: float
    ks: float
    unseen: float
    missing: float
    n: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class NumberSummary:
    """Shares of ``n`` numbers by bin; ``edges`` rise and part them, values on an edge belong below it.

    ``shares`` has one more than there are edges; ``missing`` is the share of blanks. All of them add up to 1.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    missing: float
    lowest: float
    highest: float
    n: int

    @classmethod
    def of(cls, values: NDArray[np.floating]) -> Self:
        """Summarise a column, shape (n,), NaN where blank.

        Raises
        ------
        ValueError
            If there is no row.
        """
        if not len(values):
            raise ValueError("a column without rows cannot be summarised")
        known = values[~np.isnan(values)].astype(np.float64)
        distinct = np.unique(known)
        if len(distinct) <= _MOST_VALUES:
            edges = np.array([(low + high) / 2 for low, high in pairwise(distinct)])
        else:
            edges = np.unique(np.quantile(known, np.linspace(0, 1, _N_BINS + 1)[1:-1]))
        counts = _counts(known, edges)
        return cls(
            edges=tuple(edges.tolist()),
            shares=tuple((counts / len(values)).tolist()),
            missing=1.0 - len(known) / len(values),
            lowest=float(distinct[0]) if len(distinct) else 0.0,
            highest=float(distinct[-1]) if len(distinct) else 0.0,
            n=len(values),
        )

    def drift(self, values: NDArray[np.floating]) -> Drift:
        """Compare a column with the summary; ``values`` as in ``of``, at least one."""
        known = values[~np.isnan(values)].astype(np.float64)
        now = _counts(known, np.array(self.edges)) / len(values)
        missing = 1.0 - len(known) / len(values)
        outside = ((known < self.lowest) | (known > self.highest)).sum() / len(values)
        return _drift(
            np.array([*self.shares, self.missing]),
            np.array([*now, missing]),
            ks=float(np.abs(np.cumsum(self.shares) - np.cumsum(now)).max()),
            unseen=float(outside),
            missing=missing - self.missing,
            sizes=(self.n, len(values)),
        )


@dataclass(frozen=True, slots=True)
class CategorySummary:
    """Shares of ``n`` words, the commonest ones; rare ones count together as ``other``, blanks as ``missing``."""

    shares: Mapping[str, float]
    other: float
    missing: float
    n: int
    rare: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[str | None]) -> Self:
        """Summarise a column; ``None`` where blank.

        Raises
        ------
        ValueError
            If there is no row.
        """
        if not len(values):
            raise ValueError("a column without rows cannot be summarised")
        counts = Counter(value for value in values if value is not None)
        ordered = sorted(counts, key=lambda word: (-counts[word], word))
        common, rare = ordered[:_MOST_CATEGORIES], ordered[_MOST_CATEGORIES:]
        n = len(values)
        return cls(
            shares={word: counts[word] / n for word in common},
            other=sum(counts[word] for word in rare) / n,
            missing=1.0 - counts.total() / n,
            n=n,
            rare=tuple(sorted(rare)),
        )

    def drift(self, values: Sequence[str | None]) -> Drift:
        """Compare a column with the summary; at least one value."""
        counts = Counter(value for value in values if value is not None)
        n = len(values)
        known = {*self.shares, *self.rare}
        unseen = sum(count for word, count in counts.items() if word not in known) / n
        other = sum(count for word, count in counts.items() if word not in self.shares) / n
        missing = 1.0 - counts.total() / n
        return _drift(
            np.array([*self.shares.values(), self.other, self.missing]),
            np.array([*(counts[word] / n for word in self.shares), other, missing]),
            ks=0.0,
            unseen=unseen,
            missing=missing - self.missing,
            sizes=(self.n, n),
        )


def summary_from(found: Mapping[str, Any]) -> NumberSummary | CategorySummary:
    """The summary that ``dataclasses.asdict`` made plain, read back from JSON."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    return NumberSummary(**values) if "edges" in values else CategorySummary(**values)


def psi(then: NDArray[np.float64], now: NDArray[np.float64], least: float = _LEAST_SHARE) -> float:
    """Population stability index of two lists of shares of the same bins: sum of (now - then) ln(now / then).

    Symmetric and never negative; a bin with less than the share ``least`` counts as having that much.

    Examples
    --------
    >>> psi(np.array([0.5, 0.5]), np.array([0.5, 0.5]))
    0.0
    """
    if then.shape != now.shape:
        raise ValueError(f"{len(then)} bins then, {len(now)} now")
    before, after = np.maximum(then, least), np.maximum(now, least)
    return float(((after - before) * np.log(after / before)).sum())


def psi_of_chance(n_bins: int, n_then: int, n_now: int) -> float:
    """The index that two samples of one population exceed with ``CHANCE``.

    Notes
    -----
    Without drift the index divided by (1/n + 1/m) has about the chi-squared law of ``n_bins - 1`` degrees of freedom
    (Yurdakul and Naranjo 2020, doi:10.21314/JRMV.2020.227).
    """
    if n_bins < 2:
        return 0.0
    return float(chi2.ppf(1.0 - CHANCE, n_bins - 1) * (1.0 / n_then + 1.0 / n_now))


def _drift(
    then: NDArray[np.float64],
    now: NDArray[np.float64],
    *,
    ks: float,
    unseen: float,
    missing: float,
    sizes: tuple[int, int],
) -> Drift:
    index = psi(then, now, max(_LEAST_SHARE, 0.5 / min(sizes)))
    n_bins = int(((then > 0) | (now > 0)).sum())
    reading = Reading.STEADY
    if index > psi_of_chance(n_bins, *sizes):
        reading = Reading.LARGE if index > LARGE else Reading.MODERATE if index > MODERATE else Reading.STEADY
    return Drift(index, ks, unseen, missing, sizes[1], reading)


def _counts(known: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many numbers lie in each bin."""
    return np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1)
