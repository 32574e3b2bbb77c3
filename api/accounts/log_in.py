"""Logging in and out: the password, a limit on tries, and a new session each time."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from api.accounts.passwords import is_right
from api.web.rate_limit import Limit, TooManyTriesError, Tries
from data import account_store, session_store
from data.account_store import Credential, plain_email
from data.errors import AppError, InputError
from data.rights import Account, AccountId
from data.session_store import SessionKind

SESSION_LASTS: Final = timedelta(hours=12)

BY_EMAIL: Final = Limit("email", 5, timedelta(minutes=15))
BY_ADDRESS: Final = Limit("address", 30, timedelta(minutes=15))
"""A school's people share one network address."""


class WrongLogInError(AppError):
    """No account has this e-mail and password, or it is blocked: the three are not told apart."""

    status = 401
    key = "error.wrong_log_in"


class UnconfirmedError(AppError):
    """The password is right, and the address was not yet shown to be theirs."""

    status = 401
    key = "error.unconfirmed"


def log_in(
    connection: sa.Connection, *, email: str, password: str, network_address: str, secret: bytes, moment: datetime
) -> tuple[Account, str] | AppError:
    """The account and the token of its new session, or why there is none; a refusal as in `checked_password`."""
    found = checked_password(
        connection, email=email, password=password, network_address=network_address, secret=secret, moment=moment
    )
    if isinstance(found, AppError):
        return found
    if not found.is_confirmed:
        return UnconfirmedError("the e-mail address was not confirmed")
    return begin_session(connection, found.account_id, moment)


def checked_password(
    connection: sa.Connection, *, email: str, password: str, network_address: str, secret: bytes, moment: datetime
) -> Credential | WrongLogInError | TooManyTriesError:
    """The credential that an address and its password are right for, or the refusal.

    A refusal is returned, not raised, as the count of failures must be kept.
    """
    try:
        plain = plain_email(email)
    except InputError:
        plain = email.strip().casefold()[:254]
    tries = Tries(connection, {BY_EMAIL: plain, BY_ADDRESS: network_address}, secret=secret, moment=moment)
    refusal = tries.refusal()
    if refusal is not None:
        return refusal
    found = account_store.credential_of(connection, plain)
    if not is_right(password, found.password_hash if found else None) or found is None or found.is_blocked:
        tries.count()
        return WrongLogInError("wrong e-mail or password")
    tries.forget(BY_EMAIL)
    return found


def begin_session(connection: sa.Connection, account_id: AccountId, moment: datetime) -> tuple[Account, str]:
    """The account and the token of a new session of its browser."""
    token = session_store.begin_session(connection, account_id, SessionKind.BROWSER, moment, SESSION_LASTS)
    return account_store.get_account(connection, account_id), token
