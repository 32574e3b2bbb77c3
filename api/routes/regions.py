"""States as JSON, and which skills their postings ask for."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.dependencies import ApiTextsDep, CatalogueDep, ReadingDep
from api.schemas.catalogue import RegionDemandOut, RegionOut, region_out, skill_demand_out
from api.schemas.common import NamedOut, problems
from api.web.pagination import Page, PagingDep
from data import demand_store
from data.domain import StateId
from data.errors import NotFoundError

router = APIRouter(prefix="/v1/regions", tags=["catalogue"])


@router.get("", operation_id="listRegions", responses=problems(422))
def list_regions(catalogue: CatalogueDep, t: ApiTextsDep, paging: PagingDep) -> Page[RegionOut]:
    """List the federal entities."""
    states, next_cursor = paging.part(tuple(catalogue.states.values()))
    return Page(items=[region_out(one, t) for one in states], next_cursor=next_cursor)


@router.get("/{state_id}/demand", operation_id="demandOfRegion", responses=problems(404, 422, 503))
def demand_of_region(
    state_id: Annotated[str, Path(pattern="^MX-[A-Z]{3}$", description="ISO 3166-2 code of the federal entity")],
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
) -> RegionDemandOut:
    """Say which skills a state's postings of the last 12 months ask for: most positions first."""
    state = catalogue.states.get(StateId(state_id))
    if state is None:
        raise NotFoundError(f"no state {state_id}")
    counted = [one for one in demand_store.demand_of(connection, state.id) if one.skill_id in catalogue.skills]
    shown, next_cursor = paging.part([one for one in counted if one.n_postings])
    return RegionDemandOut(
        region=NamedOut(id=state.id, name=t.label(state.label)),
        notice=t("notice.invented"),
        data_as_of=demand_store.as_of(connection),
        n_postings_in_region=max((one.n_postings_in_state for one in counted), default=0),
        items=[skill_demand_out(one, catalogue, t) for one in shown],
        next_cursor=next_cursor,
    )
