"""A school's settings: its name, its institution, and whether others may compare their plans with its own."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.academia import school_settings
from api.dependencies import CatalogueDep, PageTextsDep, ReadingDep, SchoolDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.academia.ways import HOME, academia_ways
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of, render
from api.web.forms import PostedDep, text_field
from data import account_store
from data.catalogue import Catalogue
from data.rights import SchoolRights

router = APIRouter(prefix=f"{HOME}/ajustes", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SchoolSettingsPage:
    """All that ``academia/settings.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    name: str
    institution: str
    shares_plans: bool
    problem: str
    done: str | None


@router.get("")
def show_settings(
    request: Request, rights: SchoolDep, connection: ReadingDep, catalogue: CatalogueDep, t: PageTextsDep
) -> HTMLResponse:
    """Show the settings."""
    school = account_store.get_organisation(connection, rights.organisation_id)
    return _page(request, rights, catalogue, t, school.name, shares_plans=school.shares_plans)


@router.post("")
def change_settings(
    request: Request,
    form: PostedDep,
    rights: SchoolDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
) -> Response:
    """Store name and consent."""
    name, shares_plans = " ".join(text_field(form, "name", school_settings.NAME_LENGTH).split()), "shares_plans" in form
    if not name:
        problem = t("page.settings.name_missing")
        return _page(request, rights, catalogue, t, name, shares_plans=shares_plans, problem=problem)
    school_settings.change_settings(connection, rights, name, shares_plans=shares_plans)
    return RedirectResponse(done_url(request.url.path, "guardado"), status_code=303)


def _page(
    request: Request,
    rights: SchoolRights,
    catalogue: Catalogue,
    t: Texts,
    name: str,
    *,
    shares_plans: bool,
    problem: str = "",
) -> HTMLResponse:
    institution = catalogue.institutions.get(rights.institution_id) if rights.institution_id else None
    page = SchoolSettingsPage(
        frame=frame_of(request, t, t("page.settings.title"), shows_invented=False),
        ways=academia_ways(request.url.path, t),
        name=name,
        institution=institution.name if institution else "",
        shares_plans=shares_plans,
        problem=problem,
        done=done_text(request, t),
    )
    return render(request, "academia/settings.html", page, t, status=422 if problem else 200)
