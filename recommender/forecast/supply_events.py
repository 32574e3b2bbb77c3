"""What supply is reckoned from: exams passed, enrolments and vouchers, as arrays."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

NEVER: Final = np.iinfo(np.int64).max // 4
"""The day of what has not happened; days are proleptic ordinals."""

DAYS_A_MONTH: Final = 30.44

_DAYS: Final = 4_000_000

Days = NDArray[np.int64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SupplyCatalogue:
    """What certifications prove.

    Attributes
    ----------
    proves
        Shape (n_certifications, n_skills), 0 or 1.
    validity_months
        Shape (n_certifications,); 0 for what never expires.
    """

    proves: NDArray[np.float64]
    validity_months: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Starts:
    """Beginnings of one kind and what became of them, one entry each; ``ended_on`` is ``NEVER`` while nothing has."""

    learner: Places
    certification: Places
    began_on: Days
    ended_on: Days

    def known_on(self, day: int) -> "Starts":
        """What was known on a day: later beginnings are absent, later ends have not happened."""
        known = self.began_on <= day
        ended_on = np.where(self.ended_on[known] <= day, self.ended_on[known], NEVER)
        return Starts(self.learner[known], self.certification[known], self.began_on[known], ended_on)

    def only(self, chosen: NDArray[np.bool_]) -> "Starts":
        """Some of them."""
        return Starts(self.learner[chosen], self.certification[chosen], self.began_on[chosen], self.ended_on[chosen])


@dataclass(frozen=True, slots=True)
class SupplyEvents:
    """Everything that happened; learners and certifications by place.

    Attributes
    ----------
    state
        Shape (n_learners,): each one's state by place.
    n_states
        How many states there are.
    passed
        Exams passed; ``ended_on`` is ``NEVER`` throughout.
    enrolments
        ``ended_on`` is the day on which the certification was passed.
    vouchers
        ``ended_on`` is the day on which the voucher was redeemed, which is that of an enrolment.
    """

    state: Places
    n_states: int
    passed: Starts
    enrolments: Starts
    vouchers: Starts

    def known_on(self, day: int) -> "SupplyEvents":
        """What was known on a day."""
        return replace(
            self,
            passed=self.passed.known_on(day),
            enrolments=self.enrolments.known_on(day),
            vouchers=self.vouchers.known_on(day),
        )

    @property
    def first_day(self) -> int:
        """The day of the first beginning; ``NEVER`` without any."""
        return int(min(self.enrolments.began_on.min(initial=NEVER), self.vouchers.began_on.min(initial=NEVER)))


def first_after(starts: Starts, passed: Starts, n_certifications: int) -> Days:
    """Day on which each learner passed what was begun, on that day or later; ``NEVER`` where nobody did."""
    keys, days = passed.learner * n_certifications + passed.certification, passed.began_on
    order = np.lexsort((days, keys))
    wanted = starts.learner * n_certifications + starts.certification
    # One number orders by key, then by day: ordinals stay below four million.
    places = np.searchsorted(keys[order] * _DAYS + days[order], wanted * _DAYS + starts.began_on)
    keys, days = np.append(keys[order], -1), np.append(days[order], NEVER)
    return np.asarray(np.where(keys[places] == wanted, days[places], NEVER))
