"""The postings that companies enter here themselves: each company's own alone, by its rights."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NewType
from uuid import uuid4

import sqlalchemy as sa

from data.domain import EnglishLevel, PostingId, SkillId, StateId
from data.errors import NotFoundError
from data.need_skill_store import SkillWord, StatedSkill, state_skill, stated_skills, unstate_skill
from data.need_tables import need
from data.posting_store import is_linked, put_postings
from data.rights import CompanyRights, OrganisationId
from data.skill_example_store import forget_examples, put_examples
from data.tables import posting, posting_skill
from data.upsert import Row, insert_new

NeedId = NewType("NeedId", str)

TERMS: Final = (need.c.english, need.c.pay_from_centavos, need.c.pay_to_centavos, need.c.expires_on)
"""The columns of a row that `terms_of` reads."""


class NeedState(StrEnum):
    """Whether a company still looks for people."""

    OPEN = "open"
    EXPIRED = "expired"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class NeedText:
    """What a posting says."""

    title: str
    description: str
    state_id: StateId
    n_positions: int


@dataclass(frozen=True, slots=True)
class NeedTerms:
    """What a need says beside its text; pay is a month's before taxes, ``expires_on`` its last day."""

    english: EnglishLevel | None = None
    pay_from_centavos: int | None = None
    pay_to_centavos: int | None = None
    expires_on: date | None = None

    def __post_init__(self) -> None:
        low, high = self.pay_from_centavos, self.pay_to_centavos
        if low is not None and high is not None and low > high:
            raise ValueError(f"pay from {low} to {high}")


@dataclass(frozen=True, slots=True)
class Need:
    """A posting of a company's own.

    ``ended_on``: from this day on it counts no longer. ``is_read``: the skills of its present text were read.
    ``is_counted``: and they count as demand.
    """

    id: NeedId
    posting_id: PostingId
    title: str
    description: str
    state_id: StateId
    n_positions: int
    posted_on: date
    terms: NeedTerms
    ended_on: date | None
    is_read: bool
    is_counted: bool

    def state(self, today: date) -> NeedState:
        """Where it stands on a day."""
        expires_on = self.terms.expires_on
        if self.ended_on is not None and (expires_on is None or self.ended_on <= expires_on):
            return NeedState.CLOSED
        return NeedState.EXPIRED if expires_on is not None and expires_on < today else NeedState.OPEN


def add_need(
    connection: sa.Connection, rights: CompanyRights, posting_row: Row, terms: NeedTerms, moment: datetime
) -> NeedId:
    """Store a new posting of a company, given as a row of ``posting``, with its terms."""
    put_postings(connection, [posting_row])
    adopt_postings(connection, rights.organisation_id, [posting_row["posting_id"]], moment)
    chosen = sa.select(need.c.need_id).where(need.c.posting_id == posting_row["posting_id"])
    need_id = NeedId(connection.scalars(chosen).one())
    _change(connection, need_id, **asdict(terms))
    return need_id


def change_need(
    connection: sa.Connection, rights: CompanyRights, old: Need, posting_row: Row, terms: NeedTerms
) -> None:
    """Store another text and other terms; a text that differs falls due for reading.

    Raises
    ------
    NotFoundError
        If the need is another company's.
    """
    need_of(connection, rights, old.id)
    put_postings(connection, [posting_row])
    _change(connection, old.id, **asdict(terms))


def adopt_postings(
    connection: sa.Connection, organisation_id: OrganisationId, posting_ids: Collection[str], moment: datetime
) -> None:
    """Note that postings are a company's own; those that are so already stay as they are."""
    rows = [
        {"posting_id": id_, "need_id": uuid4().hex, "organisation_id": organisation_id, "created_at": moment}
        for id_ in sorted(posting_ids)
    ]
    insert_new(connection, need, rows, ["posting_id"])


def put_terms(connection: sa.Connection, organisation_id: OrganisationId, terms: Mapping[str, Row]) -> None:
    """Store what a company states of its own postings by id, columns of ``need``; what it does not state stays."""
    for posting_id, stated in terms.items():
        if stated:
            own = (need.c.posting_id == posting_id) & (need.c.organisation_id == organisation_id)
            connection.execute(sa.update(need).where(own).values(**stated))


def terms_of(row: sa.Row[*tuple[Any, ...]]) -> NeedTerms:
    """The terms of a row with `TERMS`, all of them empty where a posting is no need."""
    english = EnglishLevel(row.english) if row.english else None
    return NeedTerms(english, row.pay_from_centavos, row.pay_to_centavos, row.expires_on)


