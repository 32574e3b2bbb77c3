"""Two schools with plans of study, for tests of what belongs to one of them."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from data.account_store import Organisation, add_organisation
from data.domain import Area, Curriculum, CurriculumId, InstitutionId, Label, StateId, Subject, SubjectId
from data.plan_store import put_plan
from data.rights import OrganisationId, Role, SchoolRights

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
WEST = SchoolRights(OrganisationId("west"), InstitutionId("u-west"))
EAST = SchoolRights(OrganisationId("east"), InstitutionId("u-north"))
PLAN_ID = CurriculumId("pwest")
PROGRAMMING, DATABASES = SubjectId("pwest-a1"), SubjectId("pwest-a2")


def make_subject(subject_id: str = PROGRAMMING, **changed: object) -> Subject:
    """A subject of the first semester, four hours a week, that needs nothing."""
    facts: dict[str, Any] = {
        "curriculum_id": CurriculumId(subject_id.partition("-")[0]),
        "label": Label(f"Materia {subject_id}", f"Subject {subject_id}"),
        "semester": 1,
        "hours": 4,
        "credits": 5,
        "syllabus": Label("Variables y ciclos", "Variables and loops"),
        "skill_weights": {},
    }
    return Subject(SubjectId(subject_id), **{**facts, **changed})


def make_plan(plan_id: str = PLAN_ID, *subjects: Subject, **changed: object) -> Curriculum:
    """A plan of eight semesters; by default two subjects, the second building on the first."""
    first = SubjectId(f"{plan_id}-a1")
    default = (
        make_subject(first),
        make_subject(f"{plan_id}-a2", semester=2, prerequisite_ids=frozenset({first})),
    )
    facts: dict[str, Any] = {
        "label": Label("Sistemas", "Systems"),
        "area": Area.SOFTWARE,
        "n_semesters": 8,
        "institution_id": None,
        "subjects": subjects or default,
    }
    return Curriculum(CurriculumId(plan_id), **{**facts, **changed})


def add_school(connection: sa.Connection, rights: SchoolRights, *, shares_plans: bool = False) -> None:
    """The organisation of some rights, named after its id."""
    name = f"School {rights.organisation_id}"
    add_organisation(
        connection,
        Organisation(
            rights.organisation_id, Role.ACADEMIA, name, rights.institution_id, StateId("MX-JAL"), shares_plans, True
        ),
        MOMENT,
    )


def add_plan(connection: sa.Connection, rights: SchoolRights, plan: Curriculum) -> None:
    """Store a plan without official keys."""
    put_plan(connection, rights, plan, {}, MOMENT)
