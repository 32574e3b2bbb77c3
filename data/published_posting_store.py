"""Postings that people are still looked for with, as they may be handed on: of a company, or all for the operator."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.domain import PostingId, SkillId, StateId
from data.need_store import TERMS, NeedTerms, terms_of
from data.need_tables import need
from data.posting_store import is_asked, skills_asked
from data.rights import CompanyRights
from data.tables import posting
from data.upsert import chunks


@dataclass(frozen=True, slots=True)
class PublishedPosting:
    """A posting and the skills that are linked to it."""

    id: PostingId
    title: str
    description: str
    employer: str | None
    state_id: StateId
    language: str
    n_positions: int
    posted_on: date
    skill_ids: Collection[SkillId]
    terms: NeedTerms = field(default_factory=NeedTerms)


def open_needs(connection: sa.Connection, rights: CompanyRights, today: date) -> tuple[PostingId, ...]:
    """A company's own postings that are neither closed nor expired, newest first."""
    own = sa.select(posting.c.posting_id).join(need).where(need.c.organisation_id == rights.organisation_id)
    return _ids(connection, own.where(*_open(today)).order_by(posting.c.posted_on.desc(), posting.c.posting_id))


def open_postings(connection: sa.Connection, since: date, today: date) -> tuple[PostingId, ...]:
    """All postings from ``since`` on that no company has closed or let expire, by id."""
    every = sa.select(posting.c.posting_id).join(need, isouter=True).where(posting.c.posted_on >= since)
    return _ids(connection, every.where(*_open(today)).order_by(posting.c.posting_id))


def published(connection: sa.Connection, posting_ids: Sequence[PostingId]) -> tuple[PublishedPosting, ...]:
    """The postings of some ids, in their order; skills are those linked to the text."""
    found: dict[PostingId, PublishedPosting] = {}
    for some in chunks(list(posting_ids)):
        skills: dict[PostingId, list[SkillId]] = {}
        for posting_id, skill_id in skills_asked(connection, some):
            skills.setdefault(posting_id, []).append(skill_id)
        chosen = _POSTINGS.where(posting.c.posting_id.in_(some)).order_by(posting.c.posting_id)
        for row in connection.execute(chosen):
            found[row.posting_id] = _published(row, skills.get(row.posting_id, []))
    return tuple(found[id_] for id_ in posting_ids if id_ in found)


_POSTINGS = sa.select(
    posting.c.posting_id,
    posting.c.title,
    posting.c.description,
    posting.c.employer,
    posting.c.state_id,
    posting.c.language,
    posting.c.n_positions,
    posting.c.posted_on,
    *TERMS,
).join(need, isouter=True)


def _published(row: sa.Row[*tuple[Any, ...]], skill_ids: Collection[SkillId]) -> PublishedPosting:
    return PublishedPosting(
        PostingId(row.posting_id),
        row.title,
        row.description,
        row.employer,
        StateId(row.state_id),
        row.language,
        row.n_positions,
        row.posted_on,
        skill_ids,
        terms_of(row),
    )


def _open(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    is_over = need.c.expires_on < today
    return is_asked(posting.c.posting_id), sa.not_(sa.func.coalesce(is_over, sa.false()))


def _ids(connection: sa.Connection, statement: sa.Select[str]) -> tuple[PostingId, ...]:
    return tuple(PostingId(id_) for id_ in connection.scalars(statement))
