"""Demand by quarter as JSON, for managers: what was, what is expected, who is specialised, and the postings."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.accounts.scopes import scoped
from api.dependencies import ID_PATTERN, ApiTextsDep, CatalogueDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.iso_dates import IsoDay
from api.programme.demand_json import DemandPostingsOut, posting_out
from api.programme.demand_postings import postings_behind
from api.programme.demand_trend import DemandTrend, Wanted, demand_trend
from api.schemas.common import NamedOut, problems
from api.web.pagination import Page, PagingDep
from data.catalogue import Catalogue
from data.demand_posting_store import PostingChoice
from data.domain import Area, SkillId, State, StateId
from data.errors import NotFoundError
from data.scopes import Scope
from recommender.specialisation import FEWEST_POSTINGS, Quotient, Specialisation

router = APIRouter(prefix="/v1/demand", tags=["demand"])

AreaQuery = Annotated[Area | None, Query(description="All skills of an area")]
SkillQuery = Annotated[
    str | None, Query(max_length=64, pattern=ID_PATTERN, description="One skill, in place of an area")
]
StateQuery = Annotated[str | None, Query(pattern="^MX-[A-Z]{3}$", description="Left out: the whole country")]


class QuarterDemandOut(BaseModel):
    """Postings of a quarter that is over, each counted once."""

    model_config = ConfigDict(frozen=True)

    first_day: date
    last_day: date
    n_postings: int


class ExpectedDemandOut(BaseModel):
    """Postings expected in a quarter, with the ends of the 80 % interval."""

    model_config = ConfigDict(frozen=True)

    first_day: date
    last_day: date
    mean: float
    low: int
    high: int


class DemandOut(BaseModel):
    """Demand by quarter, oldest first."""

    model_config = ConfigDict(frozen=True)

    region: NamedOut | None = Field(description="Null: the whole country")
    wanted: NamedOut = Field(description="The area or the skill")
    notice: str = Field(description="From which postings the figures come")
    known: list[QuarterDemandOut]
    expected: list[ExpectedDemandOut]


class SpecialisationOut(BaseModel):
    """A state's postings of the newest quarters, and its location quotient then and in as many quarters before."""

    model_config = ConfigDict(frozen=True)

    region: NamedOut
    first_day: date
    last_day: date
    n_postings: int
    n_postings_in_region: int
    quotient: float | None = Field(description=f"Null where the state has fewer than {FEWEST_POSTINGS} postings")
    quotient_low: float | None = Field(description="Lower end of its 95 % interval")
    quotient_high: float | None
    specialisation: Specialisation | None = Field(description="`specialised` where the interval lies above 1")
    quotient_before: float | None
    quotient_before_low: float | None
    quotient_before_high: float | None


