"""Reads and writes what plans of study consist of; whose plan it is, `plan_store` asks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from data.account_tables import organisation
from data.domain import Area, Curriculum, CurriculumId, InstitutionId, Label, SkillId, Subject, SubjectId
from data.plan_tables import plan, plan_prerequisite, plan_skill, plan_subject
from data.rights import OrganisationId
from data.stored_plans import PlanSummary, StoredPlan
from data.upsert import upsert


def summaries() -> sa.Select[Any]:
    """The columns from which `summary_of` makes a summary, by name of the plan."""
    return (
        sa.select(*plan.c, sa.func.count(plan_subject.c.subject_id).label("n_subjects"))
        .outerjoin_from(plan, plan_subject, plan_subject.c.plan_id == plan.c.plan_id)
        .group_by(plan.c.plan_id)
        .order_by(plan.c.label_es, plan.c.plan_id)
    )


def summary_of(row: sa.Row[Any]) -> PlanSummary:
    """The summary of a row of `summaries`."""
    return PlanSummary(
        CurriculumId(row.plan_id),
        Label(row.label_es, row.label_en),
        Area(row.area),
        row.n_semesters,
        row.n_subjects,
        row.version,
        row.changed_at,
    )


def plans_where(connection: sa.Connection, *condition: sa.ColumnElement[bool]) -> tuple[StoredPlan, ...]:
    """Plans with all that belongs to them, by name, in four statements however many there are."""
    plans = connection.execute(
        sa.select(*plan.c, organisation.c.institution_id)
        .join(organisation, organisation.c.organisation_id == plan.c.organisation_id)
        .where(*condition)
        .order_by(plan.c.label_es, plan.c.plan_id)
    ).all()
    if not plans:
        return ()
    is_of_them = plan_subject.c.plan_id.in_([row.plan_id for row in plans])
    subjects: dict[str, list[sa.Row[Any]]] = {row.plan_id: [] for row in plans}
    for one in connection.execute(sa.select(plan_subject).where(is_of_them).order_by(plan_subject.c.place)):
        subjects[one.plan_id].append(one)
    needs: dict[str, set[SubjectId]] = {}
    for subject_id, needed in _of_subjects(connection, plan_prerequisite, is_of_them):
        needs.setdefault(subject_id, set()).add(SubjectId(needed))
    weights: dict[str, dict[SkillId, float]] = {}
    for subject_id, skill_id, weight in _of_subjects(connection, plan_skill, is_of_them):
        weights.setdefault(subject_id, {})[SkillId(skill_id)] = weight
    return tuple(_plan(row, subjects[row.plan_id], needs, weights) for row in plans)


def _plan(
    row: sa.Row[*tuple[Any, ...]],
    subject_rows: Sequence[sa.Row[Any]],
    needs: Mapping[str, Collection[SubjectId]],
    weights: Mapping[str, Mapping[SkillId, float]],
) -> StoredPlan:
    """A plan of its row and what is known of subjects by id."""
    subjects = tuple(
        subject_of(one, needs.get(one.subject_id, ()), weights.get(one.subject_id, {})) for one in subject_rows
    )
    return StoredPlan(
        Curriculum(
            id=CurriculumId(row.plan_id),
            label=Label(row.label_es, row.label_en),
            area=Area(row.area),
            n_semesters=row.n_semesters,
            institution_id=InstitutionId(row.institution_id) if row.institution_id else None,
            subjects=subjects,
        ),
        row.version,
        row.changed_at,
        OrganisationId(row.organisation_id),
        {(one.id, skill_id): weight for one in subjects for skill_id, weight in weights.get(one.id, {}).items()},
        {SubjectId(one.subject_id): one.official_key for one in subject_rows},
    )


def _of_subjects(connection: sa.Connection, table: sa.Table, is_of_them: sa.ColumnElement[bool]) -> Iterable[Any]:
    """The rows of a table about some subjects, by its key."""
    return connection.execute(
        sa.select(table)
        .join(plan_subject, plan_subject.c.subject_id == table.c.subject_id)
        .where(is_of_them)
        .order_by(*table.primary_key.columns)
    )


def subject_of(
    row: sa.Row[Any], needs: Collection[SubjectId] = (), weights: Mapping[SkillId, float] = MappingProxyType({})
) -> Subject:
    """A subject of its row, what it needs and its corrections."""
    return Subject(
        id=SubjectId(row.subject_id),
        curriculum_id=CurriculumId(row.plan_id),
        label=Label(row.label_es, row.label_en),
        semester=row.semester,
        hours=row.hours,
        credits=row.credits,
        syllabus=Label(row.syllabus_es, row.syllabus_en),
        skill_weights={skill_id: weight for skill_id, weight in weights.items() if weight > 0},
        prerequisite_ids=frozenset(needs),
    )


def put_subjects(connection: sa.Connection, curriculum: Curriculum, official_keys: Mapping[SubjectId, str]) -> None:
    """Store a plan's subjects in place of those that it had; those of the same id keep what else is known of them."""
    rows = [
        subject_row(one, place, official_keys.get(one.id, "")) | {"subject_id": one.id, "plan_id": curriculum.id}
        for place, one in enumerate(curriculum.subjects)
    ]
    ids = [row["subject_id"] for row in rows]
    connection.execute(
        sa.delete(plan_subject).where(plan_subject.c.plan_id == curriculum.id, plan_subject.c.subject_id.not_in(ids))
    )
    upsert(connection, plan_subject, rows, ["subject_id"])
    put_prerequisites(connection, curriculum.subjects)


def subject_row(subject: Subject, place: int, official_key: str) -> dict[str, Any]:
    """The columns of a subject but those that tell whose it is."""
    return {
        "place": place,
        "official_key": official_key,
        "label_es": subject.label.es,
        "label_en": subject.label.en,
        "semester": subject.semester,
        "hours": subject.hours,
        "credits": subject.credits,
        "syllabus_es": subject.syllabus.es,
        "syllabus_en": subject.syllabus.en,
    }


def put_prerequisites(connection: sa.Connection, subjects: Collection[Subject]) -> None:
    """Store what some subjects need in place of what they needed before."""
    ids = [one.id for one in subjects]
    connection.execute(sa.delete(plan_prerequisite).where(plan_prerequisite.c.subject_id.in_(ids)))
    rows = [
        {"subject_id": one.id, "needs_subject_id": needed}
        for one in subjects
        for needed in sorted(one.prerequisite_ids)
    ]
    if rows:
        connection.execute(sa.insert(plan_prerequisite), rows)
