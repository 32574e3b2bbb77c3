"""The months that students were at risk of leaving: how they stood on each month's first day, and who left in it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.columns import Col
from recommender.arrays import CatalogueArrays
from recommender.risk import RiskModel
from training.platform_effects.students import Array, Numbers, Students
from training.records import Records, ordinals


@dataclass(frozen=True, slots=True)
class StudentMonths:
    """One row a student and month in which the student was there on the first day.

    Attributes
    ----------
    controls
        Shape (n, n_controls): grades, fails, stage, hours, English, answers so far, time; of zero mean and unit spread.
    has_enrolled
        Whether the student had ever enrolled in a certification, passed or not, shape (n,).
    held
        Shape (n, n_effect_features): ``recommender.effects.EFFECT_FEATURES``, summed over the certifications held.
    yearly_risk
        Chance of leaving within a year as the risk model sees it, shape (n,).
    leaves
        Whether the student left in the month, shape (n,).
    """

    controls: Array
    has_enrolled: NDArray[np.bool_]
    held: Array
    yearly_risk: Array
    leaves: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.leaves)

    @property
    def is_holder(self) -> NDArray[np.bool_]:
        """Whether the student held a certification, shape (n,)."""
        return np.asarray(self.held[:, 0] > 0)


def student_months(records: Records, students: Students, arrays: CatalogueArrays, risk: RiskModel) -> StudentMonths:
    """Months from the first whole one with any event of certifications to the last whole one of the data.

    A certification counts from the month after it was passed: nothing of a row was unknown on its first day but whether
    the student left.

    Raises
    ------
    ValueError
        If no student was there in a whole month.
    """
    months = _first_days_of_months(records)
    student, month = (grid.ravel() for grid in np.meshgrid(np.arange(len(students)), np.arange(len(months) - 1)))
    day, next_day = months[month], months[month + 1]
    is_there = (students.started_on[student] <= day) & (students.gone_on[student] >= day)
    student, day, next_day = student[is_there], day[is_there], next_day[is_there]
    if not len(student):
        raise ValueError("no student was there in a whole month between the first and the newest event")
    return StudentMonths(
        controls=students.controls(student, day),
        has_enrolled=students.enrolments.before(student, day)[:, 0] > 0,
        held=students.certifications(arrays, risk).before(student, day),
        yearly_risk=risk.student_risk(students.standing(student, day)),
        leaves=students.left_on[student] < next_day,
    )


def _first_days_of_months(records: Records) -> Numbers:
    """Ordinals of the first days of all months, and of the one after the last."""
    events = (
        records.impressions[Col.SHOWN_AT].dt.tz_localize(None),
        records.enrolments[Col.ENROLLED_ON],
        records.exam_results[Col.TAKEN_ON],
    )
    first = min((column.min() for column in events if len(column)), default=pd.Timestamp(records.as_of))
    after_last = pd.Timestamp(records.as_of) + pd.Timedelta(days=1)
    return ordinals(pd.Series(pd.date_range(first.normalize(), after_last, freq="MS")))
