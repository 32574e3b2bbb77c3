"""The programme's yearly questions to a company: whom it hired with certifications, and how that went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import CompanyDep, NowDep, PageTextsDep, ReadingDep, WritingDep
from api.i18n import Texts
from api.industry.survey_form import SurveyValues, checked_answers, may_be_answered, years_to_answer
from api.navigation import Way
from api.pages.choices import Option, options
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of, render
from api.pages.industry.ways import HOME, industry_ways
from api.web.forms import PostedDep, text_field
from data import company_survey_store
from data.company_survey_store import MOST_HIRED, CompanyAnswers, HireAgain, PayBand, Satisfaction

_URL: Final = f"{HOME}/encuesta"

router = APIRouter(prefix=_URL, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class CompanySurveyPage:
    """All that ``industry/survey.html`` may use; ``errors`` has a message by name of field."""

    frame: Frame
    ways: tuple[Way, ...]
    done: str | None
    year: int
    years: tuple[Way, ...]
    is_answered: bool
    values: SurveyValues
    pay_bands: tuple[Option, ...]
    satisfactions: tuple[Option, ...]
    hire_again: tuple[Option, ...]
    most_hired: int
    errors: Mapping[str, str]


@router.get("")
def show_survey(
    request: Request,
    rights: CompanyDep,
    connection: ReadingDep,
    t: PageTextsDep,
    now: NowDep,
    year: Annotated[str, Query(alias="anio", max_length=4)] = "",
) -> HTMLResponse:
    """Show the questions, with what the company said before."""
    chosen = _year_of(year, now)
    said = company_survey_store.answers_of(connection, rights, chosen)
    values = SurveyValues.of_answers(said) if said else SurveyValues()
    return _page(request, t, now, chosen, values, is_answered=said is not None)


@router.post("")
def answer(
    request: Request, form: PostedDep, rights: CompanyDep, connection: WritingDep, t: PageTextsDep, now: NowDep
) -> Response:
    """Store the company's word on a year in place of its former one."""
    year, values = _year_of(text_field(form, "year", 4), now), SurveyValues.of(form)
    answers = checked_answers(values)
    if not isinstance(answers, CompanyAnswers):
        return _page(request, t, now, year, values, error_keys=answers)
    company_survey_store.put_answers(connection, rights, year, answers, now)
    return RedirectResponse(f"{done_url(_URL, 'encuesta')}&anio={year}", status_code=303)


def _page(
    request: Request,
    t: Texts,
    now: datetime,
    year: int,
    values: SurveyValues,
    *,
    is_answered: bool = False,
    error_keys: Mapping[str, str] | None = None,
) -> HTMLResponse:
    page = CompanySurveyPage(
        frame=frame_of(request, t, t("page.company_survey.title"), shows_invented=False),
        ways=industry_ways(request.url.path, t),
        done=done_text(request, t),
        year=year,
        years=tuple(Way(f"{_URL}?anio={one}", str(one), one == year) for one in years_to_answer(now)),
        is_answered=is_answered,
        values=values,
        pay_bands=options(((band.value, t.word(band)) for band in PayBand), values.pay_band),
        satisfactions=options(((word.value, t.word(word)) for word in Satisfaction), values.satisfaction),
        hire_again=options(((word.value, t.word(word)) for word in HireAgain), values.would_hire_again),
        most_hired=MOST_HIRED,
        errors={field: t(key) for field, key in (error_keys or {}).items()},
    )
    return render(request, "industry/survey.html", page, t, status=422 if error_keys else 200)


def _year_of(typed: str, now: datetime) -> int:
    """The year asked for if it may be answered, else this one."""
    year = int(typed) if typed.isdecimal() else now.year
    return year if may_be_answered(year, now) else now.year
