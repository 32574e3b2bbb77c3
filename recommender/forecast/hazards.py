"""How soon beginnings come to their end: an enrolment to a passed exam, a voucher to an enrolment."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.forecast.supply_events import DAYS_A_MONTH, Starts

N_MONTHS: Final = 24
"""Ages that are told apart; nothing is expected of what is older."""

_STRENGTH: Final = 5.0
"""Ends that speak for "as all certifications" in one."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hazards:
    """Ends expected of one beginning.

    Attributes
    ----------
    cumulative
        Shape (25,): ends expected by the age of 0, 1, ... 24 months.
    factor
        Shape (n_certifications,): how many times as many of each certification.
    """

    cumulative: Numbers
    factor: Numbers

    @classmethod
    def of(cls, cumulative: Numbers, starts: Starts, day: int, n_certifications: int) -> "Hazards":
        """A curve with the certifications' own factors, from what began by a day.

        A factor is drawn towards 1 where few of the certification came to their end.
        """
        age, ended = _seen(starts, day)
        expected = np.bincount(starts.certification, _at(cumulative, age), n_certifications)
        own = np.bincount(starts.certification[ended], minlength=n_certifications)
        return cls(cumulative, (_STRENGTH + own) / (_STRENGTH + expected))

    def between(self, certification: NDArray[np.int64], age: Numbers, until: Numbers) -> Numbers:
        """Ends expected between two ages in months; the chance of one is 1 - exp(-that)."""
        return self.factor[certification] * (_at(self.cumulative, until) - _at(self.cumulative, age))


def cumulative_ends(starts: Starts, day: int) -> Numbers:
    """Ends expected of one beginning by each age, shape (25,), from all that began by a day.

    Ends in each month of age are divided by the months that were looked on at that age; who is still under way counts
    for as long as they were seen (the estimate of Nelson and Aalen).
    """
    age, ended = _seen(starts, day)
    ends = np.bincount(age[ended].astype(np.int64), minlength=N_MONTHS)[:N_MONTHS]
    months = np.array([np.clip(age - month, 0.0, 1.0).sum() for month in range(N_MONTHS)])
    return np.concatenate([[0.0], np.cumsum(ends / np.maximum(months, 1.0))])


def _seen(starts: Starts, day: int) -> tuple[Numbers, NDArray[np.bool_]]:
    """To what age in months each was seen under way, and whether it came to its end then."""
    age = np.minimum((np.minimum(starts.ended_on, day) - starts.began_on) / DAYS_A_MONTH, N_MONTHS)
    return age, (starts.ended_on <= day) & (age < N_MONTHS)


def _at(cumulative: Numbers, age: Numbers) -> Numbers:
    return np.asarray(np.interp(age, np.arange(N_MONTHS + 1), cumulative))
