"""A learner's start page: what to certify next, with answers, their undoing, and boxes to compare."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api import services
from api.dependencies import (
    ID_PATTERN,
    BundleOrNoneDep,
    LearnerDep,
    MaybeSuggestingDep,
    NowDep,
    PageTextsDep,
    Parts,
    PartsDep,
    WritingDep,
)
from api.i18n import Texts
from api.navigation import Way
from api.pages.addresses import voucher_url
from api.pages.answers import PastAnswer, answered_query, confirmation, past_answers
from api.pages.cards import Card, CardActions, cards_of, rate_note_of
from api.pages.frame import Frame, frame_of, render
from api.pages.learner import learner_facts
from api.pages.student.unranked import unranked_page
from api.pages.student.ways import student_ways
from api.services import Suggested
from api.student import answers
from api.student.comparison import MOST_COMPARED
from data import learner_store, standing_store
from data.catalogue import Catalogue
from data.domain import Answer, CertificationId
from data.errors import BundleMissingError
from data.rights import LearnerRights
from recommender.bundle import Bundle
from recommender.profile import LearnerHistory

ANSWERS_URL: Final = "/mi/respuestas"
COMPARE_FORM: Final = "compare"

router = APIRouter(prefix="/mi")


@dataclass(frozen=True, slots=True)
class Undo:
    """The newest answer, in words, and what names it."""

    text: str
    certification_id: CertificationId
    answered_at: str


@dataclass(frozen=True, slots=True)
class NextStepsPage:
    """All that ``student/next_steps.html`` may use; ``problem`` says why there are no cards at all."""

    frame: Frame
    ways: tuple[Way, ...]
    confirmation: str | None
    first_steps: tuple[Way, ...]
    problem: str | None
    facts: tuple[tuple[str, str], ...] = ()
    undo: Undo | None = None
    cards: tuple[Card, ...] = ()
    n_eligible: int = 0
    past_answers: tuple[PastAnswer, ...] = ()
    data_as_of: str = ""
    compare_form: str = COMPARE_FORM
    most_compared: int = MOST_COMPARED


@router.get("")
def show_next_steps(
    request: Request,
    bundle: BundleOrNoneDep,
    connection: MaybeSuggestingDep,
    rights: LearnerDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> HTMLResponse:
    """Show the suggestions and store that they were shown; to who objects, a list without any order of ours."""
    if standing_store.standing_of(connection, rights.learner_id).objects_since is not None:
        return unranked_page(request, connection, rights, parts, t)
    if bundle is None:
        return _page_without_bundle(request, connection, rights, parts, t)
    return _page(request, connection, bundle, rights, parts, t, now)


@router.post("/respuestas")
def take_answer(
    connection: WritingDep,
    rights: LearnerDep,
    now: NowDep,
    impression_id: Annotated[str, Form(max_length=64, pattern=ID_PATTERN)],
    answer: Annotated[Answer, Form()],
) -> RedirectResponse:
    """Store an answer and go back to the page, which confirms it."""
    certification_id = services.record_answer(connection, rights, impression_id, answer, now)
    return RedirectResponse(f"/mi?{answered_query(answer, certification_id)}#confirmation", status_code=303)


@router.post("/respuestas/deshacer")
def undo_answer(
    connection: WritingDep,
    rights: LearnerDep,
    certification_id: Annotated[str, Form(max_length=64, pattern=ID_PATTERN)],
    answered_at: Annotated[datetime, Form()],
) -> RedirectResponse:
    """Take an answer back as if it had never been given."""
    answers.undo_answer(connection, rights, CertificationId(certification_id), answered_at)
    return RedirectResponse(f"/mi?{urlencode({'undone': certification_id})}#confirmation", status_code=303)


def _page(
    request: Request,
    connection: sa.Connection,
    bundle: Bundle,
    rights: LearnerRights,
    parts: Parts,
    t: Texts,
    now: datetime,
) -> HTMLResponse:
    suggested = services.suggest_for(connection, bundle, rights, moment=now)
    catalogue = parts.catalogue
    page = NextStepsPage(
        frame=frame_of(request, t, t("page.learner.title"), shows_invented=suggested.learner.is_invented),
        ways=student_ways(request, t),
        confirmation=confirmation(request, catalogue, t) or _undone(request, catalogue, t),
        first_steps=tuple(_first_steps(suggested.history, t)),
        problem=None,
        facts=learner_facts(suggested, catalogue, t),
        undo=_undo(suggested, catalogue, t),
        cards=cards_of(
            suggested,
            catalogue,
            t,
            rate_note=rate_note_of(t, bundle.pesos_per_dollar, parts.settings.pesos_per_dollar_on),
            answers_url=ANSWERS_URL,
            actions_of=lambda id_: CardActions(COMPARE_FORM, voucher_url(id_)),
        ),
        n_eligible=suggested.suggestions.n_eligible,
        past_answers=past_answers(suggested, catalogue, t, ANSWERS_URL),
        data_as_of=t.day(suggested.suggestions.data_as_of),
    )
    return render(request, "student/next_steps.html", page, t)


def _page_without_bundle(
    request: Request, connection: sa.Connection, rights: LearnerRights, parts: Parts, t: Texts
) -> HTMLResponse:
    learner = learner_store.get_learner(connection, rights.learner_id)
    page = NextStepsPage(
        frame=frame_of(request, t, t("page.learner.title"), shows_invented=learner.is_invented),
        ways=student_ways(request, t),
        confirmation=_undone(request, parts.catalogue, t),
        first_steps=tuple(_first_steps(services.history_of(connection, learner, parts.catalogue), t)),
        problem=t(BundleMissingError.key),
    )
    return render(request, "student/next_steps.html", page, t, status=BundleMissingError.status)


def _first_steps(history: LearnerHistory, t: Texts) -> Iterator[Way]:
    """What is worth telling first, by somebody of whom it is not known."""
    if history.learner.goal_occupation_id is None:
        yield Way("/mi/metas", t("page.next_steps.tell_goal"), False)
    if not (history.transcript or history.exams or history.stated):
        yield Way("/mi/habilidades", t("page.next_steps.tell_skills"), False)


def _undo(suggested: Suggested, catalogue: Catalogue, t: Texts) -> Undo | None:
    """The newest answer; ``None`` where there is none that can be named."""
    given = suggested.history.answers[-1] if suggested.history.answers else None
    if given is None or given.certification_id not in catalogue.certifications:
        return None
    text = t(
        "page.next_steps.newest_answer",
        name=catalogue.certifications[given.certification_id].name,
        answer=t.word(given.answer),
    )
    return Undo(text, given.certification_id, given.answered_at.isoformat())


def _undone(request: Request, catalogue: Catalogue, t: Texts) -> str | None:
    """Which answer was just taken back, from the address that ``undo_answer`` leads to."""
    one = catalogue.certifications.get(CertificationId(request.query_params.get("undone", "")))
    return None if one is None else t("page.next_steps.undone", name=one.name)
