"""Finds people and schools of the invented country that show much when somebody logs in as them."""

import sqlalchemy as sa

from data.domain import InstitutionId, LearnerId, StateId
from data.errors import NotReadyError
from data.rights import LearnerRights
from data.tables import exam_result, learner, transcript


def busiest_student(connection: sa.Connection) -> tuple[LearnerId, StateId]:
    """The invented student with the most subjects and passed exams, at least one of each; and their state.

    Raises
    ------
    NotReadyError
        If there is none.
    """
    n_subjects = _count_of(transcript)
    n_exams = _count_of(exam_result, exam_result.c.passed)
    row = connection.execute(
        sa.select(learner.c.learner_id, learner.c.state_id)
        .join(n_subjects, n_subjects.c.learner_id == learner.c.learner_id)
        .join(n_exams, n_exams.c.learner_id == learner.c.learner_id)
        .where(learner.c.is_invented, learner.c.kind == "student")
        .order_by((n_subjects.c.n * n_exams.c.n).desc(), learner.c.learner_id)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotReadyError("no invented student has a transcript and a passed exam; run rumbo demo --reset")
    return LearnerId(row.learner_id), StateId(row.state_id)


def largest_school(connection: sa.Connection) -> InstitutionId:
    """The institution with the most invented learners.

    Raises
    ------
    NotReadyError
        If no invented learner has one.
    """
    found = connection.scalars(
        sa.select(learner.c.institution_id)
        .where(learner.c.is_invented, learner.c.institution_id.is_not(None))
        .group_by(learner.c.institution_id)
        .order_by(sa.func.count().desc(), learner.c.institution_id)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NotReadyError("no invented learner has an institution; run rumbo demo --reset")
    return InstitutionId(found)


def invented_rights(learner_id: LearnerId) -> LearnerRights:
    """The rights of an invented learner, for whom the demo says what people say for themselves."""
    return LearnerRights(learner_id)


def rights_of_every_second(connection: sa.Connection) -> tuple[LearnerRights, ...]:
    """The rights of half of the invented learners, by id."""
    chosen = sa.select(learner.c.learner_id).where(learner.c.is_invented).order_by(learner.c.learner_id)
    return tuple(map(invented_rights, connection.scalars(chosen)))[::2]


def _count_of(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """Rows of a table by learner, as ``n``."""
    return (
        sa.select(table.c.learner_id, sa.func.count().label("n"))
        .where(*conditions)
        .group_by(table.c.learner_id)
        .subquery()
    )
