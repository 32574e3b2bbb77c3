"""Forecasts of counts by quarter with 80 % intervals, learned from all series of a panel together.

For each horizon the numbers of `Smoothing` and the scatter about the mean are those that would have made the counts
most likely at all earlier quarters from which the horizon can be looked back on; weak priors hold them where there
are few. Then the ends of the intervals are moved to where 10 % of those counts lay below and above.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from recommender.forecast.count_law import HIGH, LOW, CountLaw
from recommender.forecast.panel import Panel
from recommender.forecast.smoothing import Expected, History, Smoothing

FEWEST_QUARTERS: Final = 3
"""Quarters that must be known for a forecast."""

_MOST_CELLS: Final = 1_000
_MOST_ORIGINS: Final = 8
"""Series and earlier quarters that the numbers are learned from; more of them change little."""

_USUAL: Final = np.array([3.0, 0.0, 2.0, np.log(30.0), np.log(5.0), 0.5, np.log(0.05), np.log(0.2)])
_DOUBT: Final = np.array([1.0, 1.0, 1.0, 1.5, 1.5, 0.7, 1.5, 1.5])
"""Middle and spread of the priors of `_Numbers`, normal on the scale that is searched."""


@dataclass(frozen=True, slots=True)
class Scatter:
    """variance = (1 + extra) mean + shared mean² + (1 + extra) mean² / what is known of the cell."""

    extra: float
    shared: float

    def law(self, expected: Expected) -> CountLaw:
        """The laws of the counts expected."""
        mean = expected.mean
        return CountLaw(mean, (1 + self.extra) * (mean + mean**2 / expected.known) + self.shared * mean**2)


@dataclass(frozen=True, slots=True)
class HorizonModel:
    """What was learned about forecasts so many quarters ahead; ``n_origins`` is how many earlier quarters spoke."""

    horizon: int
    smoothing: Smoothing
    scatter: Scatter
    n_origins: int


@dataclass(frozen=True, slots=True)
class CountForecast:
    """Counts of one quarter to come; all of shape (n_states, n_skills).

    ``low`` and ``high`` are the ends of the 80 % interval, both included. ``law`` is the whole distribution.
    """

    horizon: int
    law: CountLaw
    low: NDArray[np.int64]
    high: NDArray[np.int64]


def forecast_counts(panel: Panel, horizons: range) -> tuple[CountForecast, ...]:
    """Forecasts for each of ``horizons`` (1 is the quarter after the last).

    Raises
    ------
    ValueError
        If fewer than three quarters are known, or a horizon is below 1.
    """
    if panel.n_quarters < FEWEST_QUARTERS:
        raise ValueError(f"a forecast needs {FEWEST_QUARTERS} quarters, got {panel.n_quarters}")
    if horizons and min(horizons) < 1:
        raise ValueError(f"horizons start at 1, got {min(horizons)}")
    history = History(panel, np.arange(panel.counts[0].size))
    return tuple(_forecast(panel, history, learned(panel, horizon)) for horizon in horizons)


def learned(panel: Panel, horizon: int) -> HorizonModel:
    """What the past says about forecasts ``horizon`` quarters ahead.

    Where no quarter is old enough to look back from, the longest horizon that can be looked back on is taken, with a
    scatter that grows in proportion to the horizon.
    """
    n_origins = min(panel.n_quarters - horizon - 1, _MOST_ORIGINS)
    if n_origins < 1:
        shorter = learned(panel, panel.n_quarters - 2)
        scatter = Scatter(shorter.scatter.extra, shorter.scatter.shared * horizon / shorter.horizon)
        return HorizonModel(horizon, shorter.smoothing, scatter, 0)
    history = History(panel, _some_cells(panel))
    origins = range(panel.n_quarters - horizon - n_origins, panel.n_quarters - horizon)
    counts = history.counts[origins.start + horizon : origins.stop + horizon]

    def misfit(numbers: NDArray[np.float64]) -> float:
        smoothing, scatter = _meaning(numbers)
        law = scatter.law(history.expected(horizon, smoothing, origins))
        prior = 0.5 * float(np.sum(((numbers - _USUAL) / _DOUBT) ** 2))
        return prior - float(law.log_chance(counts).sum())

    bounds = list(zip(_USUAL - 6, _USUAL + 6, strict=True))
    best = minimize(misfit, _USUAL, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-6})
    smoothing, scatter = _meaning(best.x)
    return HorizonModel(horizon, smoothing, scatter, n_origins)


def _forecast(panel: Panel, history: History, model: HorizonModel) -> CountForecast:
    last = range(panel.n_quarters - 1, panel.n_quarters)
    expected = history.expected(model.horizon, model.smoothing, last)
    shape = panel.counts.shape[1:]
    law = model.scatter.law(Expected(expected.mean.reshape(shape), expected.known.reshape(shape)))
    return CountForecast(model.horizon, law, law.quantile(LOW), law.quantile(HIGH))


def _some_cells(panel: Panel) -> NDArray[np.int64]:
    """Numbers of cells spread evenly over the panel."""
    n_cells = panel.counts[0].size
    return np.unique(np.linspace(0, n_cells - 1, min(n_cells, _MOST_CELLS)).round().astype(np.int64))


def _meaning(numbers: NDArray[np.float64]) -> tuple[Smoothing, Scatter]:
    """The numbers on the scale that is searched, as what they mean."""
    slow, fast, own = (float(share) for share in expit(numbers[:3]))
    margin_strength, cell_strength, shared, extra = (float(number) for number in np.exp(numbers[[3, 4, 6, 7]]))
    smoothing = Smoothing(slow, slow * fast, own, margin_strength, cell_strength, trend=float(numbers[5]))
    return smoothing, Scatter(extra, shared)
