"""Who makes a request, and the token that the forms of their pages carry.

A visitor without an account has a cookie with a random secret, an account's browser one with the session's token. The
forms' token is made of it, so that another site, which cannot read the cookie, cannot make a form that is taken.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from fastapi import Request, Response

from data import session_store
from data.rights import Account, signed_in
from data.scopes import Scope
from data.session_store import Session, SessionKind

SESSION_COOKIE: Final = "rumbo_session"
VISIT_COOKIE: Final = "rumbo_visit"
FORM_FIELD: Final = "form_token"

_BEARER: Final = "Bearer "
_PURPOSE: Final = b"rumbo form token"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's visitor; ``new_secret`` is a cookie still to be set, ``key`` what a program's token stands for."""

    account: Account | None
    form_token: str
    session_token: str | None = None
    new_secret: str | None = None
    key: Session | None = None

    @property
    def scopes(self) -> frozenset[Scope] | None:
        """What the visitor is limited to; ``None`` for all that the account may do."""
        return self.key.scopes if self.key else None


def visit_of(connection: sa.Connection, request: Request, moment: datetime) -> Visit:
    """Whose request it is: by the session's cookie, or by the token that a program sends.

    Raises
    ------
    NotSignedInError
        If a program sends a token that does not serve: it must not go on as if it had sent none.
    """
    header = request.headers.get("authorization", "")
    if header.startswith(_BEARER):
        token = header.removeprefix(_BEARER).strip()
        key = session_store.session_of(connection, token, SessionKind.PROGRAM, moment)
        return Visit(signed_in(key.account if key else None), "", token, key=key)
    session = request.cookies.get(SESSION_COOKIE)
    account = session and session_store.account_of_session(connection, session, SessionKind.BROWSER, moment)
    if session and account:
        return Visit(account, form_token_of(session), session)
    return anonymous(request)


def needs_database(request: Request) -> bool:
    """Whether a request claims to be somebody's."""
    return "authorization" in request.headers or SESSION_COOKIE in request.cookies


def anonymous(request: Request) -> Visit:
    """A visitor without an account, with the secret of earlier pages or a new one."""
    secret = request.cookies.get(VISIT_COOKIE)
    if secret:
        return Visit(None, form_token_of(secret))
    made = secrets.token_urlsafe(24)
    return Visit(None, form_token_of(made), new_secret=made)


def form_token_of(secret: str) -> str:
    """What forms of a visitor with this secret carry."""
    digest = hmac.digest(secret.encode("utf-8", "surrogatepass"), _PURPOSE, "sha256")
    return base64.urlsafe_b64encode(digest[:24]).decode()


def set_session(response: Response, token: str, *, is_https: bool) -> None:
    """Give a browser its session; the cookie goes when the browser closes."""
    _set_cookie(response, SESSION_COOKIE, token, is_https=is_https)


def set_visit(response: Response, secret: str, *, is_https: bool) -> None:
    """Give a visitor the secret that its forms' token is made of."""
    _set_cookie(response, VISIT_COOKIE, secret, is_https=is_https)


def _set_cookie(response: Response, name: str, value: str, *, is_https: bool) -> None:
    response.set_cookie(name, value, httponly=True, samesite="lax", secure=is_https)