def needs_of(connection: sa.Connection, rights: CompanyRights) -> tuple[Need, ...]:
    """All needs of a company, newest first."""
    rows = connection.execute(_NEEDS.where(_is_of(rights)).order_by(posting.c.posted_on.desc(), posting.c.posting_id))
    return tuple(map(_need, rows))


def need_of(connection: sa.Connection, rights: CompanyRights, need_id: str) -> Need:
    """One need.

    Raises
    ------
    NotFoundError
        If the company has none of this id.
    """
    row = connection.execute(_NEEDS.where(_is_of(rights), need.c.need_id == need_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"no need {need_id}")
    return _need(row)


def note_read(connection: sa.Connection, one: Need) -> None:
    """Note that the skills of the need's present text were read."""
    now_there = sa.select(posting.c.content_hash).where(posting.c.posting_id == one.posting_id).scalar_subquery()
    _change(connection, one.id, read_hash=now_there)


def close_need(connection: sa.Connection, rights: CompanyRights, need_id: str, today: date) -> None:
    """End a need: it counts no longer as demand from the next count on; one that was ended stays as it is.

    Raises
    ------
    NotFoundError
        If the company has none of this id.
    """
    one = need_of(connection, rights, need_id)
    if one.ended_on is None:
        _change(connection, one.id, ended_on=today)


def reopen_need(connection: sa.Connection, rights: CompanyRights, need_id: str, expires_on: date | None) -> None:
    """Let a need count again, up to another day or without end; errors as in `close_need`."""
    one = need_of(connection, rights, need_id)
    _change(connection, one.id, ended_on=None, expires_on=expires_on)


def end_expired(connection: sa.Connection, today: date) -> int:
    """End the needs whose last day is before ``today``, and say how many that were."""
    due = connection.execute(
        sa.select(need.c.need_id, need.c.expires_on).where(need.c.ended_on.is_(None), need.c.expires_on < today)
    ).all()
    for need_id, expires_on in due:
        _change(connection, need_id, ended_on=expires_on + timedelta(days=1))
    return len(due)


def correct_skill(
    connection: sa.Connection,
    rights: CompanyRights,
    need_id: str,
    skill_id: SkillId,
    word: SkillWord | None,
    moment: datetime,
) -> None:
    """Note what a company says of a skill in its posting; ``None`` takes it back. At once, and at every later reading.

    It is kept as an example to learn from as well, with the posting's text alone.

    Raises
    ------
    NotFoundError
        If the company has no such need.
    """
    one = need_of(connection, rights, need_id)
    text = f"{one.title}\n{one.description}"
    former = stated_skills(connection, [one.posting_id]).get(one.posting_id, {}).get(skill_id)
    if former is not None:
        forget_examples(connection, [(text, skill_id, _weight(former.word))])
    if word is not None:
        found = former or _as_read(connection, one, skill_id)
        state_skill(connection, one.posting_id, skill_id, replace(found, word=word), moment)
        put_examples(connection, [(text, skill_id, _weight(word))], moment)
    elif former is not None:
        unstate_skill(connection, one.posting_id, skill_id, former)


def _as_read(connection: sa.Connection, one: Need, skill_id: SkillId) -> StatedSkill:
    """What the reader found of a skill of which nothing was said yet."""
    chosen = sa.select(posting_skill.c.sentence, posting_skill.c.confidence).where(
        posting_skill.c.posting_id == one.posting_id, posting_skill.c.skill_id == skill_id
    )
    row = connection.execute(chosen).one_or_none()
    return StatedSkill(SkillWord.REQUIRED, *(row or (one.title, None)))


def _weight(word: SkillWord) -> float:
    return 0.0 if word is SkillWord.REJECTED else 1.0


_NEEDS = sa.select(
    need.c.need_id,
    need.c.posting_id,
    posting.c.title,
    posting.c.description,
    posting.c.state_id,
    posting.c.n_positions,
    posting.c.posted_on,
    *TERMS,
    need.c.ended_on,
    need.c.read_hash,
    posting.c.content_hash,
    is_linked().label("is_counted"),
).join(posting, posting.c.posting_id == need.c.posting_id)


def _need(row: sa.Row[*tuple[Any, ...]]) -> Need:
    return Need(
        NeedId(row.need_id),
        PostingId(row.posting_id),
        row.title,
        row.description,
        StateId(row.state_id),
        row.n_positions,
        row.posted_on,
        terms_of(row),
        row.ended_on,
        is_read=row.is_counted or row.read_hash == row.content_hash,
        is_counted=row.is_counted,
    )


def _is_of(rights: CompanyRights) -> sa.ColumnElement[bool]:
    return need.c.organisation_id == rights.organisation_id


def _change(connection: sa.Connection, need_id: str, **values: object) -> None:
    connection.execute(sa.update(need).where(need.c.need_id == need_id).values(**values))
