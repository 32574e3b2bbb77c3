"""Postings of each state in a quarter beside an earlier one as JSON, as the managers' map shows them over time."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, CatalogueDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.programme.quarter_changes import QuarterChanges, asked_quarter, quarter_changes
from api.routes.programme.demand import AreaQuery
from api.schemas.common import BodyOut, NamedOut, problems
from api.web.pagination import Page, PagingDep
from data.catalogue import Catalogue
from data.errors import NotFoundError
from data.scopes import Scope
from recommender.forecast.quarters import Quarter
from recommender.posting_change import Change

router = APIRouter(prefix="/v1/demand", tags=["demand"])

_PATTERN = "^[0-9]{4}-[1-4]$"
QuarterQuery = Annotated[str | None, Query(pattern=_PATTERN, description="Such as 2026-3; left out: the newest")]
EarlierQuery = Annotated[
    str | None, Query(pattern=_PATTERN, description="Left out: the same of the year before, or the oldest known")
]


class DemandChangeOut(BodyOut):
    """A state's postings of a quarter and of an earlier one."""

    region: NamedOut
    first_day: date
    last_day: date
    n_postings: int
    first_day_before: date
    last_day_before: date
    n_postings_before: int
    difference: int
    change: Change = Field(description="`unclear` where chance brings such a difference in 5 of 100 cases or more")


@router.get(
    "/changes",
    operation_id="listDemandChanges",
    openapi_extra=scoped(Scope.DEMAND_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def list_demand_changes(
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
    area: AreaQuery = None,
    quarter: QuarterQuery = None,
    before: EarlierQuery = None,
) -> Page[DemandChangeOut]:
    """List the postings of the states in a quarter beside an earlier one, of an area or all."""
    now, earlier = asked_quarter(quarter or ""), asked_quarter(before or "")
    changes = quarter_changes(connection, parts.trends, catalogue, area, now, earlier)
    for text, asked in ((quarter, now), (before, earlier)):
        if text is not None and asked not in changes.quarters:
            raise NotFoundError(f"no whole quarter {text} of postings")
    items, next_cursor = paging.part(tuple(_items(changes, catalogue, t)))
    return Page(items=list(items), next_cursor=next_cursor)


def _items(changes: QuarterChanges, catalogue: Catalogue, t: Texts) -> Iterator[DemandChangeOut]:
    now, before = _days(changes.now), _days(changes.before)
    for state_id, one in changes.states.items():
        yield DemandChangeOut(
            region=NamedOut(id=state_id, name=t.label(catalogue.states[state_id].label)),
            first_day=now[0],
            last_day=now[1],
            n_postings=one.now,
            first_day_before=before[0],
            last_day_before=before[1],
            n_postings_before=one.before,
            difference=one.difference,
            change=one.said,
        )


def _days(quarter: Quarter) -> tuple[date, date]:
    return quarter.first_day, quarter.last_day
