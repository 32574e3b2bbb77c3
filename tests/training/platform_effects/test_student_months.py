"""Tests of the months that students were at risk of leaving."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from data.domain import LearnerKind
from recommender.arrays import CatalogueArrays
from recommender.profile import LearnerHistory
from recommender.risk import RISK_FEATURES, RiskModel
from tests.factories import make_exam, make_history, make_profiles, make_transcript
from tests.training.platform_effects.invented_records import make_records
from training.platform_effects.student_months import StudentMonths, student_months
from training.platform_effects.students import Students

RISK = RiskModel(-2.0, (0.3,) * len(RISK_FEATURES))
END = date(2026, 6, 30)
FIRST = ("ana", date(2026, 1, 1))
"""The first event of all: months are counted from January."""


def student(**changed: Any) -> LearnerHistory:
    return make_history(**{"started_on": date(2025, 8, 15), "curriculum_id": "systems", **changed})


def months_of(arrays: CatalogueArrays, *histories: LearnerHistory, **events: Any) -> StudentMonths:
    records = make_records(*histories, as_of=END, **{"shown": [FIRST], **events})
    students = Students.of(records, arrays, frozenset(records.histories))
    return student_months(records, students, arrays, RISK)


class TestStudentMonths:
    def test_counts_whole_months_from_the_first_event_to_the_last_day(self, arrays: CatalogueArrays) -> None:
        assert len(months_of(arrays, student())) == 6
        assert len(months_of(arrays, student(), shown=[("ana", date(2026, 1, 2))])) == 5

    def test_ends_with_the_month_of_leaving(self, arrays: CatalogueArrays) -> None:
        found = months_of(arrays, student(), dropped_out=[("ana", date(2026, 3, 20))])
        assert found.leaves.tolist() == [False, False, True]

    def test_who_graduates_does_not_leave(self, arrays: CatalogueArrays) -> None:
        found = months_of(arrays, student(), graduated=[("ana", date(2026, 3, 20))])
        assert found.leaves.tolist() == [False, False, False]

    def test_begins_with_the_first_whole_month_of_the_studies(self, arrays: CatalogueArrays) -> None:
        assert len(months_of(arrays, student(started_on=date(2026, 4, 15)))) == 2

    def test_leaves_out_who_does_not_study(self, arrays: CatalogueArrays) -> None:
        with pytest.raises(ValueError, match="no student"):
            months_of(arrays, student(kind=LearnerKind.PROFESSIONAL), student(started_on=None))

    def test_a_certification_counts_from_the_month_after_it_was_passed(self, arrays: CatalogueArrays) -> None:
        exams = [make_exam("zen-1", on=date(2026, 2, 10)), make_exam("zen-2", False, on=date(2026, 2, 11))]
        found = months_of(arrays, student(exams=exams), enrolled=[("ana", date(2026, 1, 5))])
        assert found.held[:, 0].tolist() == [0, 0, 1, 1, 1, 1]
        assert found.is_holder.tolist() == [False, False, True, True, True, True]
        assert found.has_enrolled.tolist() == [False, True, True, True, True, True]

    def test_passing_again_adds_nothing(self, arrays: CatalogueArrays) -> None:
        exams = [make_exam("zen-1", on=date(2026, month, 10)) for month in (2, 4)]
        assert months_of(arrays, student(exams=exams)).held[-1, 0] == 1

    def test_stands_as_a_profile_of_that_day_does(self, arrays: CatalogueArrays) -> None:
        transcript = [
            make_transcript("s-data", 90.0, on=date(2026, 1, 20)),
            make_transcript("s-code", 50.0, False, on=date(2026, 3, 1)),
        ]
        history = student(transcript=transcript)
        found = months_of(arrays, history)
        # On the first of March the second subject is not known yet, on the first of April it is.
        for row, (day, known) in {2: (date(2026, 3, 1), 1), 3: (date(2026, 4, 1), 2)}.items():
            profile = make_profiles(arrays, student(transcript=transcript[:known]), as_of=day)
            assert found.yearly_risk[row] == pytest.approx(RISK.yearly_risk(profile)[0], abs=1e-6)

    def test_nothing_in_a_row_depends_on_what_came_after_its_first_day(self, arrays: CatalogueArrays) -> None:
        later = {
            "transcript": [make_transcript(on=date(2026, 5, 2))],
            "exams": [make_exam("zen-1", on=date(2026, 5, 2))],
        }
        plain, leaky = months_of(arrays, student()), months_of(arrays, student(**later))
        for name in ("has_enrolled", "held", "yearly_risk"):
            np.testing.assert_array_equal(getattr(plain, name)[:5], getattr(leaky, name)[:5])
