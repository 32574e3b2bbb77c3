"""Who teaches the subjects of a school's plans: learners of kind teacher of the school's own institution."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.domain import CertificationId, LearnerId, LearnerKind, SubjectId
from data.errors import NotFoundError
from data.interaction_store import put_exam_results
from data.plan_tables import plan, plan_subject, subject_teacher
from data.rights import SchoolRights, institution_of
from data.standing_store import is_counted
from data.tables import exam_result, learner, person
from data.upsert import Row, insert_new


@dataclass(frozen=True, slots=True)
class HeldCertification:
    """An exam that a teacher passed, newest of its kind."""

    certification_id: CertificationId
    taken_on: date


@dataclass(frozen=True, slots=True)
class Teacher:
    """Who teaches ``subject_ids`` of a plan; ``code`` is the school's own, ``name`` may be left out."""

    id: LearnerId
    code: str
    name: str | None
    subject_ids: tuple[SubjectId, ...]
    certifications: tuple[HeldCertification, ...]


def teachers_of(connection: sa.Connection, rights: SchoolRights, plan_id: str) -> tuple[Teacher, ...]:
    """The teachers of a plan by their codes, in two statements; none for another school's plan."""
    subjects: dict[LearnerId, list[SubjectId]] = {}
    people: dict[LearnerId, tuple[str, str | None]] = {}
    for row in connection.execute(
        sa.select(subject_teacher, person.c.external_id, person.c.name)
        .join(plan_subject, plan_subject.c.subject_id == subject_teacher.c.subject_id)
        .join(plan, plan.c.plan_id == plan_subject.c.plan_id)
        .join(person, person.c.learner_id == subject_teacher.c.learner_id)
        .where(
            plan.c.plan_id == plan_id,
            plan.c.organisation_id == rights.organisation_id,
            is_counted(subject_teacher.c.learner_id),
        )
        .order_by(person.c.external_id, plan_subject.c.place)
    ):
        subjects.setdefault(LearnerId(row.learner_id), []).append(SubjectId(row.subject_id))
        people[LearnerId(row.learner_id)] = row.external_id, row.name
    held = _certifications(connection, people)
    return tuple(
        Teacher(id_, code, name, tuple(subjects[id_]), tuple(held.get(id_, ()))) for id_, (code, name) in people.items()
    )


def put_teacher(connection: sa.Connection, rights: SchoolRights, teacher: dict[str, Any], theirs: Row) -> None:
    """Store a teacher of the school's institution, rows as for `put_learners`.

    Who is there already keeps everything but a name that is given.

    Raises
    ------
    NoInstitutionError
        If the school has no institution.
    NotFoundError
        If the pseudonym is that of anybody but a teacher of the school's institution.
    """
    if insert_new(connection, learner, [teacher | {"institution_id": institution_of(rights)}], ["learner_id"]):
        insert_new(connection, person, [theirs], ["learner_id"])
        return
    _check_own(connection, rights, teacher["learner_id"])
    if theirs["name"] is not None:
        is_theirs = person.c.learner_id == teacher["learner_id"]
        connection.execute(sa.update(person).where(is_theirs).values(name=theirs["name"]))


def assign_teacher(connection: sa.Connection, rights: SchoolRights, subject_id: str, teacher_id: str) -> None:
    """Note that somebody teaches a subject.

    Raises
    ------
    NoInstitutionError
        If the school has no institution.
    NotFoundError
        If the school has no such subject or no such teacher.
    """
    _check_subject(connection, rights, subject_id)
    _check_own(connection, rights, teacher_id)
    row = {"subject_id": subject_id, "learner_id": teacher_id}
    insert_new(connection, subject_teacher, [row], ["subject_id", "learner_id"])


def release_teacher(connection: sa.Connection, rights: SchoolRights, subject_id: str, teacher_id: str) -> None:
    """Note that somebody teaches a subject no more.

    Raises
    ------
    NotFoundError
        If the school has no such subject.
    """
    _check_subject(connection, rights, subject_id)
    connection.execute(
        sa.delete(subject_teacher).where(
            subject_teacher.c.subject_id == subject_id, subject_teacher.c.learner_id == teacher_id
        )
    )


def put_held_certification(
    connection: sa.Connection, rights: SchoolRights, plan_id: str, teacher_id: str, held: HeldCertification
) -> None:
    """Note an exam that a teacher of a plan passed.

    Raises
    ------
    NotFoundError
        If the school has no such plan, or nobody of this pseudonym teaches in it.
    """
    _check_teaches(connection, rights, plan_id, teacher_id)
    row = {"learner_id": teacher_id, "certification_id": held.certification_id, "taken_on": held.taken_on}
    put_exam_results(connection, [row | {"passed": True}])


def remove_held_certification(
    connection: sa.Connection,
    rights: SchoolRights,
    plan_id: str,
    teacher_id: str,
    certification_id: CertificationId,
) -> None:
    """Take back that a teacher of a plan passed an exam, whenever it was; errors as in `put_held_certification`."""
    _check_teaches(connection, rights, plan_id, teacher_id)
    connection.execute(
        sa.delete(exam_result).where(
            exam_result.c.learner_id == teacher_id,
            exam_result.c.certification_id == certification_id,
            exam_result.c.passed,
        )
    )


def _certifications(
    connection: sa.Connection, teacher_ids: Iterable[LearnerId]
) -> dict[LearnerId, list[HeldCertification]]:
    newest = sa.func.max(exam_result.c.taken_on)
    held: dict[LearnerId, list[HeldCertification]] = {}
    for id_, certification_id, taken_on in connection.execute(
        sa.select(exam_result.c.learner_id, exam_result.c.certification_id, newest)
        .where(exam_result.c.learner_id.in_(list(teacher_ids)), exam_result.c.passed)
        .group_by(exam_result.c.learner_id, exam_result.c.certification_id)
        .order_by(exam_result.c.learner_id, exam_result.c.certification_id)
    ):
        held.setdefault(LearnerId(id_), []).append(HeldCertification(CertificationId(certification_id), taken_on))
    return held


def _check_own(connection: sa.Connection, rights: SchoolRights, teacher_id: str) -> None:
    """Refuse whoever is no teacher of the school's institution."""
    found = connection.scalars(
        sa.select(learner.c.learner_id).where(
            learner.c.learner_id == teacher_id,
            learner.c.kind == LearnerKind.TEACHER.value,
            learner.c.institution_id == institution_of(rights),
            is_counted(learner.c.learner_id),
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"no teacher {teacher_id}")


def _check_subject(connection: sa.Connection, rights: SchoolRights, subject_id: str) -> None:
    found = connection.scalars(
        sa.select(plan_subject.c.subject_id)
        .join(plan, plan.c.plan_id == plan_subject.c.plan_id)
        .where(plan_subject.c.subject_id == subject_id, plan.c.organisation_id == rights.organisation_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"no subject {subject_id}")


def _check_teaches(connection: sa.Connection, rights: SchoolRights, plan_id: str, teacher_id: str) -> None:
    found = connection.scalars(
        sa.select(sa.func.count())
        .select_from(subject_teacher)
        .join(plan_subject, plan_subject.c.subject_id == subject_teacher.c.subject_id)
        .join(plan, plan.c.plan_id == plan_subject.c.plan_id)
        .where(
            subject_teacher.c.learner_id == teacher_id,
            plan.c.plan_id == plan_id,
            plan.c.organisation_id == rights.organisation_id,
        )
    ).one()
    if not found:
        raise NotFoundError(f"no teacher {teacher_id} of plan {plan_id}")
