"""Keys of programs: sessions that last for days, have a name, and may be limited to scopes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from data.account_tables import account_session
from data.errors import NotFoundError
from data.rights import AccountId
from data.scopes import Scope
from data.session_store import Session, SessionKind, begin_session, kept_scopes
from data.tokens import hashed

MOST_NAME_LETTERS: Final = 80

USE_IS_NOTED_EVERY: Final = timedelta(minutes=5)
"""The last use of a key is this old at most: a write at every request would cost more than the request."""

_ID_LENGTH: Final = 12
"""First letters of the token's hash that name a key: nobody can log in with them, and no two keys share them."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as its owner sees it; ``scopes`` is ``None`` for all that the role may do."""

    id: str
    name: str | None
    scopes: frozenset[Scope] | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


def add_key(
    connection: sa.Connection,
    account_id: AccountId,
    moment: datetime,
    lasts: timedelta,
    *,
    name: str | None = None,
    scopes: frozenset[Scope] | None = None,
) -> str:
    """Make a key and return its token, which is stored nowhere."""
    token = begin_session(connection, account_id, SessionKind.PROGRAM, moment, lasts)
    values = {"name": name, "scopes": None if scopes is None else " ".join(sorted(scopes))}
    connection.execute(sa.update(account_session).where(account_session.c.token_hash == hashed(token)).values(values))
    return token


def keys_of(connection: sa.Connection, account_id: AccountId, moment: datetime) -> tuple[ApiKey, ...]:
    """The keys of an account that still serve, oldest first."""
    rows = connection.execute(
        sa.select(account_session)
        .where(_is_key(), account_session.c.account_id == account_id, account_session.c.expires_at > moment)
        .order_by(account_session.c.created_at, account_session.c.token_hash)
    )
    return tuple(map(_key, rows))


def key_id_of(token: str) -> str:
    """What names the key of a token."""
    return hashed(token)[:_ID_LENGTH]


def end_key(connection: sa.Connection, key_id: str) -> None:
    """End a key; its token is worth nothing from now on.

    Raises
    ------
    NotFoundError
        If there is no such key.
    """
    is_named = sa.func.substr(account_session.c.token_hash, 1, _ID_LENGTH) == key_id
    if connection.execute(sa.delete(account_session).where(_is_key(), is_named)).rowcount == 0:
        raise NotFoundError(f"there is no key {key_id}; rumbo users keys shows those of an account")


def end_own_key(connection: sa.Connection, account_id: AccountId, key_id: str, moment: datetime) -> None:
    """End a key of an account; another's is as if it did not exist.

    Raises
    ------
    NotFoundError
        If the account has no such key that serves.
    """
    if key_id not in {key.id for key in keys_of(connection, account_id, moment)}:
        raise NotFoundError(f"the account has no key {key_id}")
    end_key(connection, key_id)


def needs_note(session: Session, moment: datetime) -> bool:
    """Whether the use of a key now is to be noted."""
    return session.last_used_at is None or moment - session.last_used_at >= USE_IS_NOTED_EVERY


def note_use(connection: sa.Connection, token: str, moment: datetime) -> None:
    """Store that a key is used now."""
    connection.execute(
        sa.update(account_session).where(account_session.c.token_hash == hashed(token)).values(last_used_at=moment)
    )


def _is_key() -> sa.ColumnElement[bool]:
    return account_session.c.kind == SessionKind.PROGRAM.value


def _key(row: sa.Row[Any]) -> ApiKey:
    return ApiKey(
        row.token_hash[:_ID_LENGTH], row.name, kept_scopes(row), row.created_at, row.expires_at, row.last_used_at
    )
