"""The list of accounts as operators see it: who, as what, and whether the account can be used."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from data.account_tables import account, account_person, organisation
from data.errors import NotFoundError
from data.rights import AccountId, Role

_ENTRIES: Final = (
    sa.select(account, account_person.c.email, account_person.c.name, organisation.c.name.label("organisation"))
    .join(account_person, account_person.c.account_id == account.c.account_id)
    .outerjoin(organisation, organisation.c.organisation_id == account.c.organisation_id)
)


class AccountState(StrEnum):
    """Whether an account can be used, and if not, what it waits for."""

    ACTIVE = "active"
    INVITED = "invited"
    UNCONFIRMED = "unconfirmed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account as operators list it."""

    id: AccountId
    role: Role
    email: str
    name: str | None
    organisation_name: str | None
    state: AccountState
    created_at: datetime


def account_entries(
    connection: sa.Connection, *, part_of_email: str = "", limit: int | None = None, offset: int = 0
) -> tuple[AccountEntry, ...]:
    """Accounts by address, of those whose address has ``part_of_email`` in it; ``limit`` of them from ``offset`` on."""
    chosen = _ENTRIES.where(_has_in_email(part_of_email)).order_by(account_person.c.email)
    return tuple(map(_entry, connection.execute(chosen.limit(limit).offset(offset))))


def account_entry(connection: sa.Connection, account_id: AccountId) -> AccountEntry:
    """One account.

    Raises
    ------
    NotFoundError
        If there is none of this id.
    """
    row = connection.execute(_ENTRIES.where(account.c.account_id == account_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"no account {account_id}")
    return _entry(row)


def count_accounts(connection: sa.Connection, *, part_of_email: str = "") -> int:
    """Number of accounts, of those whose address has ``part_of_email`` in it."""
    counted = sa.select(sa.func.count()).select_from(account_person).where(_has_in_email(part_of_email))
    return connection.scalars(counted).one()


def _entry(row: sa.Row[Any]) -> AccountEntry:
    return AccountEntry(
        AccountId(row.account_id), Role(row.role), row.email, row.name, row.organisation, _state(row), row.created_at
    )


def _state(row: sa.Row[Any]) -> AccountState:
    if row.is_blocked:
        return AccountState.BLOCKED
    if row.password_hash is None:
        return AccountState.INVITED
    return AccountState.ACTIVE if row.is_confirmed else AccountState.UNCONFIRMED


def _has_in_email(part: str) -> sa.ColumnElement[bool]:
    return account_person.c.email.contains(part.casefold(), autoescape=True)
