"""How far a state is specialised in an area: location quotients of its postings, with their intervals."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEWEST_POSTINGS: Final = 30
"""Below so many postings a share of a state says more of chance than of the state."""

_Z: Final = 1.959964
"""Of the normal distribution: 95 of 100 lie as near to its middle."""

_HALVINGS: Final = 50
"""After so many an end of an interval is known to more digits than anybody reads."""

_SMALLEST_REST: Final = 1e-12
"""Keeps the ratio to a rest of the country where nobody asks a number."""

Numbers = NDArray[np.float64]


class Specialisation(StrEnum):
    """What an interval lets say of a state: that it is above 1, below 1, or neither."""

    SPECIALISED = "specialised"
    LESS = "less"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Quotient:
    """The location quotient of a state with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def specialisation(self) -> Specialisation:
        """What it lets say."""
        if self.low > 1:
            return Specialisation.SPECIALISED
        return Specialisation.LESS if self.high < 1 else Specialisation.UNCLEAR


@dataclass(frozen=True, slots=True)
class Quotients:
    """Location quotients of the states with the ends of their 95 % intervals.

    All have the shape (n_states,) and ``low <= value <= high``; NaN where a quotient is hidden.
    """

    value: Numbers
    low: Numbers
    high: Numbers

    def of(self, place: int) -> Quotient | None:
        """That of one state; ``None`` where it is hidden."""
        if np.isnan(self.value[place]):
            return None
        return Quotient(float(self.value[place]), float(self.low[place]), float(self.high[place]))


def location_quotients(of_area: NDArray[np.int64], of_all: NDArray[np.int64]) -> Quotients:
    """Share of an area in each state's postings over its share in the country's; 1 is as everywhere.

    Parameters
    ----------
    of_area, of_all
        Shape (n_states,): postings that ask for the area, and all postings.

    Returns
    -------
    NaN for a state with fewer than ``FEWEST_POSTINGS``, and where nobody asks for the area.

    Raises
    ------
    ValueError
        If a state has more postings of the area than postings.

    Notes
    -----
    The state is part of the country, so that the two shares move together. With w the state's part of all postings, p
    its share and r that of the rest of the country, the quotient is p / (w p + (1 - w) r) = R / (w R + 1 - w) with
    R = p / r. State and rest share no posting, so R is a ratio of two independent proportions, a relative risk; and the
    quotient rises with R, so that an interval of R turned into quotients covers as often as it does for R. To the first
    order this is the delta method: the variance of log R (Katz et al. 1978, doi:10.2307/2530610),
    (1 - p) / (n p) + (1 - r) / (m r), times the square of (1 - w) r / (w p + (1 - w) r), which is what w takes away.

    The interval of R is not Katz's own, which has none where a count is zero and is off where it is small, but that of
    the score test (Koopman 1984, doi:10.2307/2531405): every R that the counts do not refute at 5 %. Its ends stay
    between 0 and 1 / w, and come nearer when all counts grow alike. It is taken that postings are drawn independently
    of each other; companies that post in bunches make the true interval wider.

    Examples
    --------
    Half of the first state's postings are of the area, a quarter of the second's, and 60 of 200 in the country.

    >>> found = location_quotients(np.array([20, 40]), np.array([40, 160]))
    >>> [ends.round(3).tolist() for ends in (found.low, found.value, found.high)]
    [[1.226, 0.719], [1.667, 0.833], [2.124, 0.944]]
    >>> found.of(0).specialisation
    <Specialisation.SPECIALISED: 'specialised'>
    """
    if (of_area > of_all).any():
        raise ValueError("a state has more postings of an area than postings")
    n_area, n_all = int(of_area.sum()), int(of_all.sum())
    nothing = np.full(len(of_all), np.nan)
    if not n_area:
        return Quotients(nothing, nothing, nothing)
    known = of_all >= FEWEST_POSTINGS
    quotient = of_area / np.maximum(of_all, 1) / (n_area / n_all)
    # Of a country that is this state alone the quotient is 1, whatever is counted.
    alone = of_all == n_all
    low, high = (np.where(alone, 1.0, _end(of_area, of_all, quotient, side)) for side in (-1, 1))
    return Quotients(*(np.where(known, one, np.nan) for one in (quotient, low, high)))


def _end(of_area: NDArray[np.int64], of_all: NDArray[np.int64], quotient: Numbers, side: int) -> Numbers:
    """The quotient farthest below (``side`` -1) or above (1) the counted one that its score does not refute."""
    inner = quotient.copy()
    outer = np.zeros_like(quotient) if side < 0 else of_all.sum() / np.maximum(of_all, 1)
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        holds = np.abs(_score(middle, of_area, of_all)) <= _Z
        inner, outer = np.where(holds, middle, inner), np.where(holds, outer, middle)
    return inner


def _score(quotient: Numbers, of_area: NDArray[np.int64], of_all: NDArray[np.int64]) -> Numbers:
    """How many standard deviations the counts lie from what a quotient, where it held, would let expect."""
    n, m = np.maximum(of_all, 1), np.maximum(of_all.sum() - of_all, 1)
    asking, asking_elsewhere = of_area, of_area.sum() - of_area
    weight = n / (n + m)
    ratio = (1 - weight) * quotient / np.maximum(1 - weight * quotient, _SMALLEST_REST)
    # The likeliest shares whose ratio this is: the smaller root of a quadratic, written so that nothing cancels.
    middle = (n + asking_elsewhere) * ratio + asking + m
    root = np.sqrt(np.maximum(middle**2 - 4 * (n + m) * ratio * of_area.sum(), 0.0))
    elsewhere = 2 * of_area.sum() / (middle + root)
    here = np.minimum(ratio * elsewhere, 1.0)
    variance = here * (1 - here) / n + ratio**2 * elsewhere * (1 - elsewhere) / m
    distance = asking / n - ratio * asking_elsewhere / m
    score: Numbers = np.divide(distance, np.sqrt(variance), out=np.zeros_like(distance), where=variance > 0)
    return score
