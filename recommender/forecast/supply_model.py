"""Supply in the months to come with 80 % intervals whose width was learned from earlier forecasts."""

from dataclasses import astuple, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from recommender.forecast.count_law import HIGH, LOW, CountLaw
from recommender.forecast.supply import Curves, ExpectedSupply, expected_supply, gained_supply
from recommender.forecast.supply_events import DAYS_A_MONTH, SupplyCatalogue, SupplyEvents

_FEWEST_MONTHS: Final = 3
"""Months of history that must lie before an earlier forecast."""

_STEP_MONTHS: Final = 3
_MOST_ORIGINS: Final = 4
_EXPECTED: Final = 0.01
"""Where fewer people are expected, next to nothing can be learned."""

_LEAST_LOG_CHANCE: Final = -30.0

_USUAL: Final = np.log([1.0, 1.0, 0.02])
_DOUBT: Final = np.array([0.3, 0.7, 1.5])
"""Middle and spread of the priors of `Learned`, normal on the scale of logarithms."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What earlier forecasts say of those of so many months.

    Attributes
    ----------
    factor
        How many more gained the skill than was expected.
    spread, shared
        variance = spread * (that of independent people) + shared * mean².
    n_origins
        Earlier forecasts of this horizon that could be looked back on. With none the figures are those of the longest
        horizon that could, ``shared`` in proportion to the months, or what is usual where there was none at all.
    """

    factor: float
    spread: float
    shared: float
    n_origins: int

    def law(self, expected: ExpectedSupply) -> CountLaw:
        """The laws of the numbers gained."""
        mean = self.factor * expected.gained
        return CountLaw(mean, self.spread * np.maximum(self.factor * expected.variance, 0.0) + self.shared * mean**2)


@dataclass(frozen=True, slots=True)
class SupplyForecast:
    """Holders some months from now, all of shape (n_states, n_skills); the ends of the 80 % interval are included."""

    months: int
    mean: NDArray[np.float64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    gained: CountLaw
    learned: Learned


def supply_forecast(events: SupplyEvents, catalogue: SupplyCatalogue, day: int, months: int) -> SupplyForecast:
    """Supply ``months`` after a day.

    Raises
    ------
    ValueError
        If ``months`` is below 1.
    """
    if months < 1:
        raise ValueError(f"months must be at least 1, got {months}")
    events = events.known_on(day)
    expected = expected_supply(events, catalogue, Curves.learned(events, day), day, months)
    learned = learned_from_past(events, catalogue, day, months)
    law = learned.law(expected)
    low, high = (expected.staying + law.quantile(share) for share in (LOW, HIGH))
    return SupplyForecast(months, expected.staying + law.mean, low, high, law, learned)


def learned_from_past(events: SupplyEvents, catalogue: SupplyCatalogue, day: int, months: int) -> Learned:
    """Compare earlier forecasts of ``months`` with what came of them by a day.

    These are made with the curves of today: the first months of a history are too short to know how long passing takes,
    and their forecasts would be worse than one made now.
    """
    origins = _origins(events, day, months)
    if not origins:
        if months <= _STEP_MONTHS:
            return _meaning(_USUAL, 0)
        shorter = learned_from_past(events, catalogue, day, months - _STEP_MONTHS)
        return Learned(shorter.factor, shorter.spread, shorter.shared * months / (months - _STEP_MONTHS), 0)
    curves = Curves.learned(events, day)
    past = [expected_supply(events, catalogue, curves, origin, months) for origin in origins]
    came = [gained_supply(events, catalogue, origin, months) for origin in origins]

    together = ExpectedSupply(*(np.stack(parts) for parts in zip(*map(astuple, past), strict=True)))
    counted = together.gained >= _EXPECTED
    seen = ExpectedSupply(together.staying[counted], together.gained[counted], together.variance[counted])
    counts = np.stack(came)[counted]

    def misfit(numbers: NDArray[np.float64]) -> float:
        chances = _meaning(numbers, len(origins)).law(seen).log_chance(counts)
        prior = 0.5 * float(np.sum(((numbers - _USUAL) / _DOUBT) ** 2))
        return prior - float(np.maximum(chances, _LEAST_LOG_CHANCE).sum())

    bounds = [(-2.0, 2.0), (-2.0, 3.0), (-9.0, 2.0)]
    # Whole numbers of trials make steps that no slope tells of.
    simplex = np.vstack([_USUAL, _USUAL + np.diag(_DOUBT)])
    best = minimize(
        misfit,
        _USUAL,
        method="Nelder-Mead",
        bounds=bounds,
        options={"initial_simplex": simplex, "xatol": 0.02, "fatol": 0.1},
    )
    return _meaning(best.x, len(origins))


def _origins(events: SupplyEvents, day: int, months: int) -> list[int]:
    """Days of earlier forecasts whose months are over, newest first."""
    newest = day - round(months * DAYS_A_MONTH)
    oldest = events.first_day + round(_FEWEST_MONTHS * DAYS_A_MONTH)
    steps = (newest - round(number * _STEP_MONTHS * DAYS_A_MONTH) for number in range(_MOST_ORIGINS))
    return [origin for origin in steps if origin >= oldest]


def _meaning(numbers: NDArray[np.float64], n_origins: int) -> Learned:
    factor, spread, shared = (float(number) for number in np.exp(numbers))
    return Learned(factor, spread, shared, n_origins)
