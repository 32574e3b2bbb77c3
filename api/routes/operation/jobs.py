"""Jobs as JSON: list them, ask for one, cancel one, try one again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from api import job_services
from api.accounts.scopes import scoped
from api.dependencies import NowDep, OperatorDep, PartsDep, operator
from api.schemas.common import problems
from api.schemas.jobs import JobIn, JobOut, job_out
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data.job_queue import JobQueue
from data.scopes import Scope

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=OnceRoute, dependencies=[Depends(operator)])

JobPath = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of a job")]


@router.get(
    "",
    operation_id="listJobs",
    openapi_extra=scoped(Scope.JOBS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_jobs(parts: PartsDep, paging: PagingDep) -> Page[JobOut]:
    """List jobs, newest first."""
    found = parts.jobs.jobs(paging.limit + 1, before=paging.place())
    shown = found[: paging.limit]
    next_cursor = paging.cursor_at(shown[-1].id) if len(found) > len(shown) else None
    return Page(items=[job_out(job) for job in shown], next_cursor=next_cursor)


@router.get(
    "/{number}",
    operation_id="showJob",
    openapi_extra=scoped(Scope.JOBS_READ),
    response_model=JobOut,
    responses={304: UNCHANGED, **problems(401, 403, 404, 422, 503)},
)
def show_job(number: JobPath, parts: PartsDep, if_none_match: IfNoneMatch = None) -> Response:
    """Show one job as it stands."""
    found = job_out(parts.jobs.job(number))
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "",
    operation_id="askForJob",
    openapi_extra=scoped(Scope.JOBS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 422, 503),
)
def ask_for_job(job: JobIn, parts: PartsDep, rights: OperatorDep, now: NowDep) -> JobOut:
    """Ask a worker to run a command. Files that it names must lie in the installation's own folder."""
    number = job_services.ask(parts.jobs, parts.settings.home, job.command, job.arguments, rights.account_id, now)
    return job_out(parts.jobs.job(number))


@router.post(
    "/{number}/cancel",
    operation_id="cancelJob",
    openapi_extra=scoped(Scope.JOBS_WRITE),
    responses=problems(401, 403, 404, 409, 412, 422, 503),
)
def cancel_job(number: JobPath, parts: PartsDep, now: NowDep, if_match: IfMatch = None) -> JobOut:
    """Cancel a job: at once if it waits, at its next report if it runs."""
    _check_unchanged(parts.jobs, number, if_match)
    job_services.cancel(parts.jobs, parts.settings.uploads_dir, number, now)
    return job_out(parts.jobs.job(number))


@router.post(
    "/{number}/retry",
    operation_id="retryJob",
    openapi_extra=scoped(Scope.JOBS_WRITE),
    status_code=201,
    responses=problems(401, 403, 404, 409, 412, 422, 503),
)
def retry_job(number: JobPath, parts: PartsDep, now: NowDep, if_match: IfMatch = None) -> JobOut:
    """Queue a job that ended badly once more, under a new number."""
    _check_unchanged(parts.jobs, number, if_match)
    return job_out(parts.jobs.job(parts.jobs.retry(number, now)))


def _check_unchanged(queue: JobQueue, number: int, if_match: str | None) -> None:
    """Refuse to touch a job that has moved on; between this look and the act, the queue itself decides by the state."""
    check_unchanged(if_match, tag_of([job_out(queue.job(number))]))
