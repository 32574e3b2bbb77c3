"""A learner's page: what to certify next and why, and the buttons to answer."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api import services
from api.dependencies import (
    ID_PATTERN,
    AccountDep,
    BundleDep,
    LearnerIdPath,
    NowDep,
    PageTextsDep,
    PartsDep,
    SuggestingDep,
    WritingDep,
)
from api.i18n import Texts
from api.pages.answers import PastAnswer, answered_query, confirmation, past_answers
from api.pages.cards import Card, cards_of, rate_note_of
from api.pages.frame import Frame, frame_of, render
from api.services import Suggested
from data.catalogue import Catalogue
from data.domain import Answer, LearnerId

router = APIRouter(prefix="/learners", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class LearnerPage:
    """All that ``learner.html`` may use."""

    frame: Frame
    facts: tuple[tuple[str, str], ...]
    confirmation: str | None
    cards: tuple[Card, ...]
    n_eligible: int
    past_answers: tuple[PastAnswer, ...]
    data_as_of: str


@router.get("/{learner_id}")
def show_learner(
    request: Request,
    learner_id: LearnerIdPath,
    bundle: BundleDep,
    connection: SuggestingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    account: AccountDep,
) -> HTMLResponse:
    """Show the suggestions, and store that they were shown."""
    rights = services.rights_over(connection, account, LearnerId(learner_id))
    suggested = services.suggest_for(connection, bundle, rights, moment=now)
    answers_url = f"/learners/{suggested.learner.id}/answers"
    rate_note = rate_note_of(t, bundle.pesos_per_dollar, parts.settings.pesos_per_dollar_on)
    page = LearnerPage(
        frame=frame_of(request, t, t("page.learner.title"), shows_invented=suggested.learner.is_invented),
        facts=learner_facts(suggested, parts.catalogue, t),
        confirmation=confirmation(request, parts.catalogue, t),
        cards=cards_of(suggested, parts.catalogue, t, rate_note=rate_note, answers_url=answers_url),
        n_eligible=suggested.suggestions.n_eligible,
        past_answers=past_answers(suggested, parts.catalogue, t, answers_url),
        data_as_of=t.day(suggested.suggestions.data_as_of),
    )
    return render(request, "learner.html", page, t)


@router.post("/{learner_id}/answers")
def take_answer(
    learner_id: LearnerIdPath,
    connection: WritingDep,
    now: NowDep,
    account: AccountDep,
    impression_id: Annotated[str, Form(max_length=64, pattern=ID_PATTERN)],
    answer: Annotated[Answer, Form()],
) -> RedirectResponse:
    """Store an answer and go back to the page, which confirms it."""
    rights = services.rights_over(connection, account, LearnerId(learner_id))
    certification_id = services.record_answer(connection, rights, impression_id, answer, now)
    query = answered_query(answer, certification_id)
    return RedirectResponse(f"/learners/{quote(learner_id, safe='')}?{query}#confirmation", status_code=303)


def learner_facts(suggested: Suggested, catalogue: Catalogue, t: Texts) -> tuple[tuple[str, str], ...]:
    """What is known of the learner that matters for a suggestion, as (name, value)."""
    learner = suggested.learner
    curriculum = catalogue.curricula.get(learner.curriculum_id) if learner.curriculum_id else None
    institution = catalogue.institutions.get(learner.institution_id) if learner.institution_id else None
    goal = catalogue.occupations.get(learner.goal_occupation_id) if learner.goal_occupation_id else None
    tested = t("english.tested") if learner.english_tested else t("english.self_reported")
    held = sorted({exam.certification_id for exam in suggested.history.exams if exam.passed})
    names = [catalogue.certifications[id_].name for id_ in held if id_ in catalogue.certifications]
    found = (
        (t("fact.kind"), t.word(learner.kind)),
        (t("fact.curriculum"), t.label(curriculum.label) if curriculum else None),
        (t("fact.institution"), institution.name if institution else None),
        (t("fact.state"), t.label(catalogue.states[learner.state_id].label)),
        (t("fact.goal"), t.label(goal.label) if goal else t("fact.no_goal")),
        (t("fact.english"), t("fact.english_value", level=t.word(learner.english), source=tested)),
        (t("fact.weekly_hours"), t.count("time.hours", round(learner.weekly_hours))),
        (t("fact.certifications"), t.listed(names) or t("fact.no_certifications")),
    )
    return tuple((name, value) for name, value in found if value is not None)
