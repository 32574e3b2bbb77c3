"""The postings behind a number of demand: how many of a month ask for some skills, and which ones they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.domain import PostingId, SkillId, StateId
from data.tables import posting, posting_skill


@dataclass(frozen=True, slots=True)
class MonthlyPostings:
    """Postings of a state in a month, each counted once; ``month`` is its first day."""

    month: date
    state_id: StateId
    n_postings: int


@dataclass(frozen=True, slots=True)
class AskingPosting:
    """A posting without its text."""

    id: PostingId
    title: str
    state_id: StateId
    posted_on: date
    n_positions: int
    is_invented: bool


@dataclass(frozen=True, slots=True)
class PostingChoice:
    """Which postings: of days, both included, of a state or all, that ask for any of some skills or, ``None``, all."""

    since: date
    until: date
    state_id: StateId | None = None
    skill_ids: Collection[SkillId] | None = None

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """The choice as a condition; postings whose skills were not read are in none."""
        conditions: list[sa.ColumnElement[bool]] = [
            posting.c.posted_on.between(self.since, self.until),
            posting.c.linked_hash.is_not(None),
        ]
        if self.state_id is not None:
            conditions.append(posting.c.state_id == self.state_id)
        if self.skill_ids is not None:
            asking = sa.select(posting_skill.c.posting_id).where(posting_skill.c.skill_id.in_(sorted(self.skill_ids)))
            conditions.append(posting.c.posting_id.in_(asking))
        return sa.and_(*conditions)


def postings_by_month(connection: sa.Connection, choice: PostingChoice) -> tuple[MonthlyPostings, ...]:
    """How many there are, by month and state; what is zero is absent."""
    year, month = sa.extract("year", posting.c.posted_on), sa.extract("month", posting.c.posted_on)
    rows = connection.execute(
        sa.select(year, month, posting.c.state_id, sa.func.count())
        .where(choice.condition)
        .group_by(year, month, posting.c.state_id)
        .order_by(year, month, posting.c.state_id)
    )
    return tuple(MonthlyPostings(date(int(row[0]), int(row[1]), 1), StateId(row[2]), row[3]) for row in rows)


def count_postings(connection: sa.Connection, choice: PostingChoice) -> int:
    """How many there are."""
    return connection.scalars(sa.select(sa.func.count()).select_from(posting).where(choice.condition)).one()


def postings_asking(
    connection: sa.Connection, choice: PostingChoice, n: int, skipped: int = 0
) -> tuple[AskingPosting, ...]:
    """``n`` of them after the ``skipped`` first, newest first."""
    rows = connection.execute(
        sa.select(
            posting.c.posting_id,
            posting.c.title,
            posting.c.state_id,
            posting.c.posted_on,
            posting.c.n_positions,
            posting.c.is_invented,
        )
        .where(choice.condition)
        .order_by(posting.c.posted_on.desc(), posting.c.posting_id)
        .limit(n)
        .offset(skipped)
    )
    return tuple(AskingPosting(*row) for row in rows)
