"""The privacy notice, open to everybody."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.accounts.privacy_notice import Section, notice_sections, notice_version
from api.dependencies import PageTextsDep, PartsDep, VisitDep
from api.pages.frame import Frame, frame_of, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """All that ``account/privacy.html`` may use."""

    frame: Frame
    sections: tuple[Section, ...]
    version: str


@router.get("/aviso-de-privacidad")
def show_notice(request: Request, parts: PartsDep, t: PageTextsDep, _visit: VisitDep) -> HTMLResponse:
    """Show the notice."""
    frame = frame_of(request, t, t("page.privacy.title"), shows_invented=False)
    page = PrivacyPage(frame, notice_sections(parts.settings, t), notice_version(parts.settings))
    return render(request, "account/privacy.html", page, t)
