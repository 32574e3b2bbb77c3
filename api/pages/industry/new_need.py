"""A new need: by the form, or by a pasted advertisement that fills the form in."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import CatalogueDep, CompanyDep, NowDep, PageTextsDep, SkillReaderDep, WritingDep
from api.i18n import Texts
from api.industry import need_services
from api.industry.need_form import MOST_LETTERS, NeedProblemsError, NeedValues, checked_need
from api.industry.pasted_need import pasted_need
from api.navigation import Way
from api.pages.done import done_url
from api.pages.frame import Frame, frame_of, render
from api.pages.industry.need_form_page import need_form_page
from api.pages.industry.ways import NEEDS, industry_ways, need_url
from api.web.forms import PostedDep, text_field

_NEW = f"{NEEDS}/nueva"

router = APIRouter(prefix=_NEW, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PastePage:
    """All that ``industry/paste.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    problem: str | None
    most_letters: int


@router.get("")
def show_form(request: Request, rights: CompanyDep, catalogue: CatalogueDep, t: PageTextsDep) -> HTMLResponse:
    """Show an empty form."""
    return need_form_page(request, catalogue, t, NeedValues(), heading=t("page.new_need.title"), action=_NEW)


@router.post("")
def post_need(
    request: Request,
    form: PostedDep,
    rights: CompanyDep,
    reader: SkillReaderDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Store a need and read its skills at once."""
    values = NeedValues.of(form)
    try:
        text, terms = checked_need(values, catalogue, now.date())
    except NeedProblemsError as error:
        heading = t("page.new_need.title")
        return need_form_page(request, catalogue, t, values, heading=heading, action=_NEW, error_keys=error.keys)
    need_id = need_services.post_need(connection, rights, text, terms, now)
    need_services.read_need(connection, rights, need_id, reader)
    return RedirectResponse(done_url(need_url(need_id), "vacante"), status_code=303)


@router.get("/pegar")
def show_paste(request: Request, rights: CompanyDep, t: PageTextsDep) -> HTMLResponse:
    """Show the field for an advertisement."""
    return _paste_page(request, t)


@router.post("/pegar")
def paste(
    request: Request, form: PostedDep, rights: CompanyDep, catalogue: CatalogueDep, t: PageTextsDep
) -> HTMLResponse:
    """Show the form as the advertisement fills it in; nothing is stored."""
    text = text_field(form, "text", MOST_LETTERS)
    if not text:
        return _paste_page(request, t, problem=t("error.field.missing"))
    values = pasted_need(text, catalogue)
    return need_form_page(request, catalogue, t, values, heading=t("page.new_need.title"), action=_NEW, is_pasted=True)


def _paste_page(request: Request, t: Texts, problem: str | None = None) -> HTMLResponse:
    page = PastePage(
        frame=frame_of(request, t, t("page.paste.title"), shows_invented=False),
        ways=industry_ways(request.url.path, t),
        problem=problem,
        most_letters=MOST_LETTERS,
    )
    return render(request, "industry/paste.html", page, t, status=422 if problem else 200)
