"""What companies say of the certified whom they hired, in sum and year by year, for the programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.dependencies import NowDep, PageTextsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.industry.survey_sums import SILENT, survey_sums
from api.navigation import Way
from api.pages.frame import Frame, figures_frame
from api.pages.people_counts import shown_text
from api.pages.programme.tables import answers_table
from api.pages.programme.ways import HOME, programme_ways
from api.pages.table_files import render_tables
from api.small_groups import FEWEST_PEOPLE
from data import company_survey_store
from data.company_survey_store import HireAgain, PayBand, Satisfaction

_URL: Final = f"{HOME}/empresas"
_N_YEARS: Final = 5

router = APIRouter(prefix=_URL, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """An answer in words, and how many companies gave it."""

    word: str
    n_companies: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers; ``id`` names it in the page."""

    id: str
    text: str
    answers: tuple[AnswerCount, ...]


@dataclass(frozen=True, slots=True)
class CompaniesPage:
    """All that ``programme/companies.html`` may use; means are ``None`` where too few companies say anything."""

    frame: Frame
    ways: tuple[Way, ...]
    year: int
    years: tuple[Way, ...]
    fewest: int
    n_companies: str
    n_hiring: str
    n_hired: str
    satisfaction: str | None
    again: str | None
    questions: tuple[Question, ...]


@router.get("")
def show_companies(
    request: Request,
    rights: ProgrammeDep,
    connection: ReadingDep,
    t: PageTextsDep,
    now: NowDep,
    year: Annotated[str, Query(alias="anio", max_length=4)] = "",
) -> Response:
    """Show a year's answers, by default this year's."""
    years = [now.year - back for back in range(_N_YEARS)]
    chosen = int(year) if year.isdecimal() and int(year) in years else now.year
    sums = survey_sums(company_survey_store.all_answers(connection, rights, chosen))
    asked = (
        ("pay", "sueldo", t("page.company_survey.pay_band"), _in_words(sums.pay_bands, PayBand, t)),
        (
            "satisfaction",
            "experiencia",
            t("page.company_survey.satisfaction"),
            _in_words(sums.satisfactions, Satisfaction, t),
        ),
        ("again", "recontratar", t("page.company_survey.hire_again"), _in_words(sums.hire_again, HireAgain, t)),
    )
    page = CompaniesPage(
        frame=figures_frame(request, connection, t, t("page.companies.title")),
        ways=programme_ways(request.url.path, t),
        year=chosen,
        years=tuple(Way(f"{_URL}?anio={one}", str(one), one == chosen) for one in years),
        fewest=FEWEST_PEOPLE,
        n_companies=shown_text(sums.n_companies, t),
        n_hiring=shown_text(sums.n_hiring, t),
        n_hired=shown_text(sums.n_hired, t),
        satisfaction=t.number(round(sums.satisfaction, 1)) if sums.satisfaction is not None else None,
        again=t.percent(sums.again) if sums.again is not None else None,
        questions=tuple(Question(id_, text, _counts(numbers, t)) for id_, _, text, numbers in asked),
    )
    tables = [answers_table(name, text, numbers, t) for _, name, text, numbers in asked]
    return render_tables(request, "programme/companies.html", page, t, tables)


def _in_words(counts: Mapping[str, int | None], words: type[StrEnum], t: Texts) -> dict[str, int | None]:
    return {t("page.companies.silent") if word == SILENT else t.word(words(word)): n for word, n in counts.items()}


def _counts(counts: Mapping[str, int | None], t: Texts) -> tuple[AnswerCount, ...]:
    return tuple(AnswerCount(word, shown_text(n, t)) for word, n in counts.items())
