"""Demand for skills month by month, counted from the postings themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.domain import SkillId, StateId
from data.tables import posting, posting_skill


@dataclass(frozen=True, slots=True)
class MonthlyDemand:
    """Postings of one month that ask for a skill, and the positions that they offer; ``month`` is its first day."""

    month: date
    skill_id: SkillId
    n_postings: int
    n_positions: int


def monthly_demand(
    connection: sa.Connection, state_id: StateId | None, skill_ids: Collection[SkillId], since: date, until: date
) -> tuple[MonthlyDemand, ...]:
    """Demand from ``since`` to ``until``, both included, by month and skill; a month without postings is absent.

    Of one state, or of the whole country where ``state_id`` is ``None``.
    """
    year, month = sa.extract("year", posting.c.posted_on), sa.extract("month", posting.c.posted_on)
    statement = (
        sa.select(year, month, posting_skill.c.skill_id, sa.func.count(), sa.func.sum(posting.c.n_positions))
        .join(posting, posting.c.posting_id == posting_skill.c.posting_id)
        .where(posting_skill.c.skill_id.in_(sorted(skill_ids)), posting.c.posted_on.between(since, until))
        .group_by(year, month, posting_skill.c.skill_id)
        .order_by(year, month, posting_skill.c.skill_id)
    )
    if state_id is not None:
        statement = statement.where(posting.c.state_id == state_id)
    return tuple(
        MonthlyDemand(date(int(row[0]), int(row[1]), 1), SkillId(row[2]), row[3], int(row[4]))
        for row in connection.execute(statement)
    )
