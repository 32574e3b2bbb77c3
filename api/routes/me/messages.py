"""What companies wrote to a learner through the programme, as JSON, and the yes or no."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field

from api.accounts.scopes import scoped
from api.dependencies import LearnerDep, NowDep, OwnAccountDep, PartsDep, ReadingDep, WritingDep
from api.industry.messages import answer_own_message
from api.schemas.common import BodyIn, BodyOut, problems
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import contact_store
from data.scopes import Scope

router = APIRouter(prefix="/v1/me/messages", tags=["me"], route_class=OnceRoute)

MessagePath = Annotated[str, Path(max_length=32, pattern="^[0-9a-z]+$", description="Id that the list gave")]


class ReceivedMessageOut(BodyOut):
    """A message about a need; null: not answered, or over without an answer where it waits no more."""

    id: str
    company: str
    title: str
    message: str
    sent_at: datetime
    is_waiting: bool = Field(description="Whether an answer is still taken")
    is_accepted: bool | None


class MessageAnswerIn(BodyIn):
    """Whether the company may have one's address."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"accepts": False}]})

    accepts: bool = Field(strict=True)


class MessageAnswerOut(BodyOut):
    """What holds now: the first answer stays."""

    id: str
    is_accepted: bool | None = Field(description="Null where the message was over before it was answered")


@router.get(
    "", operation_id="myMessages", openapi_extra=scoped(Scope.MESSAGES_READ), responses=problems(401, 403, 422, 503)
)
def my_messages(connection: ReadingDep, rights: LearnerDep, now: NowDep, paging: PagingDep) -> Page[ReceivedMessageOut]:
    """List what companies wrote, newest first."""
    some, next_cursor = paging.part(contact_store.received_messages(connection, rights, now))
    items = [
        ReceivedMessageOut(
            id=one.id,
            company=one.company,
            title=one.title,
            message=one.message,
            sent_at=one.sent_at,
            is_waiting=one.is_waiting,
            is_accepted=one.is_accepted,
        )
        for one in some
    ]
    return Page(items=items, next_cursor=next_cursor)


@router.post(
    "/{message_id}/answer",
    operation_id="answerMessage",
    openapi_extra=scoped(Scope.MESSAGES_WRITE),
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)
def answer_message(
    message_id: MessagePath,
    answer: MessageAnswerIn,
    connection: WritingDep,
    rights: LearnerDep,
    account: OwnAccountDep,
    parts: PartsDep,
    now: NowDep,
) -> MessageAnswerOut:
    """Say yes, so that the company gets one's address, or no; 409 for a yes without the consent to messages."""
    answered = answer_own_message(
        connection, rights, message_id, now, is_accepted=answer.accepts, actor=account.id, settings=parts.settings
    )
    return MessageAnswerOut(id=answered.id, is_accepted=answered.is_accepted)
