"""Tests of which draws of an allocation are an experiment."""

from datetime import date

import numpy as np

from data.domain import LearnerId
from recommender.arrays import CatalogueArrays
from tests.factories import make_history
from tests.training.platform_effects.invented_lottery import Pool, drawn_students, lottery_records
from tests.training.platform_effects.invented_records import make_records
from training.platform_effects.draws import recorded_draws
from training.platform_effects.students import Students

DAY, END = date(2025, 1, 10), date(2026, 6, 30)


class TestRecordedDraws:
    def test_have_the_chance_that_was_recorded(self, arrays: CatalogueArrays) -> None:
        draws, _ = drawn_students(lottery_records(Pool(10, 4, 0, 0), Pool(5, 4, 0, 0)), arrays)
        assert len(draws) == 15
        assert draws.n_with == 8
        np.testing.assert_allclose(np.unique(draws.chance), [0.4, 0.8])

    def test_leave_out_who_had_no_choice_who_had_gone_and_who_was_not_followed(self, arrays: CatalogueArrays) -> None:
        drawn = {
            "open": (DAY, 0.5, True),
            "sure": (DAY, 1.0, True),
            "hopeless": (DAY, 0.01, False),
            "gone": (DAY, 0.5, False),
            "recent": (date(2026, 1, 1), 0.5, True),
        }
        records = make_records(
            *(make_history(learner_id=id_, started_on=date(2024, 8, 15)) for id_ in drawn),
            as_of=END,
            dropped_out=[("gone", date(2024, 12, 1))],
            draws=[(id_, *rest) for id_, rest in drawn.items()],
        )
        students = Students.of(records, arrays, frozenset(map(LearnerId, drawn)))
        assert recorded_draws(records, students).student.tolist() == [students.row[LearnerId("open")]]

    def test_are_those_of_students_alone(self, arrays: CatalogueArrays) -> None:
        records = lottery_records(Pool(10, 4, 0, 0))
        some = frozenset(map(LearnerId, list(records.histories)[:3]))
        assert len(recorded_draws(records, Students.of(records, arrays, some))) == 3
