"""Who might have got a voucher and did or did not by lot: read off answers, or as allocations recorded it."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.columns import Col
from data.domain import Answer
from recommender.arrays import CatalogueArrays
from training.platform_effects.past_sums import PastSums
from training.platform_effects.students import Numbers, Students, numbers_of
from training.records import Records, ordinals

FOLLOWED_DAYS: Final = 365
GRANTED_WITHIN_DAYS: Final = 7
"""A voucher belongs to the yes of a list that it follows this soon."""
LEAST_CHANCE: Final = 0.02
"""Who was nearly sure to be drawn, or not to be, has nobody to be compared with."""


@dataclass(frozen=True, slots=True)
class Draws:
    """Times that a student might have got a voucher, followed for `FOLLOWED_DAYS`; all of shape (n,).

    Attributes
    ----------
    student, day
        Number of the student, and ordinal of the day.
    is_drawn
        Whether there was a voucher.
    chance
        Chance of one, in (0, 1).
    """

    student: Numbers
    day: Numbers
    is_drawn: NDArray[np.bool_]
    chance: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.student)

    @property
    def end(self) -> Numbers:
        """The last day followed."""
        return self.day + FOLLOWED_DAYS

    @property
    def n_with(self) -> int:
        """Times that there was a voucher."""
        return int(self.is_drawn.sum())

    def where(self, rows: NDArray[np.bool_]) -> Self:
        """Some of them."""
        return type(self)(self.student[rows], self.day[rows], self.is_drawn[rows], self.chance[rows])


def answered_draws(records: Records, students: Students, arrays: CatalogueArrays) -> Draws:
    """Of every yes to something that costs money, whether a voucher followed; the chance is the share of vouchers.

    Whether these were drawn by lot is not on file: it has to be looked at.
    """
    priced = [id_ for id_, dollars in zip(arrays.certification_ids, arrays.planned_dollars, strict=True) if dollars > 0]
    yes = records.feedback[
        (records.feedback[Col.ANSWER] == Answer.YES.value)
        & records.feedback[Col.CERTIFICATION].isin(priced)
        & records.feedback[Col.LEARNER].isin(students.row)
    ]
    student, day = numbers_of(yes[Col.LEARNER], students.row), ordinals(yes[Col.ANSWERED_AT])
    followed = _is_followed(records, students, student, day)
    student, day = np.unique(np.stack([student, day])[:, followed], axis=1)
    is_drawn = _has_voucher(records, students, student, day)
    share = float(is_drawn.mean()) if len(student) else 0.5
    return Draws(student, day, is_drawn, np.full(len(student), share))


def recorded_draws(records: Records, students: Students) -> Draws:
    """The lotteries of the programme's own allocations, each with the chance that was recorded when it was drawn."""
    drawn = records.draws[records.draws[Col.LEARNER].isin(students.row)]
    draws = Draws(
        numbers_of(drawn[Col.LEARNER], students.row),
        ordinals(drawn[Col.DRAWN_AT]),
        drawn[Col.IS_DRAWN].to_numpy(np.bool_),
        drawn[Col.PROPENSITY].to_numpy(np.float64),
    )
    is_open = (draws.chance >= LEAST_CHANCE) & (draws.chance <= 1.0 - LEAST_CHANCE)
    return draws.where(is_open & _is_followed(records, students, draws.student, draws.day))


def _is_followed(records: Records, students: Students, student: Numbers, day: Numbers) -> NDArray[np.bool_]:
    """Whether the student was there on the day, and everything is on file up to the last day followed."""
    is_there = (students.started_on[student] <= day) & (students.gone_on[student] >= day)
    return np.asarray(is_there & (day + FOLLOWED_DAYS <= records.as_of.toordinal()))


def _has_voucher(records: Records, students: Students, student: Numbers, day: Numbers) -> NDArray[np.bool_]:
    granted: pd.DataFrame = records.vouchers[records.vouchers[Col.LEARNER].isin(students.row)]
    sums = PastSums.of(
        numbers_of(granted[Col.LEARNER], students.row),
        ordinals(granted[Col.GRANTED_ON]),
        np.ones((len(granted), 1)),
    )
    soon = sums.before(student, day + GRANTED_WITHIN_DAYS + 1) - sums.before(student, day)
    return np.asarray(soon[:, 0] > 0)
