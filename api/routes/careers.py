"""Careers by state as JSON, for everybody: where postings are, and what each state's offer and ask for."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.career_services import career_counts
from api.dependencies import ApiTextsDep, CatalogueDep, PartsDep, ReadingDep
from api.schemas.careers import CareersOut, RegionCareersOut, StateCareersOut, state_careers_out
from api.schemas.common import NamedOut, problems
from api.state_careers import state_careers
from api.web.pagination import PagingDep
from data.domain import WorkField

router = APIRouter(prefix="/v1", tags=["catalogue"])

FieldQuery = Annotated[WorkField | None, Query(description="Occupations of one field; left out: both")]


@router.get("/careers", operation_id="listCareers", responses=problems(422, 503))
def list_careers(
    connection: ReadingDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
    field: FieldQuery = None,
) -> CareersOut:
    """Say how many postings of the last 12 months each state has, of one field where asked for."""
    counts = career_counts(connection, catalogue, parts.careers)
    numbers = counts.in_field(field, catalogue).tolist() if counts else [0] * len(catalogue.states)
    rows, next_cursor = paging.part(list(zip(catalogue.states.values(), numbers, strict=True)))
    return CareersOut(
        notice=t("notice.invented") if counts and counts.is_invented else None,
        data_as_of=counts.as_of if counts else None,
        n_postings=sum(numbers),
        items=[RegionCareersOut(region=NamedOut(id=one.id, name=t.label(one.label)), n_postings=n) for one, n in rows],
        next_cursor=next_cursor,
    )


@router.get("/regions/{state_id}/careers", operation_id="careersOfRegion", responses=problems(404, 422, 503))
def careers_of_region(
    state_id: Annotated[str, Path(pattern="^MX-[A-Z]{3}$", description="ISO 3166-2 code of the federal entity")],
    connection: ReadingDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    field: FieldQuery = None,
) -> StateCareersOut:
    """Tell the occupations that a state's postings offer most, with how to begin, where to study, and demand."""
    found = state_careers(connection, catalogue, parts.careers, state_id, field)
    return state_careers_out(found, field, catalogue, t)
