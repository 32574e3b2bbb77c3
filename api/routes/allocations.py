"""Allocations as JSON, for managers of the programme: ask for one, see what it proved, decide about it."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path

from api.accounts.scopes import scoped
from api.allocation import allocation_services, publication, what_if_services
from api.allocation.what_if_texts import answer_json
from api.dependencies import ApiTextsDep, NowDep, PartsDep, ProgrammeDep, ReadingDep, WritingDep
from api.last_jobs import is_under_way
from api.schemas.allocations import AllocationIn, AllocationOut, WhatIfIn, allocation_out, waiting_out
from api.schemas.common import problems
from api.web.once import OnceRoute
from data import allocation_store, run_standing_store
from data.allocation.recorded_run import RecordedRun
from data.database import reading
from data.errors import NotFoundError
from data.job_queue import JobQueue
from data.run_standing_store import RunStanding
from data.scopes import Scope

router = APIRouter(prefix="/v1/allocations", tags=["allocations"], route_class=OnceRoute)

AllocationPath = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id that asking for it gave")]


@router.post(
    "",
    operation_id="askForAllocation",
    openapi_extra=scoped(Scope.ALLOCATIONS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 422, 503),
)
def ask_for_allocation(wanted: AllocationIn, rights: ProgrammeDep, parts: PartsDep, now: NowDep) -> AllocationOut:
    """Ask a worker to allocate by a scenario, which must lie in the installation's own folder."""
    run_id = allocation_services.ask(parts.jobs, parts.settings.home, rights, wanted.scenario, now)
    return waiting_out(run_id, allocation_services.job_of(parts.jobs, run_id))


@router.post(
    "/what-if",
    operation_id="askWhatIf",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    responses=problems(400, 401, 403, 422),
)
def ask_what_if(wanted: WhatIfIn, _rights: ProgrammeDep, parts: PartsDep) -> dict[str, Any]:
    """Compare a scenario with what changes would make of it; small ones alone, as the answer waits for the solver."""
    return answer_json(what_if_services.asked(parts.settings.home, wanted.scenario, wanted.changes))


@router.get(
    "/{allocation_id}",
    operation_id="showAllocation",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def show_allocation(
    allocation_id: AllocationPath, _rights: ProgrammeDep, connection: ReadingDep, parts: PartsDep
) -> AllocationOut:
    """Show what an allocation came to, or how far its job is."""
    try:
        return _made(connection, parts.jobs, allocation_id)
    except NotFoundError:
        return waiting_out(allocation_id, allocation_services.job_of(parts.jobs, allocation_id))


@router.get(
    "/{allocation_id}/certificate",
    operation_id="showCertificate",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def show_certificate(allocation_id: AllocationPath, _rights: ProgrammeDep, connection: ReadingDep) -> dict[str, Any]:
    """The whole certificate, as it was recorded."""
    return RecordedRun.of(allocation_store.run_of(connection, allocation_id)).certificate


@router.post(
    "/{allocation_id}/approve",
    operation_id="approveAllocation",
    openapi_extra=scoped(Scope.ALLOCATIONS_WRITE),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def approve_allocation(
    allocation_id: AllocationPath, rights: ProgrammeDep, connection: WritingDep, parts: PartsDep, now: NowDep
) -> AllocationOut:
    """Approve an allocation, which can then be published; 409 where it is approved or published already."""
    run_standing_store.approve(connection, rights, allocation_id, now)
    return _made(connection, parts.jobs, allocation_id)


@router.post(
    "/{allocation_id}/withdraw",
    operation_id="withdrawApproval",
    openapi_extra=scoped(Scope.ALLOCATIONS_WRITE),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def withdraw_approval(
    allocation_id: AllocationPath, rights: ProgrammeDep, parts: PartsDep, now: NowDep
) -> AllocationOut:
    """Take an approval back, and call off a publication that waits; 409 where nothing is approved."""
    publication.withdraw(parts.engine, parts.jobs, rights, allocation_id, now)
    with reading(parts.engine) as connection:
        return _made(connection, parts.jobs, allocation_id)


@router.post(
    "/{allocation_id}/publish",
    operation_id="publishAllocation",
    openapi_extra=scoped(Scope.ALLOCATIONS_WRITE),
    status_code=202,
    responses=problems(401, 403, 404, 409, 422, 503),
)
def publish_allocation(
    allocation_id: AllocationPath,
    rights: ProgrammeDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: ApiTextsDep,
    now: NowDep,
) -> AllocationOut:
    """Let a worker verify an approved allocation and give its vouchers, all or none; asked twice it is done once."""
    publication.ask(connection, parts.jobs, rights, allocation_id, t.language, now)
    return _made(connection, parts.jobs, allocation_id)


def _made(connection: sa.Connection, queue: JobQueue, run_id: str) -> AllocationOut:
    """An allocation that is recorded."""
    run = allocation_store.run_of(connection, run_id)
    standing = run_standing_store.standings(connection, [run])[run.id]
    is_publishing = standing is RunStanding.APPROVED and is_under_way(publication.last_publication(queue, run_id))
    return allocation_out(run, standing, is_publishing=is_publishing)
