"""What learners ask of the people of the programme, and what these answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from data.domain import CertificationId, LearnerId, RequestKind
from data.errors import NotFoundError
from data.learner_tables import learner_request
from data.rights import LearnerRights, ProgrammeRights
from data.standing_store import is_counted


@dataclass(frozen=True, slots=True)
class LearnerRequest:
    """A request; ``message`` and ``answer`` may be personal and never enter a log."""

    id: str
    learner_id: LearnerId
    kind: RequestKind
    certification_id: CertificationId | None
    message: str
    asked_at: datetime
    answered_at: datetime | None
    answer: str | None


def ask(
    connection: sa.Connection,
    rights: LearnerRights,
    kind: RequestKind,
    certification_id: CertificationId | None,
    message: str,
    moment: datetime,
) -> LearnerRequest:
    """Store a learner's request and return it."""
    new = LearnerRequest(uuid4().hex, rights.learner_id, kind, certification_id, message, moment, None, None)
    connection.execute(
        sa.insert(learner_request),
        {
            "request_id": new.id,
            "learner_id": new.learner_id,
            "kind": new.kind.value,
            "certification_id": new.certification_id,
            "message": new.message,
            "asked_at": new.asked_at,
        },
    )
    return new


def requests_of(connection: sa.Connection, rights: LearnerRights) -> tuple[LearnerRequest, ...]:
    """A learner's requests, newest first."""
    rows = connection.execute(
        sa.select(learner_request)
        .where(learner_request.c.learner_id == rights.learner_id)
        .order_by(learner_request.c.asked_at.desc(), learner_request.c.request_id)
    )
    return tuple(map(_request, rows))


def open_requests(
    connection: sa.Connection, rights: ProgrammeRights, limit: int, skipped: int = 0
) -> tuple[LearnerRequest, ...]:
    """Requests without an answer, the longest waiting first; those of who has asked for deletion wait no more."""
    rows = connection.execute(
        sa.select(learner_request)
        .where(learner_request.c.answered_at.is_(None), is_counted(learner_request.c.learner_id))
        .order_by(learner_request.c.asked_at, learner_request.c.request_id)
        .limit(limit)
        .offset(skipped)
    )
    return tuple(map(_request, rows))


def answer_request(
    connection: sa.Connection, rights: ProgrammeRights, request_id: str, answer: str, moment: datetime
) -> None:
    """Store the programme's answer, which the learner then sees; the first of two answers stays.

    Raises
    ------
    NotFoundError
        If there is no such request without an answer.
    """
    answered = connection.execute(
        sa.update(learner_request)
        .where(
            learner_request.c.request_id == request_id,
            learner_request.c.answered_at.is_(None),
            is_counted(learner_request.c.learner_id),
        )
        .values(answer=answer, answered_at=moment)
    )
    if answered.rowcount == 0:
        raise NotFoundError(f"no open request {request_id}")


def _request(row: sa.Row[tuple[Any, ...]]) -> LearnerRequest:
    return LearnerRequest(
        row.request_id,
        LearnerId(row.learner_id),
        RequestKind(row.kind),
        CertificationId(row.certification_id) if row.certification_id else None,
        row.message,
        row.asked_at,
        row.answered_at,
        row.answer,
    )
