"""A school's settings as JSON."""

from fastapi import APIRouter, Response

from api.academia.school_settings import SchoolSettingsIn, SchoolSettingsOut, change_settings, settings_of
from api.accounts.scopes import scoped
from api.dependencies import CatalogueDep, ReadingDep, SchoolDep, WritingDep
from api.routes.school.plans import TAG
from api.schemas.common import problems
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.once import OnceRoute
from data.scopes import Scope

router = APIRouter(prefix="/v1/school/settings", tags=[TAG], route_class=OnceRoute)


@router.get(
    "",
    operation_id="showSchoolSettings",
    openapi_extra=scoped(Scope.PLANS_READ),
    response_model=SchoolSettingsOut,
    responses={304: UNCHANGED, **problems(401, 403, 422, 503)},
)
def show_settings(
    rights: SchoolDep, connection: ReadingDep, catalogue: CatalogueDep, if_none_match: IfNoneMatch = None
) -> Response:
    """Show the school's name, its institution, and whether it shares its plans."""
    found = settings_of(connection, rights, catalogue)
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "",
    operation_id="changeSchoolSettings",
    openapi_extra=scoped(Scope.PLANS_WRITE),
    responses=problems(400, 401, 403, 412, 422, 503),
)
def change(
    said: SchoolSettingsIn,
    rights: SchoolDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    if_match: IfMatch = None,
) -> SchoolSettingsOut:
    """Change the school's name and whether it shares its plans."""
    check_unchanged(if_match, tag_of([settings_of(connection, rights, catalogue)]))
    change_settings(connection, rights, " ".join(said.name.split()), shares_plans=said.shares_plans)
    return settings_of(connection, rights, catalogue)
