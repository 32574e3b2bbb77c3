"""Log in and out."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.accounts import log_in
from api.dependencies import NetworkAddressDep, NowDep, PageTextsDep, PartsDep, VisitDep, WritingDep
from api.i18n import Texts
from api.navigation import home_of
from api.pages.done import done_text
from api.pages.frame import Frame, frame_of, render
from api.web.forms import PostedDep, password_field, text_field
from api.web.rate_limit import TooManyTriesError
from api.web.visit import SESSION_COOKIE, VISIT_COOKIE, Visit, set_session
from data import session_store
from data.errors import AppError
from data.rights import Account

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class LogInPage:
    """All that ``log_in.html`` may use; ``next_url`` is where to go afterwards, ``done`` what was just done."""

    frame: Frame
    email: str
    next_url: str
    problem: str | None
    done: str | None


@router.get("/entrar")
def show_log_in(request: Request, t: PageTextsDep, visit: VisitDep) -> Response:
    """Show the form; who is logged in already goes home."""
    next_url = own_path(request.query_params.get("next", ""))
    if visit.account is not None:
        return RedirectResponse(next_url or home_of(visit.account.role), status_code=303)
    return _page(request, t, "", next_url, None)


@router.post("/entrar")
def take_log_in(
    request: Request,
    form: PostedDep,
    connection: WritingDep,
    parts: PartsDep,
    visit: VisitDep,
    t: PageTextsDep,
    now: NowDep,
    network_address: NetworkAddressDep,
) -> Response:
    """Begin a session and go on; or show the form with what is wrong."""
    email = text_field(form, "email", 254)
    next_url = own_path(text_field(form, "next", 2_000))
    entered = log_in.log_in(
        connection,
        email=email,
        password=password_field(form, "password"),
        network_address=network_address,
        secret=parts.settings.pseudonym_secret,
        moment=now,
    )
    if isinstance(entered, AppError):
        return _page(request, t, email, next_url, entered)
    return begin_browser_session(connection, visit, *entered, is_https=parts.settings.is_https, next_url=next_url)


@router.post("/salir")
def log_out(visit: VisitDep, connection: WritingDep) -> RedirectResponse:
    """End the session, here and in the database."""
    if visit.session_token is not None:
        session_store.end_session(connection, visit.session_token)
    answer = RedirectResponse("/", status_code=303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def begin_browser_session(
    connection: sa.Connection, visit: Visit, account: Account, token: str, *, is_https: bool, next_url: str = ""
) -> RedirectResponse:
    """Give a browser its new session in place of what it had, and lead on."""
    if visit.session_token is not None:
        session_store.end_session(connection, visit.session_token)
    answer = RedirectResponse(next_url or home_of(account.role), status_code=303)
    set_session(answer, token, is_https=is_https)
    answer.delete_cookie(VISIT_COOKIE)
    return answer


def own_path(url: str) -> str:
    r"""A path of this service as it is; anything that could lead to another host becomes empty.

    Examples
    --------
    >>> own_path("/mi?lang=en"), own_path("//evil.example"), own_path("https://evil.example/"), own_path("/\\evil")
    ('/mi?lang=en', '', '', '')
    """
    parts = urlsplit(url)
    is_own = url.startswith("/") and not url.startswith(("//", "/\\")) and not parts.netloc and url.isprintable()
    return url if is_own else ""


def _page(request: Request, t: Texts, email: str, next_url: str, error: AppError | None) -> HTMLResponse:
    problem = None if error is None else t(error.key)
    frame = frame_of(request, t, t("page.log_in.title"), shows_invented=False)
    page = LogInPage(frame, email, next_url, problem, done_text(request, t))
    headers = {}
    if isinstance(error, TooManyTriesError):
        headers["Retry-After"] = str(error.retry_seconds)
    return render(request, "log_in.html", page, t, status=error.status if error else 200, headers=headers)
