"""Follow-up studies: whom they speak of and whom they drew."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, NewType

import sqlalchemy as sa

from data.domain import CertificationId, LearnerId, LearnerKind, StateId
from data.errors import InputError, NotFoundError
from data.follow_up_tables import follow_up_sample, follow_up_study, letter_refusal
from data.standing_store import is_counted
from data.tables import exam_result, learner

StudyId = NewType("StudyId", str)


class StudyTakenError(InputError):
    """There is a study of this name already."""

    status = 409
    key = "error.study_taken"


@dataclass(frozen=True, slots=True)
class Study:
    """A study of who passed between two days; the reaches are stated before any answer comes."""

    study_id: StudyId
    created_at: datetime
    passed_from: date
    passed_until: date
    closes_on: date
    seed: int
    odds_reach: float
    wage_reach: float


@dataclass(frozen=True, slots=True)
class Certified:
    """Somebody whom a study speaks of, with the last certification passed in its time; ``chance`` if drawn."""

    learner_id: LearnerId
    kind: LearnerKind
    state_id: StateId
    english: str
    certification_id: CertificationId
    passed_on: date


@dataclass(frozen=True, slots=True)
class Drawn:
    """Somebody who was drawn."""

    learner_id: LearnerId
    certification_id: CertificationId
    chance: float


@dataclass(frozen=True, slots=True)
class LetterCounts:
    """How many were drawn, invited, reminded, and answered."""

    n_drawn: int
    n_invited: int
    n_reminded: int
    n_answered: int


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """How many of one kind in one state were drawn, invited, and answered."""

    kind: LearnerKind
    state_id: StateId
    n_drawn: int
    n_invited: int
    n_answered: int


def add_study(connection: sa.Connection, study: Study, sample: Sequence[Drawn]) -> None:
    """Store a study and whom it drew.

    Raises
    ------
    StudyTakenError
        If there is a study of this name.
    """
    taken = sa.select(follow_up_study.c.study_id).where(follow_up_study.c.study_id == study.study_id)
    if connection.scalars(taken).one_or_none() is not None:
        raise StudyTakenError(f"there is a study {study.study_id!r} already; choose another name")
    connection.execute(sa.insert(follow_up_study), asdict(study))
    if sample:
        connection.execute(
            sa.insert(follow_up_sample), [{"study_id": study.study_id, **asdict(drawn)} for drawn in sample]
        )


def get_study(connection: sa.Connection, study_id: str) -> Study:
    """A study by its name.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = connection.execute(_studies().where(follow_up_study.c.study_id == study_id)).one_or_none()
    if found is None:
        raise NotFoundError(f"no study {study_id!r}; rumbo follow-up list names those there are")
    return Study(*found)


def studies(connection: sa.Connection) -> tuple[Study, ...]:
    """All studies, newest first."""
    rows = connection.execute(_studies().order_by(follow_up_study.c.created_at.desc(), follow_up_study.c.study_id))
    return tuple(Study(*row) for row in rows)


def certified_between(connection: sa.Connection, first: date, last: date) -> tuple[Certified, ...]:
    """Who passed between two days, once each with the last certification, by learner; blocked people are left out."""
    rows = connection.execute(
        sa.select(
            learner.c.learner_id,
            learner.c.kind,
            learner.c.state_id,
            learner.c.english,
            exam_result.c.certification_id,
            exam_result.c.taken_on,
        )
        .join(exam_result, exam_result.c.learner_id == learner.c.learner_id)
        .where(exam_result.c.passed, exam_result.c.taken_on.between(first, last), is_counted(learner.c.learner_id))
        .order_by(learner.c.learner_id, exam_result.c.taken_on, exam_result.c.certification_id)
    )
    last_of = {row[0]: row for row in rows}
    return tuple(
        Certified(LearnerId(row[0]), LearnerKind(row[1]), StateId(row[2]), row[3], CertificationId(row[4]), row[5])
        for row in last_of.values()
    )


def refusing(connection: sa.Connection) -> set[LearnerId]:
    """Who said that no study shall write to them."""
    return set(map(LearnerId, connection.scalars(sa.select(letter_refusal.c.learner_id))))


def sample_progress(connection: sa.Connection, study_id: StudyId) -> tuple[GroupProgress, ...]:
    """How far a study has come, by kind and state of whom it drew; blocked people are left out."""
    sample = follow_up_sample.c
    rows = connection.execute(
        sa.select(
            learner.c.kind,
            learner.c.state_id,
            sa.func.count(),
            sa.func.count(sample.invited_at),
            sa.func.count(sample.answered_at),
        )
        .join(learner, learner.c.learner_id == sample.learner_id)
        .where(sample.study_id == study_id, is_counted(sample.learner_id))
        .group_by(learner.c.kind, learner.c.state_id)
        .order_by(learner.c.kind, learner.c.state_id)
    )
    return tuple(GroupProgress(LearnerKind(row[0]), StateId(row[1]), *row[2:]) for row in rows)


def sample_of(connection: sa.Connection, study_id: StudyId) -> tuple[Drawn, ...]:
    """Whom a study drew, by learner; blocked people are left out."""
    sample = follow_up_sample.c
    rows = connection.execute(
        sa.select(sample.learner_id, sample.certification_id, sample.chance)
        .where(sample.study_id == study_id, is_counted(sample.learner_id))
        .order_by(sample.learner_id)
    )
    return tuple(Drawn(LearnerId(row[0]), CertificationId(row[1]), row[2]) for row in rows)


def letter_counts(connection: sa.Connection, study_id: StudyId) -> LetterCounts:
    """How far a study has come."""
    sample = follow_up_sample.c
    row = connection.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(sample.invited_at),
            sa.func.count(sample.reminded_at),
            sa.func.count(sample.answered_at),
        ).where(sample.study_id == study_id)
    ).one()
    return LetterCounts(*row)


def _studies() -> sa.Select[*tuple[Any, ...]]:
    """The columns of `Study`, in its order."""
    return sa.select(*follow_up_study.c)
