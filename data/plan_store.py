"""Plans of study that schools load and correct; every statement asks whose plan it is."""

import secrets
import string
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from data.account_tables import organisation
from data.domain import Curriculum, CurriculumId, SkillId, Subject, SubjectId
from data.errors import NotFoundError
from data.plan_content_store import (
    plans_where,
    put_prerequisites,
    put_subjects,
    subject_of,
    subject_row,
    summaries,
    summary_of,
)
from data.plan_tables import plan, plan_subject
from data.rights import SchoolRights
from data.skill_correction_store import forget_corrections, put_corrections
from data.stored_plans import SharedPlan, StoredPlan

_ID_LETTERS: Final = 12


def new_plan_id() -> CurriculumId:
    """An id that nobody can guess; ids of subjects begin with it."""
    return CurriculumId("p" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(_ID_LETTERS)))


def plan_of(connection: sa.Connection, rights: SchoolRights, plan_id: str) -> StoredPlan:
    """One of a school's plans with all that belongs to it.

    Raises
    ------
    NotFoundError
        If the school has no such plan.
    """
    return _one(connection, plan_id, plan.c.organisation_id == rights.organisation_id)


def every_plan_of(connection: sa.Connection, rights: SchoolRights) -> tuple[StoredPlan, ...]:
    """All plans of a school with all that belongs to them, by name, in as many statements as one takes."""
    return plans_where(connection, plan.c.organisation_id == rights.organisation_id)


def plan_named(connection: sa.Connection, rights: SchoolRights, name: str) -> CurriculumId | None:
    """The school's plan of a Spanish name; ``None`` where it has none."""
    found = connection.scalars(
        sa.select(plan.c.plan_id)
        .where(plan.c.organisation_id == rights.organisation_id, plan.c.label_es == name)
        .order_by(plan.c.plan_id)
    ).first()
    return None if found is None else CurriculumId(found)


def plan_id_for(connection: sa.Connection, rights: SchoolRights, name: str) -> CurriculumId:
    """The id under which to store a plan of a name: that of the school's plan of this name, or else a new one.

    Others of the school who load a plan wait until this transaction ends, so that a form sent twice makes one plan.
    """
    connection.execute(
        sa.select(organisation.c.organisation_id)
        .where(organisation.c.organisation_id == rights.organisation_id)
        .with_for_update(key_share=True)
    )
    return plan_named(connection, rights, name) or new_plan_id()


def shared_plans(connection: sa.Connection, rights: SchoolRights) -> tuple[SharedPlan, ...]:
    """Plans that other schools share, by name of the plan."""
    statement = summaries().add_columns(organisation.c.name).where(*_is_shared_with(rights))
    statement = statement.join(organisation, organisation.c.organisation_id == plan.c.organisation_id)
    rows = connection.execute(statement.group_by(organisation.c.name))
    return tuple(SharedPlan(summary_of(row), row.name) for row in rows)


def shared_plan_of(connection: sa.Connection, rights: SchoolRights, plan_id: str) -> StoredPlan:
    """A plan that another school shares, to be compared with.

    Raises
    ------
    NotFoundError
        If no other school shares such a plan.
    """
    return _one(connection, plan_id, *_is_shared_with(rights))


def put_plan(
    connection: sa.Connection,
    rights: SchoolRights,
    curriculum: Curriculum,
    official_keys: Mapping[SubjectId, str],
    moment: datetime,
) -> None:
    """Store a plan, or a new version of one of the school's plans.

    Subjects that are there already keep what was corrected of them and their teachers; those that are no longer there
    go with both. ``skill_weights`` of the subjects are corrections that the school brings along.

    Raises
    ------
    NotFoundError
        If the id is that of another school's plan.
    ValueError
        If the id of a subject, or of one that it needs, does not begin with that of the plan.
    """
    for one in curriculum.subjects:
        _check_within(curriculum.id, one)
    facts = {
        "label_es": curriculum.label.es,
        "label_en": curriculum.label.en,
        "area": curriculum.area.value,
        "n_semesters": curriculum.n_semesters,
    }
    is_there = connection.scalars(sa.select(plan.c.plan_id).where(plan.c.plan_id == curriculum.id)).one_or_none()
    if is_there is None:
        row = {"plan_id": curriculum.id, "organisation_id": rights.organisation_id, "version": 1, "changed_at": moment}
        connection.execute(sa.insert(plan), row | facts)
    else:
        _change(connection, rights, curriculum.id, moment, **facts)
    put_subjects(connection, curriculum, official_keys)
    stated = {
        (one.id, skill_id): weight for one in curriculum.subjects for skill_id, weight in one.skill_weights.items()
    }
    put_corrections(connection, {one.id: one for one in curriculum.subjects}, stated, moment)


