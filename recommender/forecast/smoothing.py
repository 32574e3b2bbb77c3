"""What each quarter lets one expect of later ones: discounted means, drawn towards what many series have in common.

A cell (state and skill) is expected to get the share that its state and its skill have of the country, times its own
ratio to that share. States, skills and the country are followed by two discounted means, a slow and a fast one; the
fast one is drawn towards the slow one where counts are small. What lies between and beyond them is the trend.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.forecast.panel import Panel
from recommender.forecast.seasons import season_factors

_LARGEST_TREND: Final = np.log(4.0)
_SHORTEST_STEP: Final = 0.25


@dataclass(frozen=True, slots=True)
class Smoothing:
    """How the past counts.

    Attributes
    ----------
    slow, fast
        What a quarter's weight is multiplied by with each later quarter, in (0, 1), for states, skills and country.
    own
        The same for a cell's own ratio.
    margin_strength
        Counts that speak for "no trend" in a state or skill.
    cell_strength
        Expected counts that speak for "as its state and skill" in a cell.
    trend
        How much of the growth between the two means is carried on to the forecast: 0 is the slow mean as it stands.
    """

    slow: float
    fast: float
    own: float
    margin_strength: float
    cell_strength: float
    trend: float


@dataclass(frozen=True, slots=True)
class Expected:
    """Counts expected of cells after some quarters.

    Attributes
    ----------
    mean
        Shape (n_origins, n_cells).
    known
        Counts that the ratio of a cell rests on, those that speak for its state and skill among them; same shape.
    """

    mean: NDArray[np.float64]
    known: NDArray[np.float64]


class History:
    """A panel as smoothing reads it: margins and cells, and the seasons as they were known after each quarter."""

    def __init__(self, panel: Panel, cells: NDArray[np.int64]) -> None:
        """Keep ``cells``, numbers of cells in the flattened panel."""
        counts = panel.counts.astype(np.float64)
        n_skills = counts.shape[2]
        self._states, self._skills = counts.sum(axis=2), counts.sum(axis=1)
        self._totals = self._states.sum(axis=1)
        self._row, self._column = cells // n_skills, cells % n_skills
        self.counts = panel.counts.reshape(len(counts), -1)[:, cells]
        shares = self._states[:, self._row] * self._skills[:, self._column]
        self._alike = shares / np.maximum(self._totals, 1.0)[:, None]
        self._panel = panel
        self._factors = [season_factors(panel.up_to(n + 1)) for n in range(len(counts))]

    @property
    def n_quarters(self) -> int:
        """How many quarters are known."""
        return len(self.counts)

    def expected(self, horizon: int, smoothing: Smoothing, origins: range) -> Expected:
        """What was to be expected ``horizon`` quarters after each origin, the place of the last quarter known then."""
        seen = _discounted(self.counts.astype(np.float64), smoothing.own)[list(origins)]
        alike = _discounted(self._alike, smoothing.own)[list(origins)]
        known = smoothing.cell_strength + seen
        ratio = known / (smoothing.cell_strength + alike)
        margins = np.array([self._margin_forecast(origin, horizon, smoothing) for origin in origins])
        return Expected(margins * ratio, known)

    def _margin_forecast(self, origin: int, horizon: int, smoothing: Smoothing) -> NDArray[np.float64]:
        """What the cells would get if each had the share of its state and skill, shape (n_cells,)."""
        factors = self._factors[origin]
        known = np.array([factors[self._panel.season(place)] for place in range(origin + 1)])
        ahead = factors[self._panel.season(origin + horizon)]
        upto = slice(0, origin + 1)
        states = _level(self._states[upto] / known[:, None], smoothing, horizon)
        skills = _level(self._skills[upto] / known[:, None], smoothing, horizon)
        (total,) = _level(self._totals[upto, None] / known[:, None], smoothing, horizon)
        return np.asarray(ahead * states[self._row] * skills[self._column] / max(total, 1e-9))


def _level(series: NDArray[np.float64], smoothing: Smoothing, horizon: int) -> NDArray[np.float64]:
    """What each series comes to ``horizon`` after its end, shape (n_series,), from counts (n_quarters, n_series).

    The growth of a quarter is that from the middle of the slow mean to the middle of the fast one.
    """
    ages = np.arange(len(series))[::-1]
    slow_weights, fast_weights = smoothing.slow**ages, smoothing.fast**ages
    slow = (slow_weights @ series + 1e-3) / slow_weights.sum()
    strength = smoothing.margin_strength
    ratio = (strength + fast_weights @ series) / (strength + slow * fast_weights.sum())
    slow_age, fast_age = (float(ages @ weights / weights.sum()) for weights in (slow_weights, fast_weights))
    growth = np.log(ratio) / max(slow_age - fast_age, _SHORTEST_STEP)
    ahead = np.clip(smoothing.trend * growth * (slow_age + horizon), -_LARGEST_TREND, _LARGEST_TREND)
    return np.asarray(slow * np.exp(ahead))


def _discounted(values: NDArray[np.float64], discount: float) -> NDArray[np.float64]:
    """Running sums along the first axis in which each step's weight falls with every later one."""
    sums = values.copy()
    for place in range(1, len(sums)):
        sums[place] += discount * sums[place - 1]
    return sums
