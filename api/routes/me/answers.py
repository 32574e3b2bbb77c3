"""A learner's answers to suggestions as JSON: those that count, a new one, and taking one back."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from api import services
from api.accounts.scopes import scoped
from api.dependencies import CatalogueDep, LearnerDep, NowDep, ReadingDep, WritingDep
from api.iso_dates import IsoMoment
from api.schemas.catalogue import named_certification
from api.schemas.common import AnswerIn, AnswerOut, BodyIn, BodyOut, IdIn, NamedOut, problems
from api.student.answers import newest_answers, undo_answer
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data.domain import Answer, CertificationId
from data.errors import NotFoundError
from data.scopes import Scope

router = APIRouter(prefix="/v1/me/answers", tags=["suggestions"], route_class=OnceRoute)


class OwnAnswerOut(BodyOut):
    """The newest answer to a certification."""

    certification: NamedOut
    answer: Answer
    answered_at: datetime = Field(description="Name it to take the answer back")
    impression_id: str | None = Field(description="What was answered; null in answers of partners' files")


class UndoIn(BodyIn):
    """An answer that is not to count any more, as the list names it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"certification_id": "cisco-ccst-it-support", "answered_at": "2026-11-26T18:00:00Z"}]
        },
    )

    certification_id: IdIn
    answered_at: IsoMoment


@router.get(
    "",
    operation_id="myAnswers",
    openapi_extra=scoped(Scope.SUGGESTIONS_READ),
    responses=problems(401, 403, 422, 503),
)
def my_answers(
    connection: ReadingDep, rights: LearnerDep, catalogue: CatalogueDep, paging: PagingDep
) -> Page[OwnAnswerOut]:
    """List one's newest answer to each certification, newest first."""
    some, next_cursor = paging.part(newest_answers(connection, rights))
    items = [
        OwnAnswerOut(
            certification=named_certification(one.certification_id, catalogue),
            answer=one.answer,
            answered_at=one.answered_at,
            impression_id=one.impression_id,
        )
        for one in some
    ]
    return Page(items=items, next_cursor=next_cursor)


@router.post(
    "",
    operation_id="answerMySuggestion",
    openapi_extra=scoped(Scope.SUGGESTIONS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 404, 422, 503),
)
def answer_my_suggestion(answer: AnswerIn, connection: WritingDep, rights: LearnerDep, now: NowDep) -> AnswerOut:
    """Store what one says to a suggestion; the newest answer counts."""
    certification_id = services.record_answer(connection, rights, answer.impression_id, answer.answer, now)
    return AnswerOut(certification_id=certification_id, answer=answer.answer)


@router.post(
    "/undo",
    operation_id="undoMyAnswer",
    openapi_extra=scoped(Scope.SUGGESTIONS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 422, 503),
)
def undo_my_answer(undone: UndoIn, connection: WritingDep, rights: LearnerDep) -> None:
    """Take an answer back as if it had never been given; the one before it counts again."""
    if not undo_answer(connection, rights, CertificationId(undone.certification_id), undone.answered_at):
        raise NotFoundError(f"no such answer to {undone.certification_id!r}")
