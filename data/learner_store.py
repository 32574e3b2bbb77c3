"""Learners, the personal fields kept apart from them, and their transcripts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.account_tables import account
from data.domain import (
    CurriculumId,
    EnglishLevel,
    InstitutionId,
    Learner,
    LearnerId,
    LearnerKind,
    OccupationId,
    StateId,
    SubjectId,
)
from data.errors import NotFoundError
from data.events import Transcript
from data.rights import LearnerRights
from data.standing_store import is_counted
from data.tables import learner, person, transcript
from data.upsert import Changes, Row, chunks, stored_rows, upsert, upsert_changed

TRANSCRIPT_KEY = ("learner_id", "subject_id", "completed_on")


@dataclass(frozen=True, slots=True)
class LearnerSummary:
    """What a list of learners shows of one."""

    id: LearnerId
    kind: LearnerKind
    state_id: StateId
    curriculum_id: CurriculumId | None
    goal_occupation_id: OccupationId | None


@dataclass(frozen=True, slots=True)
class Person:
    """The personal fields that a learner may correct."""

    name: str | None = None
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class EnglishCount:
    """How many learners of a state have a level of English, and how many of them are invented."""

    state_id: StateId
    english: EnglishLevel
    n_learners: int
    n_invented: int


def put_learners(connection: sa.Connection, learners: Sequence[Row], people: Sequence[Row]) -> Changes:
    """Write learners and the personal fields of each, row by row in the same order.

    A learner counts as updated when either row differs from what is stored. The hash in ``row_hash`` covers
    no personal field, so that ``learner`` says nothing about ``person``. What learners said of themselves stays as they
    said it (``own_fields``), but for a level of English that was tested.
    """
    changes = Changes()
    for some, theirs in zip(chunks(learners), chunks(people), strict=True):
        changes += _put_chunk(connection, some, theirs)
    return changes


def add_learner(connection: sa.Connection, new: Learner, external_id: str) -> None:
    """Store a learner who came by themselves and not in a partner's file."""
    row = {
        "learner_id": new.id,
        "kind": new.kind.value,
        "state_id": new.state_id,
        "institution_id": new.institution_id,
        "curriculum_id": new.curriculum_id,
        "started_on": new.started_on,
        "english": new.english.value,
        "english_tested": new.english_tested,
        "weekly_hours": new.weekly_hours,
        "goal_occupation_id": new.goal_occupation_id,
        "is_invented": new.is_invented,
        # What tells a changed row of a file from an old one: there is no file.
        "row_hash": "",
    }
    connection.execute(sa.insert(learner), row)
    connection.execute(sa.insert(person), {"learner_id": new.id, "external_id": external_id})


