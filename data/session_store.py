"""Sessions of browsers and programs, and tokens that serve once; of each token only the hash is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data.account_store import account_of, accounts_with_organisation
from data.account_tables import account, account_session, one_time_token
from data.rights import Account, AccountId
from data.scopes import Scope
from data.tokens import hashed, new_token


class SessionKind(StrEnum):
    """Who holds a session's token: a browser in a cookie, or a program that sends it in a header."""

    BROWSER = "browser"
    PROGRAM = "program"


class TokenPurpose(StrEnum):
    """What a token that serves once is for."""

    INVITATION = "invitation"
    CONFIRMATION = "confirmation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  (a purpose, not a password)


@dataclass(frozen=True, slots=True)
class Session:
    """Whose session it is; ``scopes`` is ``None`` where it may do all that its account may."""

    account: Account
    scopes: frozenset[Scope] | None
    last_used_at: datetime | None


# Asked at every request: building a statement takes longer than its answer.
_SESSION = (
    accounts_with_organisation()
    .add_columns(account_session.c.scopes, account_session.c.last_used_at)
    .join(account_session, account_session.c.account_id == account.c.account_id)
    .where(
        account_session.c.token_hash == sa.bindparam("token_hash"),
        account_session.c.kind == sa.bindparam("kind"),
        account_session.c.expires_at > sa.bindparam("moment", type_=account_session.c.expires_at.type),
        sa.not_(account.c.is_blocked),
    )
)


def begin_session(
    connection: sa.Connection, account_id: AccountId, kind: SessionKind, moment: datetime, lasts: timedelta
) -> str:
    """Begin a session and return its token; sessions that have expired are cleared."""
    connection.execute(sa.delete(account_session).where(account_session.c.expires_at <= moment))
    token = new_token()
    connection.execute(
        sa.insert(account_session),
        {
            "token_hash": hashed(token),
            "account_id": account_id,
            "kind": kind.value,
            "created_at": moment,
            "expires_at": moment + lasts,
        },
    )
    return token


def session_of(connection: sa.Connection, token: str, kind: SessionKind, moment: datetime) -> Session | None:
    """The session of a token; ``None`` if it is unknown or expired, of the other kind or of a blocked account."""
    given = {"token_hash": hashed(token), "kind": kind.value, "moment": moment}
    row = connection.execute(_SESSION, given).one_or_none()
    return None if row is None else Session(account_of(row), kept_scopes(row), row.last_used_at)


def account_of_session(connection: sa.Connection, token: str, kind: SessionKind, moment: datetime) -> Account | None:
    """Whose session it is; ``None`` as in `session_of`."""
    found = session_of(connection, token, kind, moment)
    return found.account if found else None


def kept_scopes(row: sa.Row[Any]) -> frozenset[Scope] | None:
    """The scopes of a stored session."""
    return None if row.scopes is None else frozenset(map(Scope, row.scopes.split()))


def end_session(connection: sa.Connection, token: str) -> None:
    """End a session; its token is worth nothing from now on."""
    connection.execute(sa.delete(account_session).where(account_session.c.token_hash == hashed(token)))


def issue_token(
    connection: sa.Connection, account_id: AccountId, purpose: TokenPurpose, moment: datetime, lasts: timedelta
) -> str:
    """A token that serves once, in place of earlier ones of this account and purpose."""
    connection.execute(
        sa.delete(one_time_token).where(
            sa.or_(
                one_time_token.c.expires_at <= moment,
                sa.and_(one_time_token.c.account_id == account_id, one_time_token.c.purpose == purpose.value),
            )
        )
    )
    token = new_token()
    connection.execute(
        sa.insert(one_time_token),
        {
            "token_hash": hashed(token),
            "account_id": account_id,
            "purpose": purpose.value,
            "expires_at": moment + lasts,
        },
    )
    return token


def account_of_token(
    connection: sa.Connection, token: str, purpose: TokenPurpose, moment: datetime
) -> AccountId | None:
    """Whose token it is, without using it up; ``None`` where it does not serve."""
    found = connection.scalars(
        sa.select(one_time_token.c.account_id).where(*_serves(token, purpose, moment))
    ).one_or_none()
    return None if found is None else AccountId(found)


def use_token(connection: sa.Connection, token: str, purpose: TokenPurpose, moment: datetime) -> AccountId | None:
    """Use a token up and say whose it was; ``None`` where it does not serve. Of two at once, one succeeds."""
    found = account_of_token(connection, token, purpose, moment)
    used = connection.execute(sa.delete(one_time_token).where(*_serves(token, purpose, moment)))
    return found if used.rowcount == 1 else None


def _serves(token: str, purpose: TokenPurpose, moment: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        one_time_token.c.token_hash == hashed(token),
        one_time_token.c.purpose == purpose.value,
        one_time_token.c.expires_at > moment,
    )
