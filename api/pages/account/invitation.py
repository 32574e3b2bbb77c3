"""Accept an invitation."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.accounts import invitations
from api.accounts.links import account_of_link
from api.accounts.passwords import WeakPasswordError
from api.dependencies import NowDep, PageTextsDep, PartsDep, ReadingDep, VisitDep, WritingDep
from api.i18n import Texts
from api.pages.account.password_page import PasswordPage, TokenPath, password_page
from api.pages.frame import frame_of
from api.pages.log_in import begin_browser_session
from api.web.forms import PostedDep, password_field, text_field
from data.session_store import TokenPurpose

router = APIRouter(include_in_schema=False)


@router.get("/invitacion/{token}")
def show_invitation(
    request: Request, token: TokenPath, connection: ReadingDep, t: PageTextsDep, now: NowDep, _visit: VisitDep
) -> HTMLResponse:
    """Ask for name, password and consent."""
    account_of_link(connection, token, TokenPurpose.INVITATION, now)
    return password_page(request, t, _page(request, t, token))


@router.post("/invitacion/{token}")
def accept_invitation(
    request: Request,
    token: TokenPath,
    form: PostedDep,
    connection: WritingDep,
    parts: PartsDep,
    visit: VisitDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Make the account usable and log in; or show the form with what is wrong."""
    account_of_link(connection, token, TokenPurpose.INVITATION, now)
    name = text_field(form, "name")
    page = replace(_page(request, t, token), name=name)
    if not text_field(form, "notice"):
        return password_page(request, t, replace(page, errors={"notice": t("error.field.notice")}))
    password = password_field(form, "password")
    try:
        accepted = invitations.accept(
            connection, token, password=password, name=name or None, settings=parts.settings, moment=now
        )
    except WeakPasswordError as error:
        return password_page(request, t, page, error)
    return begin_browser_session(connection, visit, *accepted, is_https=parts.settings.is_https)


def _page(request: Request, t: Texts, token: str) -> PasswordPage:
    return PasswordPage(
        frame_of(request, t, t("page.invitation.title"), shows_invented=False),
        intro=t("page.invitation.intro"),
        action=f"/invitacion/{token}",
        submit=t("page.invitation.submit"),
        is_new=True,
        asks_name=True,
    )
