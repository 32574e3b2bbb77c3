"""Logging in and out: the password, a limit on tries, and a new session each time."""

import hmac
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from api.passwords import is_right
from data import account_store, log_in_store, session_store
from data.account_store import plain_email
from data.errors import AppError, InputError
from data.rights import Account
from data.session_store import SessionKind

SESSION_LASTS: Final = timedelta(hours=12)

TRIES_WITHIN: Final = timedelta(minutes=15)
MOST_TRIES_AN_EMAIL: Final = 5
MOST_TRIES_AN_ADDRESS: Final = 30
"""A school's people share one network address."""


class WrongLogInError(AppError):
    """No account has this e-mail and password, or it is blocked: the three are not told apart."""

    status = 401
    key = "error.wrong_log_in"


class TooManyTriesError(AppError):
    """Too many failed log-ins; ``retry_seconds`` says when one more is taken."""

    status = 429
    key = "error.too_many_tries"

    def __init__(self, retry_seconds: int) -> None:
        super().__init__("too many failed log-ins")
        self.retry_seconds = retry_seconds


def log_in(
    connection: sa.Connection, *, email: str, password: str, network_address: str, secret: bytes, moment: datetime
) -> tuple[Account, str] | AppError:
    """The account and the token of its new session, or why there is none.

    A refusal is returned, not raised, as the count of failures must be kept. E-mail and network address are counted
    under a hash keyed by ``secret``.
    """
    try:
        plain = plain_email(email)
    except InputError:
        plain = email.strip().casefold()[:254]
    by_email, by_address = tried_hash(secret, f"email {plain}"), tried_hash(secret, f"address {network_address}")
    for tried, most in ((by_email, MOST_TRIES_AN_EMAIL), (by_address, MOST_TRIES_AN_ADDRESS)):
        n_failures, oldest = log_in_store.failures_since(connection, tried, moment - TRIES_WITHIN)
        if n_failures >= most and oldest is not None:
            return TooManyTriesError(max(1, round((oldest + TRIES_WITHIN - moment).total_seconds())))
    found = account_store.credential_of(connection, plain)
    if not is_right(password, found.password_hash if found else None) or found is None or found.is_blocked:
        log_in_store.record_failure(connection, (by_email, by_address), moment)
        return WrongLogInError("wrong e-mail or password")
    log_in_store.forget_failures(connection, by_email, moment - TRIES_WITHIN)
    account = account_store.get_account(connection, found.account_id)
    token = session_store.begin_session(connection, account.id, SessionKind.BROWSER, moment, SESSION_LASTS)
    return account, token


def tried_hash(secret: bytes, what: str) -> str:
    """Under which name failures to prove something are counted."""
    return hmac.digest(secret, what.encode("utf-8", "surrogatepass"), "sha256").hex()
