"""Jobs as JSON: list them, ask for one, cancel one, try one again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api import job_services
from api.dependencies import NowDep, PartsDep, operator
from api.job_schemas import JobIn, JobOut, job_out
from api.schemas import problems
from api.scopes import scoped
from data.scopes import Scope

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], dependencies=[Depends(operator)])

JobPath = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of a job")]


@router.get("", operation_id="listJobs", openapi_extra=scoped(Scope.JOBS_READ), responses=problems(401, 403, 422, 503))
def list_jobs(parts: PartsDep, n: Annotated[int, Query(ge=1, le=200)] = 20) -> list[JobOut]:
    """List the newest jobs, newest first."""
    return [job_out(job) for job in parts.jobs.jobs(n)]


@router.get(
    "/{number}",
    operation_id="showJob",
    openapi_extra=scoped(Scope.JOBS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def show_job(number: JobPath, parts: PartsDep) -> JobOut:
    """Show one job as it stands."""
    return job_out(parts.jobs.job(number))


@router.post(
    "",
    operation_id="askForJob",
    openapi_extra=scoped(Scope.JOBS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 422, 503),
)
def ask_for_job(job: JobIn, parts: PartsDep, now: NowDep) -> JobOut:
    """Ask a worker to run a command. Files that it names must lie in the installation's own folder."""
    number = job_services.ask(parts.jobs, parts.settings.home, job.command, job.arguments, now)
    return job_out(parts.jobs.job(number))


@router.post(
    "/{number}/cancel",
    operation_id="cancelJob",
    openapi_extra=scoped(Scope.JOBS_WRITE),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def cancel_job(number: JobPath, parts: PartsDep, now: NowDep) -> JobOut:
    """Cancel a job: at once if it waits, at its next report if it runs."""
    job_services.cancel(parts.jobs, parts.settings.uploads_dir, number, now)
    return job_out(parts.jobs.job(number))


@router.post(
    "/{number}/retry",
    operation_id="retryJob",
    openapi_extra=scoped(Scope.JOBS_WRITE),
    status_code=201,
    responses=problems(401, 403, 404, 409, 422, 503),
)
def retry_job(number: JobPath, parts: PartsDep, now: NowDep) -> JobOut:
    """Queue a job that ended badly once more, under a new number."""
    return job_out(parts.jobs.job(parts.jobs.retry(number, now)))