def put_transcripts(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write transcripts; one row a learner, subject and day."""
    return upsert_changed(connection, transcript, rows, TRANSCRIPT_KEY)


# Asked at every request: building a statement takes longer than its answer.
_LEARNER = sa.select(learner).where(learner.c.learner_id == sa.bindparam("learner_id"))
# The weaker lock lets others refer to the learner meanwhile.
_HELD_LEARNER = _LEARNER.with_for_update(key_share=True)
_TRANSCRIPT = (
    sa.select(transcript)
    .where(transcript.c.learner_id == sa.bindparam("learner_id"))
    .order_by(transcript.c.completed_on, transcript.c.subject_id)
)


def get_learner(connection: sa.Connection, learner_id: LearnerId) -> Learner:
    """One learner.

    Raises
    ------
    NotFoundError
        If there is none of this id.
    """
    return _found(connection, _LEARNER, learner_id)


def hold_learner(connection: sa.Connection, learner_id: LearnerId) -> Learner:
    """One learner, whom nobody else can hold until this transaction ends: what is shown or answered is stored once.

    SQLite has one writer at a time; there a writing transaction is all that it takes.

    Raises
    ------
    NotFoundError
        If there is none of this id.
    """
    return _found(connection, _HELD_LEARNER, learner_id)


def _found(connection: sa.Connection, statement: sa.Select[*tuple[Any, ...]], learner_id: LearnerId) -> Learner:
    row = connection.execute(statement, {"learner_id": learner_id}).one_or_none()
    if row is None:
        raise NotFoundError(f"no learner {learner_id}")
    return _learner(row)


def _learner(row: sa.Row[*tuple[Any, ...]]) -> Learner:
    return Learner(
        id=LearnerId(row.learner_id),
        kind=LearnerKind(row.kind),
        state_id=StateId(row.state_id),
        english=EnglishLevel(row.english),
        english_tested=row.english_tested,
        weekly_hours=row.weekly_hours,
        institution_id=InstitutionId(row.institution_id) if row.institution_id else None,
        curriculum_id=CurriculumId(row.curriculum_id) if row.curriculum_id else None,
        started_on=row.started_on,
        goal_occupation_id=OccupationId(row.goal_occupation_id) if row.goal_occupation_id else None,
        is_invented=row.is_invented,
    )


def change_own_fields(connection: sa.Connection, rights: LearnerRights, values: Row) -> None:
    """Store what a learner says of themselves, in columns of ``learner``; later imports leave these as they are."""
    _note_own(connection, rights, values)
    connection.execute(sa.update(learner).where(learner.c.learner_id == rights.learner_id).values(**values))


def change_person(connection: sa.Connection, rights: LearnerRights, values: Row) -> None:
    """Store a learner's correction of their personal fields; later imports leave these as they are."""
    _note_own(connection, rights, values)
    connection.execute(sa.update(person).where(person.c.learner_id == rights.learner_id).values(**values))


def person_of(connection: sa.Connection, rights: LearnerRights) -> Person:
    """A learner's personal fields; empty where none are stored."""
    row = connection.execute(
        sa.select(person.c.name, person.c.birth_year).where(person.c.learner_id == rights.learner_id)
    ).one_or_none()
    return Person() if row is None else Person(*row)


def _note_own(connection: sa.Connection, rights: LearnerRights, names: Iterable[str]) -> None:
    its_row = learner.c.learner_id == rights.learner_id
    before = connection.scalars(sa.select(learner.c.own_fields).where(its_row)).one()
    own = sorted({*(before or ()), *names})
    connection.execute(sa.update(learner).where(its_row).values(own_fields=own))


def counts_by_state(connection: sa.Connection) -> dict[StateId, int]:
    """Number of learners in each state that has any."""
    by_state = sa.select(learner.c.state_id, sa.func.count()).group_by(learner.c.state_id)
    counts = {StateId(state_id): n for state_id, n in connection.execute(by_state)}
    # All are counted from the index of states alone, and the few who are blocked taken off.
    for state_id, n in connection.execute(by_state.where(~is_counted(learner.c.learner_id))):
        counts[StateId(state_id)] -= n
    return {state_id: n for state_id, n in sorted(counts.items()) if n}


def transcripts_of(connection: sa.Connection, learner_id: LearnerId) -> tuple[Transcript, ...]:
    """A learner's transcript, oldest subject first."""
    rows = connection.execute(_TRANSCRIPT, {"learner_id": learner_id})
    return tuple(map(_transcript, rows))


def invented_learners(connection: sa.Connection, after: LearnerId | None, limit: int) -> tuple[Learner, ...]:
    """The next invented learners by id, after one or from the first."""
    return _next_learners(connection, after, limit, learner.c.is_invented)


def counted_learners(connection: sa.Connection, after: LearnerId | None, limit: int) -> tuple[Learner, ...]:
    """The next learners by id whose data are not blocked, after one or from the first: for figures of groups."""
    return _next_learners(connection, after, limit)


def learners_named(connection: sa.Connection, learner_ids: Collection[LearnerId]) -> tuple[Learner, ...]:
    """Some learners, 4,000 at most, by id; those whose data are blocked are left out."""
    return _next_learners(connection, None, len(learner_ids), learner.c.learner_id.in_(learner_ids))


def transcripts_of_all(
    connection: sa.Connection, learner_ids: Collection[LearnerId]
) -> dict[LearnerId, tuple[Transcript, ...]]:
    """The transcript of each learner who has one, oldest subject first."""
    found: dict[LearnerId, list[Transcript]] = {}
    for some in chunks(sorted(learner_ids)):
        rows = connection.execute(
            sa.select(transcript)
            .where(transcript.c.learner_id.in_(some))
            .order_by(transcript.c.learner_id, transcript.c.completed_on, transcript.c.subject_id)
        )
        for row in rows:
            found.setdefault(LearnerId(row.learner_id), []).append(_transcript(row))
    return {learner_id: tuple(entries) for learner_id, entries in found.items()}


def count_by_english(connection: sa.Connection) -> tuple[EnglishCount, ...]:
    """Learners by state and level of English; a pair without any is absent."""
    rows = connection.execute(
        sa.select(
            learner.c.state_id,
            learner.c.english,
            sa.func.count(),
            sa.func.sum(sa.case((learner.c.is_invented, 1), else_=0)),
        )
        .where(is_counted(learner.c.learner_id))
        .group_by(learner.c.state_id, learner.c.english)
        .order_by(learner.c.state_id, learner.c.english)
    )
    return tuple(EnglishCount(StateId(row[0]), EnglishLevel(row[1]), row[2], int(row[3])) for row in rows)


def open_learners(
    connection: sa.Connection,
    limit: int,
    offset: int = 0,
    *,
    state_id: StateId | None = None,
    curriculum_ids: Collection[CurriculumId] | None = None,
) -> tuple[LearnerSummary, ...]:
    """A page of the invented learners without an account, by id; of one state or of some plans where asked for."""
    rows = connection.execute(
        sa.select(
            learner.c.learner_id,
            learner.c.kind,
            learner.c.state_id,
            learner.c.curriculum_id,
            learner.c.goal_occupation_id,
        )
        .where(*_open(state_id, curriculum_ids))
        .order_by(learner.c.learner_id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        LearnerSummary(LearnerId(id_), LearnerKind(kind), StateId(state), curriculum, goal)
        for id_, kind, state, curriculum, goal in rows
    )


def count_open_learners(
    connection: sa.Connection,
    *,
    state_id: StateId | None = None,
    curriculum_ids: Collection[CurriculumId] | None = None,
) -> int:
    """Number of those whom `open_learners` lists."""
    statement = sa.select(sa.func.count()).select_from(learner).where(*_open(state_id, curriculum_ids))
    return connection.scalars(statement).one()


def _open(
    state_id: StateId | None, curriculum_ids: Collection[CurriculumId] | None
) -> tuple[sa.ColumnElement[bool], ...]:
    has_account = sa.exists().where(account.c.learner_id == learner.c.learner_id)
    wanted = [learner.c.is_invented, sa.not_(has_account), is_counted(learner.c.learner_id)]
    if state_id is not None:
        wanted.append(learner.c.state_id == state_id)
    if curriculum_ids is not None:
        wanted.append(learner.c.curriculum_id.in_(sorted(curriculum_ids)))
    return tuple(wanted)


def known_learner_ids(connection: sa.Connection, learner_ids: Collection[str]) -> set[str]:
    """Those of the ids that a learner has."""
    known: set[str] = set()
    for some in chunks(sorted(learner_ids)):
        known.update(connection.scalars(sa.select(learner.c.learner_id).where(learner.c.learner_id.in_(some))))
    return known


def curricula_of(connection: sa.Connection, learner_ids: Collection[str]) -> dict[str, CurriculumId | None]:
    """The plan of study of each learner who is there; ``None`` for who has none."""
    plans: dict[str, CurriculumId | None] = {}
    for some in chunks(sorted(learner_ids)):
        rows = connection.execute(
            sa.select(learner.c.learner_id, learner.c.curriculum_id).where(learner.c.learner_id.in_(some))
        )
        plans.update((learner_id, curriculum_id) for learner_id, curriculum_id in rows)
    return plans


def institutions_of(connection: sa.Connection, learner_ids: Collection[str]) -> dict[str, InstitutionId | None]:
    """The institution of each learner who is there; ``None`` for who has none."""
    found: dict[str, InstitutionId | None] = {}
    for some in chunks(sorted(learner_ids)):
        rows = connection.execute(
            sa.select(learner.c.learner_id, learner.c.institution_id).where(learner.c.learner_id.in_(some))
        )
        found.update((learner_id, institution_id) for learner_id, institution_id in rows)
    return found


def count_learners(connection: sa.Connection) -> int:
    """Number of learners."""
    return connection.scalars(sa.select(sa.func.count()).select_from(learner)).one()


def count_transcripts(connection: sa.Connection) -> int:
    """Number of subjects completed, over all learners."""
    return connection.scalars(sa.select(sa.func.count()).select_from(transcript)).one()


def _next_learners(
    connection: sa.Connection, after: LearnerId | None, limit: int, *conditions: sa.ColumnElement[bool]
) -> tuple[Learner, ...]:
    statement = (
        sa.select(learner)
        .where(*conditions, is_counted(learner.c.learner_id))
        .order_by(learner.c.learner_id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(learner.c.learner_id > after)
    return tuple(map(_learner, connection.execute(statement)))


def _transcript(row: sa.Row[*tuple[Any, ...]]) -> Transcript:
    return Transcript(LearnerId(row.learner_id), SubjectId(row.subject_id), row.completed_on, row.grade, row.passed)


def _put_chunk(connection: sa.Connection, learners: Sequence[Row], people: Sequence[Row]) -> Changes:
    """Write at most CHUNK learners."""
    if not learners:
        return Changes()
    keys: list[tuple[Any, ...]] = [(row["learner_id"],) for row in learners]
    personal = [name for name in people[0] if name != "learner_id"]
    hashes = stored_rows(connection, learner, ["learner_id"], keys, ["row_hash"])
    fields = stored_rows(connection, person, ["learner_id"], keys, personal)
    own_words = _own_words(connection, [row["learner_id"] for row in learners])
    written: list[tuple[Row, Row]] = []
    n_new = 0
    for place, (key, row, theirs) in enumerate(zip(keys, learners, people, strict=True)):
        if row["learner_id"] != theirs["learner_id"]:
            raise ValueError(f"row {place}: learner and person of different ids")
        own = own_words.get(row["learner_id"], {})
        row, theirs = _with_own_words(row, own), _with_own_words(theirs, own)
        if key not in hashes:
            n_new += 1
        elif hashes[key] == (row["row_hash"],) and fields.get(key) == tuple(theirs[name] for name in personal):
            continue
        written.append((row, theirs))
    upsert(connection, learner, [row for row, _ in written], ["learner_id"])
    upsert(connection, person, [theirs for _, theirs in written], ["learner_id"])
    return Changes(n_new, len(written) - n_new, len(learners) - len(written))


def _own_words(connection: sa.Connection, learner_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What learners said of themselves, by learner and field."""
    rows = connection.execute(
        sa.select(learner, person.c.name, person.c.birth_year)
        .outerjoin(person, person.c.learner_id == learner.c.learner_id)
        .where(learner.c.own_fields.is_not(None), learner.c.learner_id.in_(learner_ids))
    )
    return {row.learner_id: {name: getattr(row, name) for name in row.own_fields} for row in rows}


def _with_own_words(row: Row, own: Row) -> Row:
    """An imported row with the learner's own word where there is one; a tested level of English outdoes theirs."""
    is_tested = row.get("english_tested", False)
    return {**row, **{name: own[name] for name in own if name in row and not (name == "english" and is_tested)}}
