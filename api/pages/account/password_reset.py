"""Ask for a new password, and choose one."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.accounts import password_change
from api.accounts.links import account_of_link
from api.accounts.passwords import WeakPasswordError
from api.dependencies import NetworkAddressDep, NowDep, PageTextsDep, PartsDep, ReadingDep, VisitDep, WritingDep
from api.i18n import Texts
from api.pages.account.password_page import PasswordPage, TokenPath, password_page
from api.pages.account.sent import sent_page
from api.pages.done import done_url
from api.pages.frame import Frame, frame_of, render
from api.web.forms import PostedDep, password_field, text_field
from data.account_store import plain_email
from data.errors import InputError
from data.session_store import TokenPurpose

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ForgottenPage:
    """All that ``account/forgotten.html`` may use."""

    frame: Frame
    email: str
    problem: str | None


@router.get("/contrasena")
def show_form(request: Request, t: PageTextsDep, _visit: VisitDep) -> HTMLResponse:
    """Ask for the address."""
    return _form(request, t, "", None)


@router.post("/contrasena")
def ask_for_link(
    request: Request,
    form: PostedDep,
    connection: WritingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    network_address: NetworkAddressDep,
) -> Response:
    """Write to the address, whether or not it has an account."""
    typed = text_field(form, "email", 300)
    try:
        email = plain_email(typed)
    except InputError:
        return _form(request, t, typed, t("error.field.email"))
    password_change.ask_for_link(
        connection, email, t.language, parts.settings, network_address=network_address, moment=now
    )
    return RedirectResponse("/contrasena/enviado", status_code=303)


@router.get("/contrasena/enviado")
def show_sent(request: Request, parts: PartsDep, t: PageTextsDep, _visit: VisitDep) -> HTMLResponse:
    """Tell where to go on."""
    return sent_page(request, parts, t, t("page.sent.password"))


@router.get("/contrasena/{token}")
def show_choice(
    request: Request, token: TokenPath, connection: ReadingDep, t: PageTextsDep, now: NowDep, _visit: VisitDep
) -> HTMLResponse:
    """Ask for the new password."""
    account_of_link(connection, token, TokenPurpose.PASSWORD_RESET, now)
    return password_page(request, t, _choice(request, t, token))


@router.post("/contrasena/{token}")
def take_choice(
    request: Request, token: TokenPath, form: PostedDep, connection: WritingDep, t: PageTextsDep, now: NowDep
) -> Response:
    """Set the password, end all sessions and lead to the log-in."""
    try:
        password_change.set_password(connection, token, password_field(form, "password"), now)
    except WeakPasswordError as error:
        return password_page(request, t, _choice(request, t, token), error)
    return RedirectResponse(done_url("/entrar", "contrasena"), status_code=303)


def _form(request: Request, t: Texts, email: str, problem: str | None) -> HTMLResponse:
    page = ForgottenPage(frame_of(request, t, t("page.forgotten.title"), shows_invented=False), email, problem)
    return render(request, "account/forgotten.html", page, t, status=422 if problem else 200)


def _choice(request: Request, t: Texts, token: str) -> PasswordPage:
    return PasswordPage(
        frame_of(request, t, t("page.new_password.title"), shows_invented=False),
        intro=t("page.new_password.intro"),
        action=f"/contrasena/{token}",
        submit=t("page.new_password.submit"),
        is_new=True,
    )
