"""Demand for skills month by month, counted from the postings themselves."""

from collections.abc import Collection, Sequence
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


@dataclass(frozen=True, slots=True)
class StateMonths:
    """Demand by month, state and skill in whole columns of one length; ``months`` are first days."""

    months: Sequence[date]
    state_ids: Sequence[StateId]
    skill_ids: Sequence[SkillId]
    n_postings: Sequence[int]
    n_positions: Sequence[int]


def first_posting_day(connection: sa.Connection) -> date | None:
    """The day of the oldest posting whose skills were read; ``None`` without any."""
    day: date | None = connection.scalars(
        sa.select(sa.func.min(posting.c.posted_on)).where(posting.c.linked_hash.is_not(None))
    ).one()
    return day


def demand_by_state(connection: sa.Connection, since: date, until: date) -> StateMonths:
    """Demand of all states and skills from ``since`` to ``until``, both included; what is zero is absent."""
    year, month = sa.extract("year", posting.c.posted_on), sa.extract("month", posting.c.posted_on)
    rows = connection.execute(
        sa.select(
            year,
            month,
            posting.c.state_id,
            posting_skill.c.skill_id,
            sa.func.count(),
            sa.func.sum(posting.c.n_positions),
        )
        .join(posting, posting.c.posting_id == posting_skill.c.posting_id)
        .where(posting.c.posted_on.between(since, until), posting.c.linked_hash.is_not(None))
        .group_by(year, month, posting.c.state_id, posting_skill.c.skill_id)
        .order_by(year, month, posting.c.state_id, posting_skill.c.skill_id)
    ).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    months = [date(int(one), int(other), 1) for one, other in zip(columns[0], columns[1], strict=True)]
    n_positions = [int(n) for n in columns[5]]
    return StateMonths(months, columns[2], columns[3], columns[4], n_positions)
