from datetime import date

import pytest
import sqlalchemy as sa

from data.domain import (
    CurriculumId,
    EnglishLevel,
    Learner,
    LearnerId,
    LearnerKind,
    OccupationId,
    StateId,
    SubjectId,
)
from data.errors import NotFoundError
from data.events import Transcript
from data.learner_store import (
    count_by_english,
    count_learners,
    count_open_learners,
    count_transcripts,
    get_learner,
    known_learner_ids,
    open_learners,
    put_learners,
    put_transcripts,
    transcripts_of,
)
from data.tables import person
from data.upsert import Changes
from tests.data.rows import add_learners, learner_row, person_row


class TestPutLearners:
    def test_counts_new_updated_and_unchanged(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, "a", "b", "c")
            learners = [learner_row("a"), learner_row("b", row_hash="second", english="C1"), learner_row("d")]
            people = [person_row("a"), person_row("b"), person_row("d")]
            assert put_learners(connection, learners, people) == Changes(new=1, updated=1, unchanged=1)
            assert get_learner(connection, LearnerId("b")).english is EnglishLevel.C1

    def test_a_changed_name_alone_is_an_update(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, "a")
            changes = put_learners(connection, [learner_row("a")], [person_row("a", name="Ana")])
            assert changes == Changes(updated=1)
            assert connection.scalars(sa.select(person.c.name)).one() == "Ana"

    def test_refuses_rows_of_two_learners_side_by_side(self, engine: sa.Engine) -> None:
        with engine.begin() as connection, pytest.raises(ValueError, match="different ids"):
            put_learners(connection, [learner_row("a")], [person_row("b")])

    def test_takes_no_rows(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            assert put_learners(connection, [], []) == Changes()


class TestGetLearner:
    def test_gives_the_noun_without_personal_fields(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            put_learners(connection, [learner_row("a", started_on=date(2024, 8, 1))], [person_row("a")])
            assert get_learner(connection, LearnerId("a")) == Learner(
                id=LearnerId("a"),
                kind=LearnerKind.STUDENT,
                state_id=StateId("MX-JAL"),
                english=EnglishLevel.B1,
                english_tested=False,
                weekly_hours=6.0,
                curriculum_id=CurriculumId("systems"),
                started_on=date(2024, 8, 1),
                goal_occupation_id=OccupationId("data-analyst"),
                is_invented=True,
            )

    def test_names_the_learner_that_is_not_there(self, engine: sa.Engine) -> None:
        with engine.begin() as connection, pytest.raises(NotFoundError, match="no learner z"):
            get_learner(connection, LearnerId("z"))


class TestTranscripts:
    ROWS = (
        {
            "learner_id": "a",
            "subject_id": "s2",
            "completed_on": date(2025, 6, 1),
            "grade": None,
            "passed": True,
        },
        {
            "learner_id": "a",
            "subject_id": "s1",
            "completed_on": date(2025, 1, 1),
            "grade": 55.5,
            "passed": False,
        },
    )

    def test_come_oldest_first(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, "a", "b")
            put_transcripts(connection, self.ROWS)
            assert transcripts_of(connection, LearnerId("a")) == (
                Transcript(LearnerId("a"), SubjectId("s1"), date(2025, 1, 1), 55.5, passed=False),
                Transcript(LearnerId("a"), SubjectId("s2"), date(2025, 6, 1), None, passed=True),
            )
            assert transcripts_of(connection, LearnerId("b")) == ()

    def test_a_corrected_grade_is_an_update(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, "a")
            put_transcripts(connection, self.ROWS)
            again = [self.ROWS[0] | {"grade": 90.0}, self.ROWS[1]]
            assert put_transcripts(connection, again) == Changes(updated=1, unchanged=1)
            assert count_transcripts(connection) == 2

    def test_go_with_the_learner(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, "a")
            put_transcripts(connection, self.ROWS)
            connection.execute(sa.text("DELETE FROM learner"))
            assert count_transcripts(connection) == 0


class TestDemoLearners:
    def test_pages_through_the_invented_ones_by_id(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, "d", "b", "a", "c")
            put_learners(connection, [learner_row("aa", is_invented=False, row_hash="x")], [person_row("aa")])
            assert [one.id for one in open_learners(connection, limit=2)] == ["a", "b"]
            assert [one.id for one in open_learners(connection, limit=9, offset=2)] == ["c", "d"]
            assert count_learners(connection) == 5
            assert count_open_learners(connection) == 4


class TestCountByEnglish:
    def test_counts_learners_of_a_state_and_level_and_the_invented_ones(self, engine: sa.Engine) -> None:
        rows = [
            learner_row("a"),
            learner_row("b", is_invented=False),
            learner_row("c", english="none"),
            learner_row("d", state_id="MX-NLE"),
        ]
        with engine.begin() as connection:
            put_learners(connection, rows, [person_row(row["learner_id"]) for row in rows])
            found = count_by_english(connection)
        assert [(one.state_id, one.english, one.n_learners, one.n_invented) for one in found] == [
            ("MX-JAL", EnglishLevel.B1, 2, 1),
            ("MX-JAL", EnglishLevel.NONE, 1, 1),
            ("MX-NLE", EnglishLevel.B1, 1, 1),
        ]


class TestKnownLearnerIds:
    def test_keeps_those_that_are_there(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_learners(connection, "a", "b")
            assert known_learner_ids(connection, {"a", "z"}) == {"a"}
            assert known_learner_ids(connection, {f"n{n}" for n in range(50_000)}) == set()
