"""All postings of a time whose skills were read, in whole columns: what pages about the country count from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.domain import PostingId, SkillId, StateId
from data.posting_store import counted_from
from data.tables import posting, posting_skill


@dataclass(frozen=True, slots=True)
class PostingTitle:
    """A posting without its text."""

    id: PostingId
    title: str
    state_id: StateId
    is_invented: bool


@dataclass(frozen=True, slots=True)
class PostingCount:
    """How many postings a state has, and how many of them are invented."""

    state_id: StateId
    n_postings: int
    n_invented: int


def titles_since(connection: sa.Connection, since: date) -> tuple[PostingTitle, ...]:
    """The postings from a day on, by id."""
    rows = connection.execute(
        sa.select(posting.c.posting_id, posting.c.title, posting.c.state_id, posting.c.is_invented)
        .where(*counted_from(since))
        .order_by(posting.c.posting_id)
    )
    return tuple(PostingTitle(*row) for row in rows)


def links_since(connection: sa.Connection, since: date) -> list[tuple[PostingId, SkillId]]:
    """Every skill that those postings ask for, by posting and skill."""
    rows = connection.execute(
        sa.select(posting_skill.c.posting_id, posting_skill.c.skill_id)
        .join(posting, posting.c.posting_id == posting_skill.c.posting_id)
        .where(*counted_from(since))
        .order_by(posting_skill.c.posting_id, posting_skill.c.skill_id)
    )
    return [(PostingId(posting_id), SkillId(skill_id)) for posting_id, skill_id in rows]


def counts_since(connection: sa.Connection, since: date) -> tuple[PostingCount, ...]:
    """How many of those postings each state has, by state; a state without any is absent."""
    rows = connection.execute(
        sa.select(posting.c.state_id, sa.func.count(), sa.func.sum(sa.case((posting.c.is_invented, 1), else_=0)))
        .where(*counted_from(since))
        .group_by(posting.c.state_id)
        .order_by(posting.c.state_id)
    )
    return tuple(PostingCount(StateId(row[0]), row[1], int(row[2])) for row in rows)


def sentences_since(
    connection: sa.Connection, skill_ids: Collection[SkillId], since: date
) -> list[tuple[PostingId, StateId, str]]:
    """Posting, state and sentence wherever one of those postings asks for one of the skills, by posting and skill."""
    rows = connection.execute(
        sa.select(posting.c.posting_id, posting.c.state_id, posting_skill.c.sentence)
        .join(posting, posting.c.posting_id == posting_skill.c.posting_id)
        .where(posting_skill.c.skill_id.in_(sorted(skill_ids)), *counted_from(since))
        .order_by(posting.c.posting_id, posting_skill.c.skill_id)
    )
    return [(PostingId(row[0]), StateId(row[1]), row[2]) for row in rows]
