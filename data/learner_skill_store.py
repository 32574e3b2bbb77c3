"""What learners say of their own skills; of each skill the newest word is kept."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.domain import LearnerId, SkillId, SkillSource
from data.events import SkillStatement
from data.learner_tables import learner_skill
from data.rights import LearnerRights
from data.upsert import chunks, upsert

# Asked at every request: building a statement takes longer than its answer.
_STATED = (
    sa.select(learner_skill)
    .where(learner_skill.c.learner_id == sa.bindparam("learner_id"))
    .order_by(learner_skill.c.skill_id)
)


def state_skills(
    connection: sa.Connection,
    rights: LearnerRights,
    skill_ids: Iterable[SkillId],
    moment: datetime,
    *,
    is_held: bool = True,
    source: SkillSource = SkillSource.STATED,
) -> None:
    """Store a learner's word on skills, in place of what they said of these before."""
    rows = [
        {
            "learner_id": rights.learner_id,
            "skill_id": skill_id,
            "is_held": is_held,
            "source": source.value,
            "stated_at": moment,
        }
        for skill_id in skill_ids
    ]
    upsert(connection, learner_skill, rows, ["learner_id", "skill_id"])


def take_back(connection: sa.Connection, rights: LearnerRights, skill_id: SkillId) -> None:
    """Forget what a learner said of a skill."""
    connection.execute(
        sa.delete(learner_skill).where(
            learner_skill.c.learner_id == rights.learner_id, learner_skill.c.skill_id == skill_id
        )
    )


def stated_of(connection: sa.Connection, learner_id: LearnerId) -> tuple[SkillStatement, ...]:
    """What a learner says of their skills, by skill."""
    return tuple(map(_statement, connection.execute(_STATED, {"learner_id": learner_id})))


def stated_of_all(
    connection: sa.Connection, learner_ids: Collection[LearnerId]
) -> dict[LearnerId, tuple[SkillStatement, ...]]:
    """What each learner who said anything says of their skills, by skill."""
    found: dict[LearnerId, list[SkillStatement]] = {}
    for some in chunks(sorted(learner_ids)):
        rows = connection.execute(
            sa.select(learner_skill)
            .where(learner_skill.c.learner_id.in_(some))
            .order_by(learner_skill.c.learner_id, learner_skill.c.skill_id)
        )
        for row in rows:
            found.setdefault(LearnerId(row.learner_id), []).append(_statement(row))
    return {learner_id: tuple(statements) for learner_id, statements in found.items()}


def _statement(row: sa.Row[tuple[Any, ...]]) -> SkillStatement:
    return SkillStatement(SkillId(row.skill_id), row.is_held, SkillSource(row.source), row.stated_at)
