"""One's own account: password, language, sessions."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.accounts import log_in, password_change
from api.accounts.passwords import WeakPasswordError
from api.dependencies import (
    NetworkAddressDep,
    NowDep,
    OwnAccountDep,
    PageTextsDep,
    PartsDep,
    ReadingDep,
    WritingDep,
)
from api.i18n import Texts
from api.pages.choices import Option, options
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of, render, set_language
from api.web.forms import PostedDep, password_field, text_field
from api.web.rate_limit import TooManyTriesError
from api.web.visit import set_session
from data import account_store
from data.domain import Language
from data.errors import AppError, InputError
from data.rights import Account

router = APIRouter(prefix="/cuenta", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class OwnAccountPage:
    """All that ``account/own.html`` may use; ``errors`` has a message by name of field."""

    frame: Frame
    email: str
    role: str
    languages: tuple[Option, ...]
    errors: Mapping[str, str]
    done: str | None


@router.get("")
def show_account(request: Request, account: OwnAccountDep, connection: ReadingDep, t: PageTextsDep) -> HTMLResponse:
    """Show the account and what can be changed."""
    return render(request, "account/own.html", _page(request, t, connection, account), t)


@router.post("/contrasena")
def change_password(
    request: Request,
    form: PostedDep,
    account: OwnAccountDep,
    connection: WritingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    network_address: NetworkAddressDep,
) -> Response:
    """Set a new password and go on in a new session; all others end."""
    try:
        refusal = password_change.change_password(
            connection,
            account,
            parts.settings,
            old=password_field(form, "old_password"),
            new=password_field(form, "password"),
            network_address=network_address,
            moment=now,
        )
    except WeakPasswordError as error:
        return _refused(request, t, connection, account, "password", error)
    if refusal is not None:
        return _refused(request, t, connection, account, "old_password", refusal)
    _, token = log_in.begin_session(connection, account.id, now)
    answer = RedirectResponse(done_url("/cuenta", "contrasena"), status_code=303)
    set_session(answer, token, is_https=parts.settings.is_https)
    return answer


@router.post("/idioma")
def change_language(
    form: PostedDep, account: OwnAccountDep, connection: WritingDep, parts: PartsDep
) -> RedirectResponse:
    """Choose the language of letters, and of pages in this browser."""
    chosen = text_field(form, "language")
    if chosen not in set(Language):
        raise InputError("no such language")
    account_store.set_language(connection, account.id, Language(chosen))
    answer = RedirectResponse(done_url("/cuenta", "idioma"), status_code=303)
    set_language(answer, Language(chosen), is_https=parts.settings.is_https)
    return answer


@router.post("/sesiones")
def end_other_sessions(
    account: OwnAccountDep, connection: WritingDep, parts: PartsDep, now: NowDep
) -> RedirectResponse:
    """End every session, those of programs as well, and go on in a new one."""
    account_store.end_sessions(connection, account.id)
    _, token = log_in.begin_session(connection, account.id, now)
    answer = RedirectResponse(done_url("/cuenta", "sesiones"), status_code=303)
    set_session(answer, token, is_https=parts.settings.is_https)
    return answer


def _refused(
    request: Request, t: Texts, connection: sa.Connection, account: Account, field: str, error: AppError
) -> HTMLResponse:
    """The page with why a password was not changed."""
    is_wait = isinstance(error, TooManyTriesError)
    key = error.key if is_wait or field == "password" else "error.field.old_password"
    page = _page(request, t, connection, account, {field: t(key)})
    headers = {"Retry-After": str(error.retry_seconds)} if isinstance(error, TooManyTriesError) else {}
    return render(request, "account/own.html", page, t, status=429 if is_wait else 422, headers=headers)


def _page(
    request: Request,
    t: Texts,
    connection: sa.Connection,
    account: Account,
    errors: Mapping[str, str] | None = None,
) -> OwnAccountPage:
    names = ((language.value, t.language_name(language.value)) for language in Language)
    return OwnAccountPage(
        frame_of(request, t, t("page.account.title"), shows_invented=False),
        account_store.email_of(connection, account.id),
        t.word(account.role),
        options(names, account.language.value),
        errors or {},
        done_text(request, t),
    )
