"""Job postings and the skills linked to their sentences."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.database import hold_table
from data.domain import LinkedSkill, PostingId, SkillId, StateId
from data.need_skill_store import corrected, stated_skills
from data.need_tables import need
from data.tables import evidence, posting, posting_skill
from data.upsert import Changes, Row, chunks, upsert_changed

# Hex digits of the content hash kept in linked_hash, which leaves 39 letters for the marker.
_HASH_DIGITS = 40
_MARKER_LENGTH = 39


@dataclass(frozen=True, slots=True)
class PostingText:
    """What skill linking and matching read of a posting."""

    id: PostingId
    title: str
    description: str
    language: str
    state_id: StateId


@dataclass(frozen=True, slots=True)
class LinkedCount:
    """Postings whose skills were read, and those of them that are invented."""

    n_postings: int
    n_invented: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that best shows that a skill is asked for."""

    skill_id: SkillId
    sentence: str
    posting_id: PostingId
    title: str
    is_invented: bool


def put_postings(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write postings by ``posting_id``; one whose text changes falls due for linking by itself."""
    return upsert_changed(connection, posting, rows, ["posting_id"])


def known_posting_ids(connection: sa.Connection, posting_ids: Collection[str]) -> set[str]:
    """Those of the ids that a posting has."""
    known: set[str] = set()
    for some in chunks(sorted(posting_ids)):
        known.update(connection.scalars(sa.select(posting.c.posting_id).where(posting.c.posting_id.in_(some))))
    return known


def holders_of_texts(connection: sa.Connection, content_hashes: Collection[str]) -> dict[tuple[str, str], PostingId]:
    """The posting that holds each text, by (state id, content hash); the first id where several do."""
    holders: dict[tuple[str, str], PostingId] = {}
    for some in chunks(sorted(content_hashes)):
        rows = connection.execute(
            sa.select(posting.c.state_id, posting.c.content_hash, posting.c.posting_id)
            .where(posting.c.content_hash.in_(some))
            .order_by(posting.c.posting_id)
        )
        for state_id, content_hash, posting_id in rows:
            holders.setdefault((state_id, content_hash), PostingId(posting_id))
    return holders


def due_for_linking(connection: sa.Connection, marker: str) -> tuple[PostingId, ...]:
    """Postings whose present text was not yet linked by the linker that ``marker`` names, by id.

    Raises
    ------
    ValueError
        If the marker is empty or over 39 letters long.
    """
    _check_marker(marker)
    done = posting.c.linked_hash == _linked_hash(marker)
    return tuple(
        PostingId(id_)
        for id_ in connection.scalars(
            sa.select(posting.c.posting_id)
            .where(sa.or_(posting.c.linked_hash.is_(None), sa.not_(done)))
            .order_by(posting.c.posting_id)
        )
    )


def posting_texts(connection: sa.Connection, posting_ids: Sequence[PostingId]) -> tuple[PostingText, ...]:
    """Texts of the postings asked for, by id; ids of no posting are left out."""
    texts: list[PostingText] = []
    for some in chunks(sorted(posting_ids)):
        rows = connection.execute(
            sa.select(
                posting.c.posting_id, posting.c.title, posting.c.description, posting.c.language, posting.c.state_id
            )
            .where(posting.c.posting_id.in_(some))
            .order_by(posting.c.posting_id)
        )
        texts += [PostingText(*row) for row in rows]
    return tuple(texts)


def replace_links(connection: sa.Connection, links: Mapping[PostingId, Sequence[LinkedSkill]], marker: str) -> None:
    """Store the linked skills of many postings in place of their old ones and mark their text as linked.

    A posting with an empty sequence has no skill and is marked all the same. Of several links of one skill in
    one posting the most confident stays. What a company says of its own postings wins over what is given.
    """
    _check_marker(marker)
    for some in chunks(sorted(links)):
        put_links(connection, {id_: links[id_] for id_ in some})
        connection.execute(
            sa.update(posting).where(posting.c.posting_id.in_(some)).values(linked_hash=_linked_hash(marker))
        )


def put_links(connection: sa.Connection, links: Mapping[PostingId, Sequence[LinkedSkill]]) -> None:
    """Store linked skills of 4,000 postings at most; they count as demand from the next `replace_links` on."""
    some = sorted(links)
    stated = stated_skills(connection, some)
    connection.execute(sa.delete(posting_skill).where(posting_skill.c.posting_id.in_(some)))
    rows = [row for id_ in some for row in _link_rows(id_, corrected(links[id_], stated.get(id_, {})))]
    if rows:
        connection.execute(sa.insert(posting_skill), rows)


def renew_evidence(connection: sa.Connection) -> None:
    """Choose anew each skill's posting in each state: the most confident link, then the newest, then the first id."""
    place = sa.func.row_number().over(
        partition_by=(posting.c.state_id, posting_skill.c.skill_id),
        order_by=(posting_skill.c.confidence.desc(), posting.c.posted_on.desc(), posting.c.posting_id),
    )
    ranked = (
        sa.select(posting.c.state_id, posting_skill.c.skill_id, posting.c.posting_id, place.label("place"))
        .join(posting, posting.c.posting_id == posting_skill.c.posting_id)
        .where(is_asked(posting.c.posting_id))
        .subquery()
    )
    best = sa.select(ranked.c.state_id, ranked.c.skill_id, ranked.c.posting_id).where(ranked.c.place == 1)
    hold_table(connection, evidence)
    connection.execute(sa.delete(evidence))
    connection.execute(sa.insert(evidence).from_select(["state_id", "skill_id", "posting_id"], best))


def best_sentences(
    connection: sa.Connection, state_id: StateId, skill_ids: Collection[SkillId]
) -> dict[SkillId, Evidence]:
    """Each skill's best sentence in a state's postings, as `renew_evidence` last chose; others are absent."""
    rows = connection.execute(
        sa.select(
            evidence.c.skill_id,
            posting_skill.c.sentence,
            posting.c.posting_id,
            posting.c.title,
            posting.c.is_invented,
        )
        .join(posting, posting.c.posting_id == evidence.c.posting_id)
        .join(
            posting_skill,
            (posting_skill.c.posting_id == evidence.c.posting_id) & (posting_skill.c.skill_id == evidence.c.skill_id),
        )
        .where(evidence.c.state_id == state_id, evidence.c.skill_id.in_(sorted(skill_ids)))
        .order_by(evidence.c.skill_id)
    )
    return {row[0]: Evidence(*row) for row in rows}


def linked_posting_ids(connection: sa.Connection, state_id: StateId | None, since: date) -> tuple[PostingId, ...]:
    """Postings from ``since`` on whose skills were read, of one state or, with ``None``, of all; by id."""
    statement = sa.select(posting.c.posting_id).where(*_linked(state_id, since)).order_by(posting.c.posting_id)
    return tuple(map(PostingId, connection.scalars(statement)))


def count_linked(connection: sa.Connection, state_id: StateId | None, since: date) -> LinkedCount:
    """How many `linked_posting_ids` finds."""
    invented = sa.func.count().filter(posting.c.is_invented)
    row = connection.execute(sa.select(sa.func.count(), invented).where(*_linked(state_id, since))).one()
    return LinkedCount(row[0], row[1])


def skills_asked(connection: sa.Connection, posting_ids: Sequence[PostingId]) -> list[tuple[PostingId, SkillId]]:
    """Every linked skill of the postings asked for, by posting and skill."""
    pairs: list[tuple[PostingId, SkillId]] = []
    for some in chunks(sorted(posting_ids)):
        rows = connection.execute(
            sa.select(posting_skill.c.posting_id, posting_skill.c.skill_id)
            .where(posting_skill.c.posting_id.in_(some))
            .order_by(posting_skill.c.posting_id, posting_skill.c.skill_id)
        )
        pairs += [(PostingId(posting_id), SkillId(skill_id)) for posting_id, skill_id in rows]
    return pairs


def sentences_by_posting(
    connection: sa.Connection, posting_ids: Sequence[PostingId]
) -> dict[PostingId, dict[SkillId, str]]:
    """The sentence of each linked skill of the postings asked for; a posting without skills is absent."""
    found: dict[PostingId, dict[SkillId, str]] = {}
    for some in chunks(sorted(posting_ids)):
        rows = connection.execute(
            sa.select(posting_skill.c.posting_id, posting_skill.c.skill_id, posting_skill.c.sentence)
            .where(posting_skill.c.posting_id.in_(some))
            .order_by(posting_skill.c.posting_id, posting_skill.c.skill_id)
        )
        for posting_id, skill_id, sentence in rows:
            found.setdefault(PostingId(posting_id), {})[SkillId(skill_id)] = sentence
    return found


def links_of(connection: sa.Connection, posting_id: PostingId) -> tuple[LinkedSkill, ...]:
    """The linked skills of one posting, by skill."""
    rows = connection.execute(
        sa.select(
            posting_skill.c.skill_id, posting_skill.c.sentence, posting_skill.c.method, posting_skill.c.confidence
        )
        .where(posting_skill.c.posting_id == posting_id)
        .order_by(posting_skill.c.skill_id)
    )
    return tuple(LinkedSkill(SkillId(row[0]), *row[1:]) for row in rows)


def newest_sentences(
    connection: sa.Connection, skill_ids: Collection[SkillId], state_id: StateId | None, since: date, n_each: int
) -> dict[SkillId, tuple[Evidence, ...]]:
    """At most ``n_each`` sentences a skill that ask for it in postings from ``since`` on, newest posting first.

    Of one state, or of all where ``state_id`` is ``None``. A skill without any is absent.
    """
    place = sa.func.row_number().over(
        partition_by=posting_skill.c.skill_id, order_by=(posting.c.posted_on.desc(), posting.c.posting_id)
    )
    asked = (
        sa.select(
            posting_skill.c.skill_id,
            posting_skill.c.sentence,
            posting.c.posting_id,
            posting.c.title,
            posting.c.is_invented,
            place.label("place"),
        )
        .join(posting, posting.c.posting_id == posting_skill.c.posting_id)
        .where(posting_skill.c.skill_id.in_(sorted(skill_ids)), *_linked(state_id, since))
    )
    ranked = asked.subquery()
    rows = connection.execute(
        sa.select(*list(ranked.c)[:-1]).where(ranked.c.place <= n_each).order_by(ranked.c.skill_id, ranked.c.place)
    )
    found: dict[SkillId, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Evidence(*row))
    return {skill_id: tuple(some) for skill_id, some in found.items()}


def count_postings(connection: sa.Connection) -> dict[StateId, int]:
    """Number of postings a state; a state without any is absent."""
    rows = connection.execute(
        sa.select(posting.c.state_id, sa.func.count()).group_by(posting.c.state_id).order_by(posting.c.state_id)
    )
    return {StateId(state_id): count for state_id, count in rows}


def is_asked(posting_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The condition that no company has ended the posting; every statement that counts demand now has it."""
    return posting_id.not_in(sa.select(need.c.posting_id).where(need.c.ended_on.is_not(None)))


def counted_from(since: date) -> tuple[sa.ColumnElement[bool], ...]:
    """What makes a posting count now: its day, that its skills were read, and that it was not ended."""
    return posting.c.posted_on >= since, posting.c.linked_hash.is_not(None), is_asked(posting.c.posting_id)


def is_linked() -> sa.ColumnElement[bool]:
    """The condition that the skills of a posting's present text were linked, by whatever linker."""
    return sa.func.coalesce(posting.c.linked_hash, "").startswith(
        sa.func.substr(posting.c.content_hash, 1, _HASH_DIGITS)
    )


def _linked(state_id: StateId | None, since: date) -> list[sa.ColumnElement[bool]]:
    """What is true of postings from ``since`` on that count as demand."""
    conditions = list(counted_from(since))
    return conditions if state_id is None else [*conditions, posting.c.state_id == state_id]


def _link_rows(posting_id: PostingId, links: Sequence[LinkedSkill]) -> list[Row]:
    """Rows of one posting, one a skill."""
    best: dict[SkillId, LinkedSkill] = {}
    for link in links:
        if link.skill_id not in best or link.confidence > best[link.skill_id].confidence:
            best[link.skill_id] = link
    return [
        {
            "posting_id": posting_id,
            "skill_id": link.skill_id,
            "sentence": link.sentence,
            "method": link.method,
            "confidence": link.confidence,
        }
        for link in best.values()
    ]


def _linked_hash(marker: str) -> sa.ColumnElement[str]:
    """What ``linked_hash`` is once the present text is linked."""
    return sa.func.substr(posting.c.content_hash, 1, _HASH_DIGITS) + sa.literal(f":{marker}", sa.String)


def _check_marker(marker: str) -> None:
    if not 0 < len(marker) <= _MARKER_LENGTH:
        raise ValueError(f"a marker has 1 to {_MARKER_LENGTH} letters, got {marker!r}")
