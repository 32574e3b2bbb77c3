"""Plans of allocations as JSON: their numbers, limits and prices, two side by side, and the files of a run."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, CatalogueDep, NowDep, ProgrammeDep, ReadingDep
from api.programme.limit_names import limit_names
from api.programme.plan_figures import figures_of, limit_use
from api.programme.run_comparison import comparison_of
from api.programme.runs_json import (
    LimitOut,
    PlanOut,
    RunComparisonOut,
    RunFileOut,
    comparison_out,
    limit_out,
    plan_out,
)
from api.routes.programme.allocations import AllocationPath
from api.schemas.common import problems
from api.web.pagination import Page, PagingDep
from data import allocation_store
from data.allocation.recorded_run import RecordedRun
from data.scopes import Scope

router = APIRouter(prefix="/v1/allocations/{allocation_id}", tags=["allocations"])

_MEDIA_TYPES: Final = {"json": "application/json", "csv": "text/csv"}
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file",
        "content": {media_type: {"schema": {}} for media_type in (*_MEDIA_TYPES.values(), "application/octet-stream")},
    }
}
"""What the documentation says of a file."""


@router.get(
    "/plan",
    operation_id="showAllocationPlan",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def show_plan(
    allocation_id: AllocationPath,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
) -> PlanOut:
    """Show an allocation in numbers: money, prices of the funds, certifications, and how fair it is to groups."""
    figures = figures_of(allocation_store.run_of(connection, allocation_id), catalogue)
    return plan_out(figures, limit_names(connection, catalogue, t, now.date()))


@router.get(
    "/limits",
    operation_id="listAllocationLimits",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def list_limits(
    allocation_id: AllocationPath,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    paging: PagingDep,
    is_scarce: Annotated[bool, Query(description="Those alone that loosening would make the plan better")] = False,
) -> Page[LimitOut]:
    """List the limits of an allocation as its certificate has them: used, left, and what loosening one is worth."""
    figures = figures_of(allocation_store.run_of(connection, allocation_id), catalogue)
    names = limit_names(connection, catalogue, t, now.date())
    uses = [(key, limit_use(key, figures)) for key in figures.certificate["constraints"]]
    shown, next_cursor = paging.part([(key, one) for key, one in uses if one.worth or not is_scarce])
    return Page(items=[limit_out(one, key, names) for key, one in shown], next_cursor=next_cursor)


@router.get(
    "/comparison",
    operation_id="compareAllocations",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def compare_allocations(
    allocation_id: AllocationPath,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    other_id: Annotated[str, Query(alias="with", pattern="^[0-9a-f]{32}$", description="Id of the other allocation")],
) -> RunComparisonOut:
    """Compare an allocation with another: vouchers, money, value, states, certifications and prices."""
    ids = (allocation_id, other_id)
    one, other = (figures_of(allocation_store.run_of(connection, id_), catalogue) for id_ in ids)
    return comparison_out(ids, comparison_of(one, other), limit_names(connection, catalogue, t, now.date()))


@router.get(
    "/files",
    operation_id="listAllocationFiles",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def list_files(
    allocation_id: AllocationPath, connection: ReadingDep, _rights: ProgrammeDep, paging: PagingDep
) -> Page[RunFileOut]:
    """List the files of an allocation; with the scenario's tables they are all that a check needs."""
    recorded = RecordedRun.of(allocation_store.run_of(connection, allocation_id))
    shown, next_cursor = paging.part(recorded.downloads())
    items = [RunFileOut(name=one.name, n_bytes=one.n_bytes, sha256=one.sha256) for one in shown]
    return Page(items=items, next_cursor=next_cursor)


@router.get(
    "/files/{name}",
    operation_id="downloadAllocationFile",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    response_class=FileResponse,
    responses={**_FILE, **problems(401, 403, 404, 409, 422, 503)},
)
def download_file(
    allocation_id: AllocationPath,
    name: Annotated[str, Path(pattern="^[a-z]+\\.[a-z]+$", max_length=40)],
    connection: ReadingDep,
    _rights: ProgrammeDep,
) -> FileResponse:
    """Give a file of an allocation as it was recorded; 409 if it was changed since."""
    file = RecordedRun.of(allocation_store.run_of(connection, allocation_id)).download(name)
    media_type = _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return FileResponse(file, media_type=media_type, filename=f"{allocation_id[:8]}-{name}")
