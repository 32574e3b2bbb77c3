"""The list of accounts as operators see it: who, as what, and whether the account can be used."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data.account_tables import account, account_person, organisation
from data.rights import AccountId, Role


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
    rows = connection.execute(
        sa.select(account, account_person.c.email, account_person.c.name, organisation.c.name.label("organisation"))
        .join(account_person, account_person.c.account_id == account.c.account_id)
        .outerjoin(organisation, organisation.c.organisation_id == account.c.organisation_id)
        .where(_has_in_email(part_of_email))
        .order_by(account_person.c.email)
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        AccountEntry(
            AccountId(row.account_id),
            Role(row.role),
            row.email,
            row.name,
            row.organisation,
            _state(row),
            row.created_at,
        )
        for row in rows
    )


def count_accounts(connection: sa.Connection, *, part_of_email: str = "") -> int:
    """Number of accounts, of those whose address has ``part_of_email`` in it."""
    counted = sa.select(sa.func.count()).select_from(account_person).where(_has_in_email(part_of_email))
    return connection.scalars(counted).one()


def _state(row: sa.Row[Any]) -> AccountState:
    if row.is_blocked:
        return AccountState.BLOCKED
    if row.password_hash is None:
        return AccountState.INVITED
    return AccountState.ACTIVE if row.is_confirmed else AccountState.UNCONFIRMED


def _has_in_email(part: str) -> sa.ColumnElement[bool]:
    return account_person.c.email.contains(part.casefold(), autoescape=True)
