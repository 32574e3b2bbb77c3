from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from data.database import writing
from data.domain import LearnerId, SkillId
from data.interaction_store import put_impressions
from data.learner_skill_store import state_skills
from data.learner_store import put_learners
from data.rights import LearnerRights
from recommender.arrays import CatalogueArrays
from recommender.features import COLUMN
from recommender.texts import TextVectors
from tests.data.rows import impression_row, learner_row, person_row
from tests.training.country import (
    SHOWN_AT,
    add_answer,
    add_enrolment,
    add_exam,
    add_lists,
    add_outcome,
    add_people,
    add_posting,
    add_subject,
    records_in,
)
from training.datasets import RankingRows, dropout_rows, ranking_rows

DAY = SHOWN_AT.date()
SHOWN = ["zen-1", "zen-2", "acme-1", "acme-2", "acme-3"]
BOTH = frozenset({LearnerId("ana"), LearnerId("eva")})


@pytest.fixture
def rows_in(arrays: CatalogueArrays, vectors: TextVectors) -> Callable[..., RankingRows]:
    """The rows of a database, from the answers of ana and eva."""

    def rows(engine: sa.Engine, behaviour_of: frozenset[LearnerId] = BOTH) -> RankingRows:
        return ranking_rows(
            records_in(engine),
            arrays,
            vectors,
            behaviour_of=behaviour_of,
            pesos_per_dollar=18.5,
            progress=lambda _: None,
        )

    return rows


class TestGrades:
    @pytest.fixture
    def graded(self, engine: sa.Engine, rows_in: Callable[..., RankingRows]) -> RankingRows:
        """Nothing came of zen-1; zen-2 yes; acme-1 enrolled; acme-2 passed; acme-3 a job."""
        add_people(engine, "ana")
        add_lists(engine, ("ana", "L1", SHOWN))
        for certification_id in SHOWN[1:]:
            add_answer(engine, "ana", certification_id, f"L1-{certification_id}")
        for certification_id in SHOWN[2:]:
            add_enrolment(engine, "ana", certification_id, DAY + timedelta(days=30))
        add_exam(engine, "ana", "acme-1", DAY + timedelta(days=60), passed=False)
        for certification_id in SHOWN[3:]:
            add_exam(engine, "ana", certification_id, DAY + timedelta(days=60))
        add_outcome(engine, "ana", "hired", DAY + timedelta(days=90), "acme-3")
        return rows_in(engine)

    def test_rise_from_nothing_to_a_job(self, graded: RankingRows) -> None:
        assert graded.rank.tolist() == [1, 2, 3, 4, 5]
        assert graded.grade.tolist() == [0, 1, 2, 3, 4]
        assert set(graded.list_number.tolist()) == {0}

    def test_say_of_each_exam_whether_it_was_passed(self, graded: RankingRows) -> None:
        np.testing.assert_array_equal(graded.exam_passed, [np.nan, np.nan, 0.0, 1.0, 1.0])

    def test_need_a_yes_to_the_very_showing(self, engine: sa.Engine, rows_in: Callable[..., RankingRows]) -> None:
        add_people(engine, "ana")
        add_lists(engine, ("ana", "L1", ["zen-1", "zen-2"]))
        add_answer(engine, "ana", "zen-1", None)
        add_answer(engine, "ana", "zen-2", "L1-zen-2", "not_now")
        for certification_id in ("zen-1", "zen-2"):
            add_enrolment(engine, "ana", certification_id, DAY)
            add_exam(engine, "ana", certification_id, DAY + timedelta(days=60))
        assert rows_in(engine).grade.tolist() == [0, 0]

    def test_do_not_count_an_enrolment_before_the_list_or_much_later(
        self, engine: sa.Engine, rows_in: Callable[..., RankingRows]
    ) -> None:
        add_people(engine, "ana")
        add_lists(engine, ("ana", "L1", ["zen-1", "zen-2"]))
        for certification_id, days in (("zen-1", -1), ("zen-2", 31)):
            add_answer(engine, "ana", certification_id, f"L1-{certification_id}")
            add_enrolment(engine, "ana", certification_id, DAY + timedelta(days=days))
        assert rows_in(engine).grade.tolist() == [1, 1]

    def test_do_not_count_an_exam_from_before_the_enrolment(
        self, engine: sa.Engine, rows_in: Callable[..., RankingRows]
    ) -> None:
        add_people(engine, "ana")
        add_exam(engine, "ana", "zen-1", DAY - timedelta(days=200))
        add_lists(engine, ("ana", "L1", ["zen-1"]))
        add_answer(engine, "ana", "zen-1", "L1-zen-1")
        add_enrolment(engine, "ana", "zen-1", DAY + timedelta(days=3))
        found = rows_in(engine)
        assert found.grade.tolist() == [2]
        assert np.isnan(found.exam_passed).all()

    def test_take_the_retry_that_was_passed(self, engine: sa.Engine, rows_in: Callable[..., RankingRows]) -> None:
        add_people(engine, "ana")
        add_lists(engine, ("ana", "L1", ["zen-1"]))
        add_answer(engine, "ana", "zen-1", "L1-zen-1")
        add_enrolment(engine, "ana", "zen-1", DAY + timedelta(days=3))
        add_exam(engine, "ana", "zen-1", DAY + timedelta(days=40), passed=False)
        add_exam(engine, "ana", "zen-1", DAY + timedelta(days=100))
        assert rows_in(engine).grade.tolist() == [3]