@router.get(
    "",
    operation_id="demandByQuarter",
    openapi_extra=scoped(Scope.DEMAND_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def demand_by_quarter(
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    area: AreaQuery = None,
    skill_id: SkillQuery = None,
    state_id: StateQuery = None,
) -> DemandOut:
    """Tell how many postings asked for an area or a skill in each quarter, and how many will in the next four."""
    wanted, state = _wanted(catalogue, area, skill_id), _state(catalogue, state_id)
    trend = demand_trend(connection, parts.trends, wanted, catalogue)
    known = zip(trend.quarters, trend.counts(state.id if state else None), strict=True)
    return DemandOut(
        region=NamedOut(id=state.id, name=t.label(state.label)) if state else None,
        wanted=_named(wanted, catalogue, t),
        notice=t("notice.invented"),
        known=[QuarterDemandOut(first_day=one.first_day, last_day=one.last_day, n_postings=n) for one, n in known],
        expected=[
            ExpectedDemandOut(
                first_day=one.quarter.first_day,
                last_day=one.quarter.last_day,
                mean=round(one.mean, 2),
                low=one.low,
                high=one.high,
            )
            for one in trend.expected(state.id if state else None)
        ],
    )


@router.get(
    "/specialisation",
    operation_id="listSpecialisation",
    openapi_extra=scoped(Scope.DEMAND_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def list_specialisation(
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
    area: AreaQuery = None,
    skill_id: SkillQuery = None,
) -> Page[SpecialisationOut]:
    """List the location quotients of the states: the share of an area or skill there over that in the country."""
    trend = demand_trend(connection, parts.trends, _wanted(catalogue, area, skill_id), catalogue)
    items, next_cursor = paging.part(tuple(_specialisation(trend, catalogue, t)))
    return Page(items=list(items), next_cursor=next_cursor)


@router.get(
    "/postings",
    operation_id="listDemandPostings",
    openapi_extra=scoped(Scope.DEMAND_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def list_demand_postings(
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
    since: Annotated[IsoDay, Query(description="First day")],
    until: Annotated[IsoDay, Query(description="Last day")],
    area: AreaQuery = None,
    skill_id: SkillQuery = None,
    state_id: StateQuery = None,
) -> DemandPostingsOut:
    """List the postings behind a number of demand, newest first, each with the sentences that ask for it."""
    wanted, state = _wanted(catalogue, area, skill_id), _state(catalogue, state_id)
    choice = PostingChoice(since, until, state.id if state else None, wanted.skill_ids(catalogue))
    skipped = paging.place() or 0
    found = postings_behind(connection, choice, paging.limit, skipped)
    end = skipped + len(found.postings)
    return DemandPostingsOut(
        items=[posting_out(one, catalogue, t) for one in found.postings],
        next_cursor=paging.cursor_at(end) if end < found.n_postings else None,
        region=NamedOut(id=state.id, name=t.label(state.label)) if state else None,
        wanted=_named(wanted, catalogue, t),
        n_postings=found.n_postings,
    )


def _state(catalogue: Catalogue, state_id: str | None) -> State | None:
    if state_id is None:
        return None
    found = catalogue.states.get(StateId(state_id))
    if found is None:
        raise NotFoundError(f"no state {state_id}")
    return found


def _wanted(catalogue: Catalogue, area: Area | None, skill_id: str | None) -> Wanted:
    if skill_id is None:
        return Wanted(area or next(iter(Area)))
    skill = catalogue.skills.get(SkillId(skill_id))
    if skill is None:
        raise NotFoundError(f"no skill {skill_id!r}")
    return Wanted(skill.area, skill.id)


def _named(wanted: Wanted, catalogue: Catalogue, t: Texts) -> NamedOut:
    if wanted.skill_id is None:
        return NamedOut(id=wanted.area.value, name=t.word(wanted.area))
    return NamedOut(id=wanted.skill_id, name=t.label(catalogue.skills[wanted.skill_id].label))


def _specialisation(trend: DemandTrend, catalogue: Catalogue, t: Texts) -> Iterator[SpecialisationOut]:
    latest, before = trend.spans()
    for place, state_id in enumerate(trend.state_ids):
        now = latest.quotients.of(place)
        quotient, low, high = _rounded(now)
        quotient_before, low_before, high_before = _rounded(before.quotients.of(place) if before else None)
        yield SpecialisationOut(
            region=NamedOut(id=state_id, name=t.label(catalogue.states[state_id].label)),
            first_day=latest.first.first_day,
            last_day=latest.last.last_day,
            n_postings=int(latest.of_area[place]),
            n_postings_in_region=int(latest.of_all[place]),
            quotient=quotient,
            quotient_low=low,
            quotient_high=high,
            specialisation=now.specialisation if now else None,
            quotient_before=quotient_before,
            quotient_before_low=low_before,
            quotient_before_high=high_before,
        )


def _rounded(found: Quotient | None) -> tuple[float | None, float | None, float | None]:
    """A quotient and its ends; each null where it is hidden."""
    return (round(found.value, 3), round(found.low, 3), round(found.high, 3)) if found else (None, None, None)
