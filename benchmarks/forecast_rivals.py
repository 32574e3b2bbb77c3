"""Plain forecasts of counts, with intervals learned as well as those of the model."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from recommender.forecast.count_law import CountLaw
from recommender.forecast.panel import Panel
from recommender.forecast.quarters import PER_YEAR

Counts = NDArray[np.int64]
Means = NDArray[np.float64]

_USUAL: Final = np.log([0.2, 0.2, 0.1])


def _last_quarter(known: Counts, horizon: int) -> Means:
    """As in the last quarter."""
    return np.asarray(known[-1], np.float64)


def _last_year(known: Counts, horizon: int) -> Means:
    """As in the same quarter a year before; in the last quarter where that is not known."""
    behind = PER_YEAR * -(-horizon // PER_YEAR) - horizon + 1
    return np.asarray(known[-behind if behind <= len(known) else -1], np.float64)


def _mean(known: Counts, horizon: int) -> Means:
    """As in the mean of all quarters."""
    return np.asarray(known.mean(axis=0))


RIVALS: Final[Mapping[str, Callable[[Counts, int], Means]]] = {
    "last_quarter": _last_quarter,
    "last_year": _last_year,
    "mean": _mean,
}


def rival_law(rival: str, panel: Panel, horizon: int) -> CountLaw:
    """A rival's laws of the counts ``horizon`` quarters after the last.

    Its point forecast gets a floor, and a variance of (1 + a) mean + b mean²; floor, a and b are those that made the
    panel's own past most likely; what is usual where there is no past to look back on.
    """
    points = RIVALS[rival]
    n = panel.n_quarters
    origins = range(max(0, n - horizon - 8), n - horizon)
    if not origins:
        return _law(_USUAL, points(panel.counts, horizon))
    past = np.array([points(panel.counts[: origin + 1], horizon) for origin in origins])
    seen = panel.counts[origins.start + horizon : n]

    def misfit(numbers: NDArray[np.float64]) -> float:
        return -float(_law(numbers, past).log_chance(seen).sum())

    bounds = [(-7.0, 3.0)] * 3
    best = minimize(misfit, _USUAL, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-6})
    return _law(best.x, points(panel.counts, horizon))


def _law(numbers: NDArray[np.float64], means: Means) -> CountLaw:
    floor, extra, shared = np.exp(numbers)
    raised = means + floor
    return CountLaw(raised, (1 + extra) * raised + shared * raised**2)
