"""What companies wrote to a learner through the programme, and the yes or no: logged in, or by the letter's link."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.accounts.links import LinkError
from api.dependencies import LearnerDep, NowDep, OwnAccountDep, PageTextsDep, PartsDep, ReadingDep, VisitDep, WritingDep
from api.i18n import Texts
from api.industry.messages import answer_message, answer_own_message
from api.navigation import Way
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of, render
from api.pages.student.ways import student_ways
from data import contact_store
from data.contact_store import ReceivedMessage

router = APIRouter()

_MESSAGES = "/mi/mensajes"

MessageTokenPath = Annotated[str, Path(max_length=64, pattern="^[0-9A-Za-z_-]+$")]
MessageIdPath = Annotated[str, Path(max_length=32, pattern="^[0-9a-z]+$")]


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message in words; ``answer_url`` is where a yes or no goes, empty where none is waited for."""

    company: str
    title: str
    sent: str
    message: str
    standing: str
    answer_url: str


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """All that ``student/messages.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    done: str | None
    lines: tuple[MessageLine, ...]


@dataclass(frozen=True, slots=True)
class OneMessagePage:
    """All that ``student/message.html`` may use; ``line`` is ``None`` once it was answered."""

    frame: Frame
    line: MessageLine | None


@router.get(_MESSAGES)
def show_messages(
    request: Request, connection: ReadingDep, rights: LearnerDep, t: PageTextsDep, now: NowDep
) -> HTMLResponse:
    """Show what was written, newest first."""
    received = contact_store.received_messages(connection, rights, now)
    page = MessagesPage(
        frame=frame_of(request, t, t("page.messages.title"), shows_invented=False),
        ways=student_ways(request, t),
        done=done_text(request, t),
        lines=tuple(_line(one, f"{_MESSAGES}/{one.id}", t) for one in received),
    )
    return render(request, "student/messages.html", page, t)


@router.post(f"{_MESSAGES}/{{message_id}}")
def answer(
    message_id: MessageIdPath,
    connection: WritingDep,
    rights: LearnerDep,
    account: OwnAccountDep,
    parts: PartsDep,
    now: NowDep,
    accepts: Annotated[bool, Form()],
) -> RedirectResponse:
    """Store the yes or no of who is logged in."""
    answer_own_message(
        connection, rights, message_id, now, is_accepted=accepts, actor=account.id, settings=parts.settings
    )
    return RedirectResponse(done_url(_MESSAGES, "respuesta"), status_code=303)


@router.get("/mensaje/{token}")
def show_message(
    request: Request, token: MessageTokenPath, connection: ReadingDep, t: PageTextsDep, now: NowDep, _visit: VisitDep
) -> HTMLResponse:
    """Show the message of a link with its two answers."""
    one = _of_link(contact_store.message_of_token(connection, token, now))
    return _one_page(request, t, _line(one, f"/mensaje/{token}", t))


@router.post("/mensaje/{token}")
def answer_by_link(
    request: Request,
    token: MessageTokenPath,
    connection: WritingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    _visit: VisitDep,
    accepts: Annotated[bool, Form()],
) -> HTMLResponse:
    """Store the yes or no of who has the letter; the link then serves no more."""
    one = _of_link(contact_store.message_of_token(connection, token, now))
    answer_message(connection, one, now, is_accepted=accepts, actor=None, settings=parts.settings)
    return _one_page(request, t, None)


def _of_link(found: ReceivedMessage | None) -> ReceivedMessage:
    if found is None:
        raise LinkError("the link does not serve")
    return found


def _one_page(request: Request, t: Texts, line: MessageLine | None) -> HTMLResponse:
    frame = frame_of(request, t, t("page.message.title"), shows_invented=False)
    return render(request, "student/message.html", OneMessagePage(frame, line), t)


def _line(one: ReceivedMessage, url: str, t: Texts) -> MessageLine:
    keys = {True: "message.you_accepted", False: "message.you_declined", None: "message.over"}
    return MessageLine(
        one.company,
        one.title,
        t.day(one.sent_at.date()),
        one.message,
        t("message.your_answer") if one.is_waiting else t(keys[one.is_accepted]),
        url if one.is_waiting else "",
    )
