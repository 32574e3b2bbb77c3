"""The questions of a follow-up study, behind the link of a letter: what became of who passed a certification."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.accounts.links import LinkError
from api.dependencies import NowDep, PageTextsDep, PartsDep, ReadingDep, VisitDep, WritingDep
from api.i18n import Texts
from api.pages.account.password_page import TokenPath
from api.pages.frame import Frame, frame_of, render
from api.web.forms import PostedDep, text_field
from data import follow_up_answer_store
from data.catalogue import Catalogue
from data.follow_up_answer_store import Answers, Question

router = APIRouter(include_in_schema=False)

YES_NO: Final[Mapping[str, str]] = {
    "is_employed": "page.survey.is_employed",
    "has_new_job": "page.survey.has_new_job",
    "is_satisfied": "page.survey.is_satisfied",
}
"""Questions that are answered with yes, no, or not at all, each with its text's key."""

_REFUSED: Final = "sin_cartas"
_WAGE_CHANGES: Final = (-100.0, 1_000.0)


@dataclass(frozen=True, slots=True)
class YesNo:
    """A question in words; ``chosen`` is ``1``, ``0`` or nothing."""

    name: str
    text: str
    chosen: str


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """All that ``survey.html`` may use; ``errors`` has a message by name of field."""

    frame: Frame
    action: str
    certification: str
    questions: tuple[YesNo, ...]
    wage_change: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ThanksPage:
    """All that ``survey_thanks.html`` may use."""

    frame: Frame
    has_refused: bool


@router.get("/encuesta/{token}")
def show_survey(
    request: Request, token: TokenPath, connection: ReadingDep, parts: PartsDep, t: PageTextsDep, now: NowDep
) -> HTMLResponse:
    """Show the questions to who has the link."""
    question = _question(follow_up_answer_store.question_of(connection, token, now.date()))
    return render(request, "survey.html", _page(request, t, token, question, parts.catalogue, {}), t)


@router.post("/encuesta/{token}")
def take_answers(
    request: Request,
    token: TokenPath,
    form: PostedDep,
    connection: WritingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    _visit: VisitDep,
) -> Response:
    """Keep the answers, once; or show the form with what is wrong."""
    question = _question(follow_up_answer_store.question_of(connection, token, now.date()))
    chosen = {name: text_field(form, name) for name in YES_NO}
    page = _page(request, t, token, question, parts.catalogue, chosen)
    try:
        answers = answers_in(form)
    except ValueError:
        errors = {"wage_change": t("error.field.wage_change")}
        wrong = replace(page, wage_change=text_field(form, "wage_change", 20), errors=errors)
        return render(request, "survey.html", wrong, t, status=422)
    if not follow_up_answer_store.store_answers(connection, question, answers, now):
        raise LinkError("the link does not serve")
    return RedirectResponse("/encuesta-recibida", status_code=303)


@router.post("/encuesta/{token}/sin-cartas")
def refuse_letters(
    token: TokenPath, connection: WritingDep, now: NowDep, _form: PostedDep, _visit: VisitDep
) -> RedirectResponse:
    """Note that no study shall write again to who has the link, which can still be answered."""
    question = _question(follow_up_answer_store.question_of(connection, token, now.date()))
    follow_up_answer_store.refuse_letters(connection, question.learner_id, now)
    return RedirectResponse(f"/encuesta-recibida?{_REFUSED}=1", status_code=303)


@router.get("/encuesta-recibida")
def thank(request: Request, t: PageTextsDep, _visit: VisitDep) -> HTMLResponse:
    """Thank for the answers, or say that no more letters will come."""
    has_refused = _REFUSED in request.query_params
    title = t("page.survey.refused_title") if has_refused else t("page.survey.thanks_title")
    page = ThanksPage(frame_of(request, t, title, shows_invented=False), has_refused)
    return render(request, "survey_thanks.html", page, t)


def answers_in(form: FormData) -> Answers:
    """The answers of a form; what was left out is ``None``.

    Raises
    ------
    ValueError
        If the change of wage is no number from -100 to 1000.
    """
    said = {"1": True, "0": False}
    yes_no = {name: said.get(text_field(form, name)) for name in YES_NO}
    wage_change = text_field(form, "wage_change", 20)
    return Answers(**yes_no, salary_change_percent=wage_change_of(wage_change) if wage_change else None)


def wage_change_of(text: str) -> float:
    """Percent typed with a point or a comma, with or without a sign.

    Raises
    ------
    ValueError
        If it is no number from -100 to 1000.

    Examples
    --------
    >>> wage_change_of("+12,5 %"), wage_change_of("-3")
    (12.5, -3.0)
    """
    change = float(text.removesuffix("%").strip().replace(",", "."))
    if not _WAGE_CHANGES[0] <= change <= _WAGE_CHANGES[1]:
        raise ValueError(f"a change of wage is from -100 to 1000 %, got {change}")
    return change


def _question(found: Question | None) -> Question:
    if found is None:
        raise LinkError("the link does not serve")
    return found


def _page(
    request: Request, t: Texts, token: str, question: Question, catalogue: Catalogue, chosen: Mapping[str, str]
) -> SurveyPage:
    certification = catalogue.certifications.get(question.certification_id)
    return SurveyPage(
        frame_of(request, t, t("page.survey.title"), shows_invented=False),
        action=f"/encuesta/{token}",
        certification=question.certification_id if certification is None else certification.name,
        questions=tuple(YesNo(name, t(key), chosen.get(name, "")) for name, key in YES_NO.items()),
    )
