"""Allocations as JSON, for managers of the programme: ask for one, see what it proved, decide about it."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path

from api.accounts.scopes import scoped
from api.allocation import allocation_services, publication, what_if_services
from api.allocation.what_if_texts import answer_json
from api.dependencies import ApiTextsDep, CatalogueDep, NowDep, PartsDep, ProgrammeDep, ReadingDep, WritingDep
from api.programme import new_run
from api.programme.funds import programme_funds
from api.programme.new_run import usual_levers
from api.programme.run_list import ListedRun, listed_runs
from api.programme.runs_json import LeversIn, LeversOut, levers_out
from api.schemas.allocations import AllocationIn, AllocationOut, WhatIfIn, allocation_out, waiting_out
from api.schemas.common import problems
from api.web.field_errors import FieldsError
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import allocation_store, run_standing_store
from data.allocation.recorded_run import RecordedRun
from data.allocation_store import AllocationRun
from data.database import reading
from data.errors import NotFoundError
from data.job_queue import JobQueue
from data.run_standing_store import RunStanding
from data.scopes import Scope

router = APIRouter(prefix="/v1/allocations", tags=["allocations"], route_class=OnceRoute)

AllocationPath = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id that asking for it gave")]


@router.get(
    "",
    operation_id="listAllocations",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_allocations(
    rights: ProgrammeDep, connection: ReadingDep, parts: PartsDep, paging: PagingDep
) -> Page[AllocationOut]:
    """List the newest hundred allocations, newest first; of those without a plan the state of their job."""
    shown, next_cursor = paging.part(listed_runs(connection, parts.jobs, rights))
    return Page(items=[_listed(one, parts.jobs) for one in shown], next_cursor=next_cursor)


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


@router.get(
    "/usual-levers",
    operation_id="showUsualLevers",
    openapi_extra=scoped(Scope.ALLOCATIONS_READ),
    responses=problems(401, 403, 503),
)
def show_usual_levers(connection: ReadingDep, _rights: ProgrammeDep, catalogue: CatalogueDep, now: NowDep) -> LeversOut:
    """Say what an allocation from the database usually begins with: who takes part, and what is left of each fund."""
    return levers_out(usual_levers(connection, programme_funds(connection, catalogue, now.date())))


@router.post(
    "/from-levers",
    operation_id="askForAllocationByLevers",
    openapi_extra=scoped(Scope.ALLOCATIONS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 422, 503),
)
def ask_by_levers(
    wanted: LeversIn, connection: ReadingDep, rights: ProgrammeDep, parts: PartsDep, now: NowDep
) -> AllocationOut:
    """Ask a worker to allocate from the database, by what a manager decides."""
    known = {one.id for one in programme_funds(connection, parts.catalogue, now.date())}
    if not wanted.budget_percent.keys() <= known:
        raise FieldsError({"budget_percent": "error.field.unknown_id"})
    run_id = new_run.ask_by_levers(parts.jobs, parts.settings.home, rights, wanted.levers(), now)
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


def _listed(one: ListedRun, queue: JobQueue) -> AllocationOut:
    if one.run is None or not isinstance(one.state, RunStanding):
        return waiting_out(one.id, allocation_services.job_of(queue, one.id))
    return _recorded(one.run, one.state, queue)


def _made(connection: sa.Connection, queue: JobQueue, run_id: str) -> AllocationOut:
    """An allocation that is recorded."""
    run = allocation_store.run_of(connection, run_id)
    standing = run_standing_store.standings(connection, [run])[run.id]
    return _recorded(run, standing, queue)


def _recorded(run: AllocationRun, standing: RunStanding, queue: JobQueue) -> AllocationOut:
    return allocation_out(run, standing, publication.told_publication(queue, run.id, standing))