class TestLists:
    def test_are_numbered_by_moment_and_sorted_by_place(
        self, engine: sa.Engine, rows_in: Callable[..., RankingRows]
    ) -> None:
        add_people(engine, "ana", "eva")
        add_lists(engine, ("eva", "A", ["zen-2", "zen-1"]), at=SHOWN_AT + timedelta(days=40))
        add_lists(engine, ("ana", "B", ["zen-1", "zen-2"]))
        found = rows_in(engine)
        assert found.learner_id.tolist() == ["ana", "ana", "eva", "eva"]
        assert found.list_number.tolist() == [0, 0, 1, 1]
        assert found.rank.tolist() == [1, 2, 1, 2]

    def test_belong_to_one_learner_even_if_two_share_an_id(
        self, engine: sa.Engine, rows_in: Callable[..., RankingRows]
    ) -> None:
        add_people(engine, "ana", "eva")
        add_exam(engine, "eva", "zen-2", DAY - timedelta(days=9))
        add_lists(engine, ("ana", "today", ["zen-1"]))
        add_lists(engine, ("eva", "today", ["acme-1"]), at=SHOWN_AT + timedelta(hours=1))
        found = rows_in(engine)
        assert found.list_number.tolist() == [0, 1]
        assert found.features[:, COLUMN["n_held"]].tolist() == [0.0, 1.0]

    def test_stay_whole_where_each_place_has_a_second_of_its_own(
        self, engine: sa.Engine, rows_in: Callable[..., RankingRows]
    ) -> None:
        add_people(engine, "ana", "eva")
        add_lists(engine, ("ana", "A", ["zen-1"]), ("eva", "B", ["zen-1"]))
        for learner_id, list_id in (("ana", "A"), ("eva", "B")):
            _add_place(engine, learner_id, list_id, "zen-2", rank=2, at=SHOWN_AT + timedelta(seconds=5))
        assert rows_in(engine).list_number.tolist() == [0, 0, 1, 1]

    def test_are_missed_by_name(self, engine: sa.Engine, rows_in: Callable[..., RankingRows]) -> None:
        add_people(engine, "ana")
        add_exam(engine, "ana", "zen-1", DAY)
        with pytest.raises(ValueError, match="rumbo import impressions"):
            rows_in(engine)


Event = Callable[[sa.Engine, date], None]

EVENTS: dict[str, Event] = {
    "a pass": lambda engine, on: add_exam(engine, "ana", "zen-2", on),
    "a failed exam": lambda engine, on: add_exam(engine, "ana", "zen-2", on, passed=False),
    "a subject": lambda engine, on: add_subject(engine, "ana", "s-data", on),
    "an answer": lambda engine, on: add_answer(engine, "ana", "zen-2", None, "not_now", _noon(on)),
    "a stated skill": lambda engine, on: _state_sql(engine, on),
    "a posting": lambda engine, on: add_posting(engine, f"p{on:%m%d}", on, "sql"),
    "a pass of somebody else": lambda engine, on: add_exam(engine, "eva", "zen-2", on),
    "a list of somebody else": lambda engine, on: _accepted_list(engine, on),
}


