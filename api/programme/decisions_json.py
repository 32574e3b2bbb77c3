"""Shapes of what people of the programme decide as JSON: requests of learners, and the record of decisions."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.i18n import Texts
from api.schemas.common import BodyIn, BodyOut, NamedOut
from data.audit_store import AuditAction, AuditEntry
from data.catalogue import Catalogue
from data.domain import RequestKind
from data.request_store import LearnerRequest

MOST_LETTERS = 1_000
"""Of an answer to a request."""


class RequestOut(BodyOut):
    """A request that waits for a person's decision; the message may be personal."""

    id: str
    learner_id: str
    kind: RequestKind
    certification: NamedOut | None = Field(description="What it is about; null: no certification in particular")
    message: str
    asked_at: datetime


class RequestAnswerIn(BodyIn):
    """What the learner is told."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"answer": "Revisamos tu caso: el vale queda aprobado."}]}
    )

    answer: Annotated[str, Field(min_length=1, max_length=MOST_LETTERS, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class RecordEntryOut(BodyOut):
    """A decision."""

    happened_at: datetime
    action: AuditAction
    what: str = Field(description="The action in the language of the answer")
    actor: str | None = Field(description="Number of an account; null: by a link or the command line")
    subject: str = Field(description="What it was done to")


def request_out(one: LearnerRequest, catalogue: Catalogue) -> RequestOut:
    """A request, with the certification's name as far as the catalogue has it."""
    id_ = one.certification_id
    known = catalogue.certifications.get(id_) if id_ else None
    return RequestOut(
        id=one.id,
        learner_id=one.learner_id,
        kind=one.kind,
        certification=NamedOut(id=id_, name=known.name if known else id_) if id_ else None,
        message=one.message,
        asked_at=one.asked_at,
    )


def record_entry_out(one: AuditEntry, t: Texts) -> RecordEntryOut:
    """A decision in the caller's language."""
    return RecordEntryOut(
        happened_at=one.happened_at, action=one.action, what=t.word(one.action), actor=one.actor, subject=one.subject
    )
