"""What companies say of the certified whom they hired, as JSON: a company's own word, and the programme's sums."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ConfigDict, Field

from api.accounts.scopes import scoped
from api.dependencies import CompanyDep, NowDep, ProgrammeDep, ReadingDep, WritingDep
from api.industry.survey_form import may_be_answered
from api.industry.survey_sums import survey_sums
from api.schemas.common import BodyIn, BodyOut, problems
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.field_errors import FieldsError
from api.web.once import OnceRoute
from data import company_survey_store
from data.company_survey_store import MOST_HIRED, CompanyAnswers, HireAgain, PayBand, Satisfaction
from data.errors import InputError
from data.scopes import Scope

router = APIRouter(prefix="/v1", tags=["companies"], route_class=OnceRoute)

YearPath = Annotated[int, Path(ge=2000, le=2999, description="The calendar year that is asked about")]
_HIDDEN = "Null where it would tell of one to four companies"


class CompanyAnswersIn(BodyIn):
    """What a company says of a year; all but the first may be null, and must be where nobody was hired."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "n_hired": 3,
                    "pay_band": "from_20_to_35",
                    "satisfaction": "high",
                    "would_hire_again": "yes",
                }
            ]
        },
    )

    n_hired: int = Field(strict=True, ge=0, le=MOST_HIRED)
    pay_band: PayBand | None = None
    satisfaction: Satisfaction | None = None
    would_hire_again: HireAgain | None = None


class CompanyAnswersOut(BodyOut):
    """A company's word on a year; all is null before it has said anything."""

    year: int
    n_hired: int | None
    pay_band: PayBand | None
    satisfaction: Satisfaction | None
    would_hire_again: HireAgain | None


class SurveySumsOut(BodyOut):
    """A year's answers in sum. Counts are of companies that hired somebody; means are over the people hired."""

    year: int
    n_companies: int | None = Field(description=_HIDDEN)
    n_hiring: int | None = Field(description=_HIDDEN)
    n_hired: int | None = Field(description=_HIDDEN)
    pay_bands: dict[str, int | None]
    satisfactions: dict[str, int | None]
    hire_again: dict[str, int | None]
    mean_satisfaction: float | None = Field(description="From 1 to 5; null with fewer than five companies")
    share_again: float | None = Field(description="Null with fewer than five companies")


@router.get(
    "/company/survey/{year}",
    operation_id="showCompanyAnswers",
    openapi_extra=scoped(Scope.SURVEYS_READ),
    response_model=CompanyAnswersOut,
    responses={304: UNCHANGED, **problems(401, 403, 422, 503)},
)
def show_company_answers(
    year: YearPath, rights: CompanyDep, connection: ReadingDep, if_none_match: IfNoneMatch = None
) -> Response:
    """Show what the company says of a year."""
    found = _out(year, company_survey_store.answers_of(connection, rights, year))
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "/company/survey/{year}",
    operation_id="answerCompanySurvey",
    openapi_extra=scoped(Scope.SURVEYS_WRITE),
    responses=problems(400, 401, 403, 412, 422, 503),
)
def answer_company_survey(
    year: YearPath,
    answers: CompanyAnswersIn,
    rights: CompanyDep,
    connection: WritingDep,
    now: NowDep,
    if_match: IfMatch = None,
) -> CompanyAnswersOut:
    """Answer a year's questions in place of what was said before: of this year or the last."""
    if not may_be_answered(year, now):
        raise InputError(f"{year} cannot be answered now")
    said = _out(year, company_survey_store.answers_of(connection, rights, year))
    check_unchanged(if_match, tag_of([said]))
    given = answers.model_dump()
    if not answers.n_hired and any(given[name] is not None for name in given if name != "n_hired"):
        raise FieldsError({"n_hired": "error.field.people"})
    answered = CompanyAnswers(**given)
    company_survey_store.put_answers(connection, rights, year, answered, now)
    return _out(year, answered)


@router.get(
    "/company-surveys/{year}",
    operation_id="sumCompanySurvey",
    openapi_extra=scoped(Scope.SURVEYS_READ),
    responses=problems(401, 403, 422, 503),
)
def sum_company_survey(year: YearPath, rights: ProgrammeDep, connection: ReadingDep) -> SurveySumsOut:
    """Add up what all companies say of a year, for managers of the programme."""
    sums = survey_sums(company_survey_store.all_answers(connection, rights, year))
    return SurveySumsOut(
        year=year,
        n_companies=sums.n_companies,
        n_hiring=sums.n_hiring,
        n_hired=sums.n_hired,
        pay_bands=dict(sums.pay_bands),
        satisfactions=dict(sums.satisfactions),
        hire_again=dict(sums.hire_again),
        mean_satisfaction=sums.satisfaction,
        share_again=sums.again,
    )


def _out(year: int, said: CompanyAnswers | None) -> CompanyAnswersOut:
    return CompanyAnswersOut(
        year=year,
        n_hired=said.n_hired if said else None,
        pay_band=said.pay_band if said else None,
        satisfaction=said.satisfaction if said else None,
        would_hire_again=said.would_hire_again if said else None,
    )
