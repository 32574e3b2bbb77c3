"""How much more than usual is asked for in each quarter of the year, in the whole country."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.forecast.panel import Panel
from recommender.forecast.quarters import PER_YEAR

_FEWEST_QUARTERS: Final = 2 * PER_YEAR
_DOUBT: Final = 0.005
"""Variance of the logarithm of a quarter that no season explains: what seasons are held against."""


def season_factors(panel: Panel) -> NDArray[np.float64]:
    """Factor of each quarter of the year, shape (4,), mean of logarithms 0.

    Each quarter's total is compared with the mean of the year around it (half weights at both ends). The mean
    deviation of a quarter of the year is drawn towards none as far as the deviations scatter about their means. With
    less than two years there are no such comparisons for every quarter, and all factors are 1.
    """
    totals = np.log(panel.counts.sum(axis=(1, 2)) + 0.5)
    if len(totals) < _FEWEST_QUARTERS:
        return np.ones(PER_YEAR)
    around = np.convolve(totals, np.array([0.5, 1, 1, 1, 0.5]) / PER_YEAR, mode="valid")
    deviations = totals[2:-2] - around
    seasons = (panel.first_season + 2 + np.arange(len(deviations))) % PER_YEAR
    seen = np.bincount(seasons, minlength=PER_YEAR)
    means = np.bincount(seasons, deviations, minlength=PER_YEAR) / np.maximum(seen, 1)
    means -= means.mean()
    scatter = _scatter(deviations - means[seasons])
    between = max(float(np.mean(means**2)) - scatter / max(seen.min(), 1), 0.0)
    return np.asarray(np.exp(means * between / (between + scatter / np.maximum(seen, 1))))


def _scatter(residuals: NDArray[np.float64]) -> float:
    """Variance of the deviations about their season's mean, as if two more had been seen with the usual doubt."""
    free = max(len(residuals) - PER_YEAR, 0)
    return float((np.sum(residuals**2) + 2 * _DOUBT) / (free + 2))
