"""What operators look at first as JSON: what needs attention, and the examination of the installation."""

from fastapi import APIRouter, Depends

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, NowDep, PartsDep, ReadingDep, operator
from api.operation.attention import attention
from api.operation.attention_json import AttentionOut, ExaminationOut, attention_out, examination_out
from api.schemas.common import problems
from api.schemas.jobs import JobOut, job_out
from api.web.once import OnceRoute
from data.errors import NotFoundError
from data.findings import kept_findings
from data.scopes import Scope

router = APIRouter(prefix="/v1", tags=["operation"], route_class=OnceRoute, dependencies=[Depends(operator)])


@router.get(
    "/attention",
    operation_id="showAttention",
    openapi_extra=scoped(Scope.OPERATION_READ),
    responses=problems(401, 403, 503),
)
def show_attention(connection: ReadingDep, parts: PartsDep, now: NowDep) -> AttentionOut:
    """Show what needs attention: jobs, refused rows, bundles, drift, backups; nothing is examined for it."""
    return attention_out(attention(connection, parts.jobs, parts.settings, now), now)


@router.get(
    "/examination",
    operation_id="showExamination",
    openapi_extra=scoped(Scope.OPERATION_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def show_examination(parts: PartsDep, t: ApiTextsDep) -> ExaminationOut:
    """Show what the last examination of the installation found; 404 before the first."""
    found = kept_findings(parts.settings.findings_file)
    if found is None:
        raise NotFoundError("nobody has examined the installation yet")
    return examination_out(found, t)


@router.post(
    "/examination",
    operation_id="askForExamination",
    openapi_extra=scoped(Scope.OPERATION_WRITE),
    status_code=201,
    responses=problems(401, 403, 422, 503),
)
def ask_for_examination(parts: PartsDep, now: NowDep) -> JobOut:
    """Ask a worker to examine the installation, as the doctor does."""
    return job_out(parts.jobs.job(parts.jobs.enqueue("doctor", {}, now)))