class TestFeatures:
    @pytest.mark.parametrize("name", EVENTS)
    def test_know_what_happened_before_and_nothing_later(
        self, engine: sa.Engine, rows_in: Callable[..., RankingRows], name: str
    ) -> None:
        add_people(engine, "ana", "eva")
        add_posting(engine, "p0", date(2026, 7, 1), "sql", "python", n_positions=5)
        add_lists(engine, ("ana", "L1", SHOWN))
        before = _features_of_ana(rows_in(engine))
        for day in (DAY, DAY + timedelta(days=1), DAY + timedelta(days=50)):
            EVENTS[name](engine, day)
            np.testing.assert_array_equal(_features_of_ana(rows_in(engine)), before)
        EVENTS[name](engine, date(2026, 8, 20))
        assert not np.array_equal(_features_of_ana(rows_in(engine)), before, equal_nan=True)

    def test_never_count_the_answers_of_who_only_judges(
        self, engine: sa.Engine, rows_in: Callable[..., RankingRows]
    ) -> None:
        add_people(engine, "ana", "eva")
        add_lists(engine, ("ana", "L1", SHOWN))
        only_ana = frozenset({LearnerId("ana")})
        before = _features_of_ana(rows_in(engine, only_ana))
        _accepted_list(engine, date(2026, 8, 20))
        np.testing.assert_array_equal(_features_of_ana(rows_in(engine, only_ana)), before)
        assert not np.array_equal(_features_of_ana(rows_in(engine)), before, equal_nan=True)


class TestDropoutRows:
    def test_stand_before_the_window_with_who_left_in_it(self, engine: sa.Engine, arrays: CatalogueArrays) -> None:
        newest = date(2026, 10, 31)
        with writing(engine) as connection:
            put_learners(
                connection,
                [
                    *(learner_row(id_, started_on=date(2024, 8, 15)) for id_ in ("gone", "left", "stays", "other")),
                    learner_row("works", kind="professional"),
                ],
                [person_row(id_) for id_ in ("gone", "left", "stays", "other", "works")],
            )
        add_outcome(engine, "gone", "dropped_out", newest - timedelta(days=101))
        add_outcome(engine, "left", "dropped_out", newest - timedelta(days=99))
        add_outcome(engine, "stays", "hired", newest, "zen-1")
        for learner_id in ("left", "stays"):
            add_subject(engine, learner_id, "s-prog", newest - timedelta(days=150), 60.0, passed=False)
            add_subject(engine, learner_id, "s-data", newest - timedelta(days=50), 100.0)
        seen = frozenset(LearnerId(id_) for id_ in ("gone", "left", "stays", "works"))
        profiles, dropped_out = dropout_rows(records_in(engine), arrays, seen, 100)
        assert dropped_out.tolist() == [True, False]
        assert profiles.grade.tolist() == [60.0, 60.0]
        assert profiles.fail_share.tolist() == [1.0, 1.0]

    def test_are_none_where_nobody_studies(self, engine: sa.Engine, arrays: CatalogueArrays) -> None:
        add_people(engine, "ana")
        add_exam(engine, "ana", "zen-1", DAY)
        profiles, dropped_out = dropout_rows(records_in(engine), arrays, frozenset(), 100)
        assert len(profiles) == len(dropped_out) == 0


def _state_sql(engine: sa.Engine, on: date) -> None:
    with writing(engine) as connection:
        state_skills(connection, LearnerRights(LearnerId("ana")), [SkillId("sql")], _noon(on))


def _features_of_ana(rows: RankingRows) -> np.ndarray:
    return rows.features[rows.learner_id == "ana"]


def _accepted_list(engine: sa.Engine, on: date) -> None:
    """Eva was shown zen-2 and said yes on one day."""
    add_lists(engine, ("eva", f"E{on:%m%d}", ["zen-2"]), at=_noon(on))
    add_answer(engine, "eva", "zen-2", f"E{on:%m%d}-zen-2", at=_noon(on))


def _add_place(
    engine: sa.Engine, learner_id: str, list_id: str, certification_id: str, *, rank: int, at: datetime
) -> None:
    row = impression_row(
        f"{list_id}-{rank}", learner_id, list_id=list_id, certification_id=certification_id, rank=rank, shown_at=at
    )
    with writing(engine) as connection:
        put_impressions(connection, [row])


def _noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 19, tzinfo=UTC)
