"""A school's plans of study as JSON: listed, shown, looked at before they are stored, loaded, taken away."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Response, UploadFile

from api.academia import plan_loading
from api.academia.plan_json import (
    LONGEST_NAME,
    PlanIn,
    PlanOut,
    PlanReadOut,
    WholePlanOut,
    plan_out,
    plan_read_out,
    whole_plan_out,
)
from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, CatalogueDep, NowDep, PartsDep, ReadingDep, SchoolDep, WritingDep
from api.job_services import Upload
from api.row_reasons import without_file
from api.schemas.common import NOT_BLANK, problems
from api.web.etags import UNCHANGED, IfNoneMatch, tag_of, tagged
from api.web.field_errors import Reason, ReasonsError
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import plan_store
from data.domain import Area
from data.errors import InputError
from data.scopes import Scope

PREFIX = "/v1/school/plans"
TAG = "schools"

router = APIRouter(prefix=PREFIX, tags=[TAG], route_class=OnceRoute)

PlanPath = Annotated[str, Path(max_length=32, pattern="^[0-9A-Za-z._-]+$", description="Id that the list gives")]


@router.get(
    "", operation_id="listPlans", openapi_extra=scoped(Scope.PLANS_READ), responses=problems(401, 403, 422, 503)
)
def list_plans(rights: SchoolDep, connection: ReadingDep, paging: PagingDep) -> Page[PlanOut]:
    """List the school's plans, by name."""
    some, next_cursor = paging.part(plan_store.every_plan_of(connection, rights))
    return Page(items=[plan_out(one) for one in some], next_cursor=next_cursor)


@router.post(
    "",
    operation_id="loadPlan",
    openapi_extra=scoped(Scope.PLANS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 413, 422, 503),
)
def load_plan(
    plan: PlanIn, rights: SchoolDep, connection: WritingDep, catalogue: CatalogueDep, now: NowDep
) -> WholePlanOut:
    """Store a plan, or a new version of the school's plan of this name; if one row is wrong, nothing is stored.

    Subjects that are there already keep what was corrected of them and their teachers.
    """
    text, kind = plan.source()
    try:
        plan_id = plan_loading.store_text(connection, rights, text, plan.plain_name, plan.area, catalogue, now, kind)
    except plan_loading.BadRowsError as error:
        raise ReasonsError(list(plan.reasons(error.rejected))) from error
    except InputError as error:
        raise _unreadable(plan, error) from error
    return whole_plan_out(plan_store.plan_of(connection, rights, plan_id))


@router.post(
    "/check",
    operation_id="checkPlan",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(400, 401, 403, 413, 422, 503),
)
def check_plan(
    plan: PlanIn, rights: SchoolDep, connection: ReadingDep, catalogue: CatalogueDep, t: ApiTextsDep, now: NowDep
) -> PlanReadOut:
    """Say what would be read of a plan, which rows would be refused and what would change; nothing is stored."""
    text, kind = plan.source()
    try:
        read = plan_loading.read_text(text, plan.plain_name, plan.area, catalogue, now.date(), kind)
    except InputError as error:
        raise _unreadable(plan, error) from error
    return plan_read_out(read, plan_loading.change_of(connection, rights, read), t)


@router.post(
    "/check-file",
    operation_id="checkPlanFile",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(400, 401, 403, 413, 422, 503),
)
def check_plan_file(
    file: Annotated[UploadFile, File(description="Excel, CSV, Markdown, JSON or JSON-LD; its name tells which")],
    name: Annotated[str, Form(max_length=LONGEST_NAME, pattern=NOT_BLANK, description="In Spanish")],
    area: Annotated[Area, Form()],
    rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: ApiTextsDep,
    now: NowDep,
) -> PlanReadOut:
    """Say the same of a file; the answer's `text` stores what was read of it."""
    upload, most_bytes = Upload(file.filename or "", file.file), parts.settings.upload_megabytes * 1_000_000
    plain_name = " ".join(name.split())
    try:
        read = plan_loading.read_upload(upload, most_bytes, plain_name, area, parts.catalogue, now.date())
    except InputError as error:
        raise ReasonsError([Reason("#/file", without_file(error.detail))]) from error
    return plan_read_out(read, plan_loading.change_of(connection, rights, read), t)


@router.get(
    "/{plan_id}",
    operation_id="showPlan",
    openapi_extra=scoped(Scope.PLANS_READ),
    response_model=WholePlanOut,
    responses={304: UNCHANGED, **problems(401, 403, 404, 422, 503)},
)
def show_plan(
    plan_id: PlanPath, rights: SchoolDep, connection: ReadingDep, if_none_match: IfNoneMatch = None
) -> Response:
    """Show a plan with its subjects."""
    found = whole_plan_out(plan_store.plan_of(connection, rights, plan_id))
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "/{plan_id}/remove",
    operation_id="removePlan",
    openapi_extra=scoped(Scope.PLANS_WRITE),
    status_code=204,
    responses=problems(401, 403, 404, 422, 503),
)
def remove_plan(plan_id: PlanPath, rights: SchoolDep, connection: WritingDep) -> None:
    """Take a plan away with all that belongs to it."""
    plan_store.remove_plan(connection, rights, plan_id)


def _unreadable(plan: PlanIn, error: InputError) -> ReasonsError:
    """The trouble with a whole file, which its name would precede."""
    pointer = "#/subjects" if plan.text is None else "#/text"
    return ReasonsError([Reason(pointer, without_file(error.detail))])