def put_subject(
    connection: sa.Connection, rights: SchoolRights, changed: Subject, official_key: str, moment: datetime
) -> None:
    """Change what is said of a subject; its skills stay as they are. The plan ends with its last subject.

    Raises
    ------
    NotFoundError
        If the school has no such subject.
    ValueError
        If it needs a subject of another plan.
    """
    stored = _subject_of(connection, rights, changed.id)
    _check_within(stored.plan_id, changed)
    row = subject_row(changed, stored.place, official_key)
    connection.execute(sa.update(plan_subject).where(plan_subject.c.subject_id == changed.id).values(**row))
    last = sa.select(sa.func.max(plan_subject.c.semester)).where(plan_subject.c.plan_id == stored.plan_id)
    _change(connection, rights, stored.plan_id, moment, n_semesters=last.scalar_subquery())
    put_prerequisites(connection, [changed])


def remove_plan(connection: sa.Connection, rights: SchoolRights, plan_id: str) -> None:
    """Take a plan away with all that belongs to it; what was learnt from its corrections stays.

    Raises
    ------
    NotFoundError
        If the school has no such plan.
    """
    removed = connection.execute(sa.delete(plan).where(*_is_own(rights, plan_id)))
    if removed.rowcount == 0:
        raise NotFoundError(f"no plan {plan_id}")


def correct_skill(
    connection: sa.Connection,
    rights: SchoolRights,
    subject_id: str,
    skill_id: SkillId,
    weight: float | None,
    moment: datetime,
) -> None:
    """Note how far a subject teaches a skill, in [0, 1]; 0 denies it, ``None`` takes back what was noted.

    It is kept as an example to learn from as well, with the subject's text alone.

    Raises
    ------
    NotFoundError
        If the school has no such subject.
    """
    row = _subject_of(connection, rights, subject_id)
    _change(connection, rights, row.plan_id, moment)
    subject = subject_of(row)
    if weight is None:
        forget_corrections(connection, {subject.id: subject}, [(subject.id, skill_id)])
    else:
        put_corrections(connection, {subject.id: subject}, {(subject.id, skill_id): weight}, moment)


def _check_within(plan_id: str, subject: Subject) -> None:
    """Refuse a subject with ids that are not of the plan: they might be another school's."""
    for id_ in (subject.id, *subject.prerequisite_ids):
        if not id_.startswith(f"{plan_id}-"):
            raise ValueError(f"subject {id_} is not of the plan {plan_id}")


def _is_own(rights: SchoolRights, plan_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return plan.c.plan_id == plan_id, plan.c.organisation_id == rights.organisation_id


def _is_shared_with(rights: SchoolRights) -> tuple[sa.ColumnElement[bool], ...]:
    sharing = sa.select(organisation.c.organisation_id).where(organisation.c.shares_plans)
    return plan.c.organisation_id.in_(sharing), plan.c.organisation_id != rights.organisation_id


def _one(connection: sa.Connection, plan_id: str, *whose: sa.ColumnElement[bool]) -> StoredPlan:
    found = plans_where(connection, plan.c.plan_id == plan_id, *whose)
    if not found:
        raise NotFoundError(f"no plan {plan_id}")
    return found[0]


def _subject_of(connection: sa.Connection, rights: SchoolRights, subject_id: str) -> sa.Row[Any]:
    """The row of a school's subject."""
    row = connection.execute(
        sa.select(plan_subject)
        .join(plan, plan.c.plan_id == plan_subject.c.plan_id)
        .where(plan_subject.c.subject_id == subject_id, plan.c.organisation_id == rights.organisation_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"no subject {subject_id}")
    return row


def _change(connection: sa.Connection, rights: SchoolRights, plan_id: str, moment: datetime, **facts: object) -> None:
    """Begin a new version of a plan; others who would change it wait until this transaction ends."""
    changed = connection.execute(
        sa.update(plan).where(*_is_own(rights, plan_id)).values(version=plan.c.version + 1, changed_at=moment, **facts)
    )
    if changed.rowcount == 0:
        raise NotFoundError(f"no plan {plan_id}")
