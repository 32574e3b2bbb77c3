from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from data.database import writing
from data.domain import CertificationId, LearnerId
from data.errors import NotFoundError
from data.learner_store import get_learner, put_learners
from data.rights import LearnerRights, NoInstitutionError, OrganisationId, SchoolRights
from data.standing_store import ask_deletion
from data.teacher_store import (
    HeldCertification,
    Teacher,
    assign_teacher,
    put_held_certification,
    put_teacher,
    release_teacher,
    remove_held_certification,
    teachers_of,
)
from tests.data.plans import DATABASES, EAST, PLAN_ID, PROGRAMMING, WEST, add_plan, add_school, make_plan
from tests.data.rows import learner_row, person_row

RITA = LearnerId("rita")
HELD = HeldCertification(CertificationId("acme-1"), date(2026, 5, 1))


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Two schools with a plan each, and a teacher of the west one."""
    with writing(engine) as opened:
        for rights, plan_id in ((WEST, PLAN_ID), (EAST, "peast")):
            add_school(opened, rights)
            add_plan(opened, rights, make_plan(plan_id))
        put_teacher(opened, WEST, *_rows("rita"))
        yield opened


class TestPutTeacher:
    def test_makes_a_learner_of_the_schools_institution(self, connection: sa.Connection) -> None:
        assert get_learner(connection, RITA).institution_id == WEST.institution_id

    def test_who_is_there_keeps_all_but_the_name(self, connection: sa.Connection) -> None:
        assign_teacher(connection, WEST, PROGRAMMING, RITA)
        changed, theirs = _rows("rita", name="Rita")
        put_teacher(connection, WEST, changed | {"state_id": "MX-NLE"}, theirs)
        put_teacher(connection, WEST, *_rows("rita"))
        assert get_learner(connection, RITA).state_id == "MX-JAL"
        assert [one.name for one in teachers_of(connection, WEST, PLAN_ID)] == ["Rita"]

    def test_nobody_of_another_institution_or_kind_becomes_a_teacher(self, connection: sa.Connection) -> None:
        student = learner_row("sue", institution_id=WEST.institution_id)
        put_learners(connection, [student], [person_row("sue")])
        for rights, learner_id in ((EAST, "rita"), (WEST, "sue")):
            with pytest.raises(NotFoundError):
                put_teacher(connection, rights, *_rows(learner_id))

    def test_a_school_without_institution_has_no_teachers(self, connection: sa.Connection) -> None:
        nowhere = SchoolRights(OrganisationId("nowhere"), None)
        put_learners(connection, [learner_row("una", kind="teacher", institution_id=None)], [person_row("una")])
        for learner_id in ("una", "new"):
            with pytest.raises(NoInstitutionError):
                put_teacher(connection, nowhere, *_rows(learner_id))


class TestTeachersOf:
    def test_leaves_out_who_has_asked_for_deletion(self, connection: sa.Connection) -> None:
        assign_teacher(connection, WEST, PROGRAMMING, RITA)
        ask_deletion(connection, LearnerRights(RITA), datetime(2026, 11, 1, tzinfo=UTC), date(2026, 12, 1))
        assert teachers_of(connection, WEST, PLAN_ID) == ()
        with pytest.raises(NotFoundError):
            assign_teacher(connection, WEST, DATABASES, RITA)

    def test_gives_subjects_in_the_plans_order_and_the_newest_pass(self, connection: sa.Connection) -> None:
        for subject_id in (DATABASES, PROGRAMMING, PROGRAMMING):
            assign_teacher(connection, WEST, subject_id, RITA)
        put_held_certification(connection, WEST, PLAN_ID, RITA, HELD)
        newest = HeldCertification(HELD.certification_id, date(2026, 6, 1))
        put_held_certification(connection, WEST, PLAN_ID, RITA, newest)
        assert teachers_of(connection, WEST, PLAN_ID) == (
            Teacher(RITA, "X-rita", None, (PROGRAMMING, DATABASES), (newest,)),
        )

    def test_what_was_taken_back_is_gone(self, connection: sa.Connection) -> None:
        assign_teacher(connection, WEST, PROGRAMMING, RITA)
        assign_teacher(connection, WEST, DATABASES, RITA)
        put_held_certification(connection, WEST, PLAN_ID, RITA, HELD)
        remove_held_certification(connection, WEST, PLAN_ID, RITA, HELD.certification_id)
        release_teacher(connection, WEST, PROGRAMMING, RITA)
        assert teachers_of(connection, WEST, PLAN_ID) == (Teacher(RITA, "X-rita", None, (DATABASES,), ()),)

    def test_another_schools_plan_shows_nobody(self, connection: sa.Connection) -> None:
        assign_teacher(connection, WEST, PROGRAMMING, RITA)
        assert teachers_of(connection, EAST, PLAN_ID) == ()


class TestAnotherSchoolsTeachers:
    @pytest.mark.parametrize(
        "attempt",
        [
            lambda connection: assign_teacher(connection, EAST, PROGRAMMING, "olga"),
            lambda connection: assign_teacher(connection, EAST, "peast-a1", RITA),
            lambda connection: release_teacher(connection, EAST, PROGRAMMING, RITA),
            lambda connection: put_held_certification(connection, EAST, PLAN_ID, RITA, HELD),
            lambda connection: put_held_certification(connection, EAST, "peast", RITA, HELD),
            lambda connection: remove_held_certification(connection, EAST, PLAN_ID, RITA, HELD.certification_id),
        ],
        ids=["their subject", "their teacher", "release", "certify in their plan", "certify in ours", "remove"],
    )
    def test_do_not_exist(self, connection: sa.Connection, attempt: Callable[[sa.Connection], object]) -> None:
        assign_teacher(connection, WEST, PROGRAMMING, RITA)
        put_held_certification(connection, WEST, PLAN_ID, RITA, HELD)
        put_teacher(connection, EAST, *_rows("olga"))
        before = teachers_of(connection, WEST, PLAN_ID)
        with pytest.raises(NotFoundError):
            attempt(connection)
        assert teachers_of(connection, WEST, PLAN_ID) == before
        assert teachers_of(connection, EAST, "peast") == ()


def _rows(learner_id: str, name: str | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    return learner_row(learner_id, kind="teacher", institution_id=None), person_row(learner_id, name=name)
