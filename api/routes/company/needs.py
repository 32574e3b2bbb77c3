"""A company's needs as JSON: post, list, edit, close, and say which of the skills read in them are asked for."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.accounts.scopes import scoped
from api.dependencies import (
    ApiTextsDep,
    CatalogueDep,
    CompanyDep,
    NowDep,
    ReadingDep,
    SkillReaderDep,
    WritingDep,
)
from api.industry import need_services
from api.industry.need_json import (
    NeedIn,
    NeedOut,
    NeedSkillIn,
    NeedSkillOut,
    ReopenIn,
    need_out,
    need_skill_out,
)
from api.schemas.common import problems
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.field_errors import FieldsError
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import need_store
from data.domain import SkillId
from data.errors import NotFoundError
from data.scopes import Scope

router = APIRouter(prefix="/v1/company/needs", tags=["companies"], route_class=OnceRoute)

NeedPath = Annotated[str, Path(max_length=32, pattern="^[0-9a-z]+$", description="Id that posting it gave")]


@router.get(
    "", operation_id="listNeeds", openapi_extra=scoped(Scope.NEEDS_READ), responses=problems(401, 403, 422, 503)
)
def list_needs(
    rights: CompanyDep, connection: ReadingDep, catalogue: CatalogueDep, t: ApiTextsDep, now: NowDep, paging: PagingDep
) -> Page[NeedOut]:
    """List the company's needs, newest first."""
    needs, next_cursor = paging.part(need_store.needs_of(connection, rights))
    return Page(items=[need_out(one, catalogue, t, now.date()) for one in needs], next_cursor=next_cursor)


@router.post(
    "",
    operation_id="postNeed",
    openapi_extra=scoped(Scope.NEEDS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 422, 503),
)
def post_need(
    need: NeedIn,
    rights: CompanyDep,
    reader: SkillReaderDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
) -> NeedOut:
    """Post a need and read its skills at once. As demand it counts from the next `rumbo embed` on."""
    text, terms = need.checked(catalogue, now.date())
    need_id = need_services.post_need(connection, rights, text, terms, now)
    need_services.read_need(connection, rights, need_id, reader)
    return need_out(need_store.need_of(connection, rights, need_id), catalogue, t, now.date())


@router.get(
    "/{need_id}",
    operation_id="showNeed",
    openapi_extra=scoped(Scope.NEEDS_READ),
    response_model=NeedOut,
    responses={304: UNCHANGED, **problems(401, 403, 404, 422, 503)},
)
def show_need(
    need_id: NeedPath,
    rights: CompanyDep,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Show one need."""
    found = need_out(need_store.need_of(connection, rights, need_id), catalogue, t, now.date())
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "/{need_id}",
    operation_id="changeNeed",
    openapi_extra=scoped(Scope.NEEDS_WRITE),
    responses=problems(400, 401, 403, 404, 412, 422, 503),
)
def change_need(
    need_id: NeedPath,
    need: NeedIn,
    rights: CompanyDep,
    reader: SkillReaderDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    if_match: IfMatch = None,
) -> NeedOut:
    """Put another text and other terms in the place of the old ones, and read the text again. Its day stays."""
    one = need_store.need_of(connection, rights, need_id)
    check_unchanged(if_match, tag_of([need_out(one, catalogue, t, now.date())]))
    text, terms = need.checked(catalogue, now.date())
    need_services.edit_need(connection, rights, one, text, terms)
    need_services.read_need(connection, rights, one.id, reader)
    return need_out(need_store.need_of(connection, rights, need_id), catalogue, t, now.date())


@router.post(
    "/{need_id}/read",
    operation_id="readNeed",
    openapi_extra=scoped(Scope.NEEDS_WRITE),
    responses=problems(401, 403, 404, 422, 503),
)
def read_need(
    need_id: NeedPath,
    rights: CompanyDep,
    reader: SkillReaderDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
) -> NeedOut:
    """Read the skills of a need's text, as of one that came by file; what the company said of skills stays."""
    one = need_store.need_of(connection, rights, need_id)
    need_services.read_need(connection, rights, one.id, reader)
    return need_out(need_store.need_of(connection, rights, need_id), catalogue, t, now.date())


@router.post(
    "/{need_id}/close",
    operation_id="closeNeed",
    openapi_extra=scoped(Scope.NEEDS_WRITE),
    responses=problems(401, 403, 404, 422, 503),
)
def close_need(
    need_id: NeedPath, rights: CompanyDep, connection: WritingDep, catalogue: CatalogueDep, t: ApiTextsDep, now: NowDep
) -> NeedOut:
    """End a need: from the next count on it is no demand. One that has ended stays as it is."""
    need_store.close_need(connection, rights, need_id, now.date())
    return need_out(need_store.need_of(connection, rights, need_id), catalogue, t, now.date())


@router.post(
    "/{need_id}/reopen",
    operation_id="reopenNeed",
    openapi_extra=scoped(Scope.NEEDS_WRITE),
    responses=problems(400, 401, 403, 404, 422, 503),
)
def reopen_need(
    need_id: NeedPath,
    until: ReopenIn,
    rights: CompanyDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
) -> NeedOut:
    """Open a need again."""
    if until.expires_on is not None and until.expires_on < now.date():
        raise FieldsError({"expires_on": "error.field.past_day"})
    need_store.reopen_need(connection, rights, need_id, until.expires_on)
    return need_out(need_store.need_of(connection, rights, need_id), catalogue, t, now.date())


@router.get(
    "/{need_id}/skills",
    operation_id="listNeedSkills",
    openapi_extra=scoped(Scope.NEEDS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def list_need_skills(
    need_id: NeedPath,
    rights: CompanyDep,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
) -> Page[NeedSkillOut]:
    """List the skills of a need, those rejected included: surest first, what the company added last."""
    one = need_store.need_of(connection, rights, need_id)
    skills, next_cursor = paging.part(need_services.skills_of_need(connection, one, catalogue))
    return Page(items=[need_skill_out(skill, catalogue, t) for skill in skills], next_cursor=next_cursor)


@router.post(
    "/{need_id}/skills",
    operation_id="sayOfNeedSkill",
    openapi_extra=scoped(Scope.NEEDS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 422, 503),
)
def say_of_need_skill(
    need_id: NeedPath,
    said: NeedSkillIn,
    rights: CompanyDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    now: NowDep,
) -> None:
    """Say whether a skill is required, desirable or not asked for. It wins at every later reading."""
    skill_id = SkillId(said.skill_id)
    if skill_id not in catalogue.skills:
        raise NotFoundError(f"no skill {skill_id!r}")
    need_store.correct_skill(connection, rights, need_id, skill_id, said.word, now)


@router.post(
    "/{need_id}/skills/accept",
    operation_id="acceptNeedSkills",
    openapi_extra=scoped(Scope.NEEDS_WRITE),
    status_code=204,
    responses=problems(401, 403, 404, 422, 503),
)
def accept_need_skills(
    need_id: NeedPath, rights: CompanyDep, connection: WritingDep, catalogue: CatalogueDep, now: NowDep
) -> None:
    """Say yes to all skills that were read and of which nothing was said."""
    need_services.accept_all(connection, rights, need_id, catalogue, now)
