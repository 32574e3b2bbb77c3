"""Accounts and organisations; e-mail addresses and names stay in ``account_person``."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.account_tables import account, account_person, account_session, organisation
from data.domain import InstitutionId, Language, LearnerId, StateId
from data.errors import ForbiddenError, InputError, NotFoundError
from data.rights import Account, AccountId, LearnerRights, OrganisationId, Role
from data.tables import learner


class EmailTakenError(InputError):
    """The e-mail address has an account already."""

    status = 409
    key = "error.email_taken"


@dataclass(frozen=True, slots=True)
class Organisation:
    """For whom accounts of academia and industry act; ``institution_id`` is a school's entry in the catalogue."""

    id: OrganisationId
    role: Role
    name: str
    institution_id: InstitutionId | None
    state_id: StateId | None
    shares_plans: bool
    is_invented: bool


@dataclass(frozen=True, slots=True)
class Credential:
    """What a log-in is compared with; ``password_hash`` is ``None`` until the invitation is accepted."""

    account_id: AccountId
    password_hash: str | None
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account as operators list it."""

    id: AccountId
    role: Role
    email: str
    name: str | None
    organisation_name: str | None
    has_password: bool
    is_blocked: bool
    created_at: datetime


# Asked at every request: building a statement takes longer than its answer.
_INVENTED = (
    sa.select(learner.c.is_invented, account.c.account_id)
    .outerjoin_from(learner, account, account.c.learner_id == learner.c.learner_id)
    .where(learner.c.learner_id == sa.bindparam("learner_id"))
)


def plain_email(email: str) -> str:
    """An address as it is stored and compared.

    Raises
    ------
    InputError
        If it is no address.

    Examples
    --------
    >>> plain_email(" Ana@Example.MX ")
    'ana@example.mx'
    """
    plain = email.strip().casefold()
    name, _, host = plain.rpartition("@")
    is_address = name and "." in host and len(plain) <= 254 and plain.isprintable() and " " not in plain
    if not is_address:
        raise InputError("this is no e-mail address")
    return plain


def add_organisation(connection: sa.Connection, new: Organisation, moment: datetime) -> None:
    """Store a new organisation."""
    connection.execute(
        sa.insert(organisation),
        {
            "organisation_id": new.id,
            "role": new.role.value,
            "name": new.name,
            "institution_id": new.institution_id,
            "state_id": new.state_id,
            "shares_plans": new.shares_plans,
            "is_invented": new.is_invented,
            "created_at": moment,
        },
    )


def get_organisation(connection: sa.Connection, organisation_id: OrganisationId) -> Organisation:
    """One organisation.

    Raises
    ------
    NotFoundError
        If there is none of this id.
    """
    row = connection.execute(
        sa.select(organisation).where(organisation.c.organisation_id == organisation_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"no organisation {organisation_id}")
    return _organisation(row)


def organisations(connection: sa.Connection) -> tuple[Organisation, ...]:
    """All organisations, by role and name."""
    rows = connection.execute(sa.select(organisation).order_by(organisation.c.role, organisation.c.name))
    return tuple(map(_organisation, rows))


def share_plans(connection: sa.Connection, organisation_id: OrganisationId, *, is_shared: bool) -> None:
    """Note whether others may compare their plans with those of a school."""
    connection.execute(
        sa.update(organisation).where(organisation.c.organisation_id == organisation_id).values(shares_plans=is_shared)
    )


def rename_organisation(connection: sa.Connection, organisation_id: OrganisationId, name: str) -> None:
    """Give an organisation another name."""
    connection.execute(
        sa.update(organisation).where(organisation.c.organisation_id == organisation_id).values(name=name)
    )


def add_account(
    connection: sa.Connection,
    new: Account,
    *,
    email: str,
    name: str | None,
    password_hash: str | None,
    moment: datetime,
) -> None:
    """Store a new account; ``email`` as `plain_email` gives it.

    Raises
    ------
    EmailTakenError
        If the address has an account already; nothing is stored then.
    """
    if credential_of(connection, email) is not None:
        raise EmailTakenError("this e-mail address has an account already")
    connection.execute(
        sa.insert(account),
        {
            "account_id": new.id,
            "role": new.role.value,
            "organisation_id": new.organisation_id,
            "learner_id": new.learner_id,
            "password_hash": password_hash,
            "language": new.language.value,
            "is_blocked": False,
            "created_at": moment,
        },
    )
    connection.execute(sa.insert(account_person), {"account_id": new.id, "email": email, "name": name})


def credential_of(connection: sa.Connection, email: str) -> Credential | None:
    """What the log-in of an address, as `plain_email` gives it, is compared with; ``None`` where it has no account."""
    row = connection.execute(
        sa.select(account.c.account_id, account.c.password_hash, account.c.is_blocked)
        .join(account_person, account_person.c.account_id == account.c.account_id)
        .where(account_person.c.email == email)
    ).one_or_none()
    return None if row is None else Credential(AccountId(row[0]), row[1], row[2])


def email_of(connection: sa.Connection, account_id: AccountId) -> str:
    """The address of an account.

    Raises
    ------
    NotFoundError
        If there is no such account.
    """
    found = connection.scalars(
        sa.select(account_person.c.email).where(account_person.c.account_id == account_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"no account {account_id}")
    return str(found)


def get_account(connection: sa.Connection, account_id: AccountId) -> Account:
    """One account, blocked or not.

    Raises
    ------
    NotFoundError
        If there is none of this id.
    """
    row = connection.execute(accounts_with_organisation().where(account.c.account_id == account_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"no account {account_id}")
    return account_of(row)


def account_of_learner(connection: sa.Connection, learner_id: LearnerId) -> AccountId | None:
    """The account of a learner; ``None`` where they have none."""
    found = connection.scalars(sa.select(account.c.account_id).where(account.c.learner_id == learner_id))
    return found.one_or_none()


def rights_over_invented(connection: sa.Connection, learner_id: LearnerId) -> LearnerRights:
    """The rights that everybody has over an invented learner whom no account stands for.

    Raises
    ------
    NotFoundError
        If there is no such learner.
    ForbiddenError
        If the learner is a real person, or an account's.
    """
    row = connection.execute(_INVENTED, {"learner_id": learner_id}).one_or_none()
    if row is None:
        raise NotFoundError(f"no learner {learner_id}")
    if not row.is_invented or row.account_id is not None:
        raise ForbiddenError("a learner's data are open to their own account alone")
    return LearnerRights(learner_id)


def account_entries(connection: sa.Connection) -> tuple[AccountEntry, ...]:
    """All accounts, by role and address."""
    rows = connection.execute(
        sa.select(account, account_person.c.email, account_person.c.name, organisation.c.name.label("organisation"))
        .join(account_person, account_person.c.account_id == account.c.account_id)
        .outerjoin(organisation, organisation.c.organisation_id == account.c.organisation_id)
        .order_by(account.c.role, account_person.c.email)
    )
    return tuple(
        AccountEntry(
            AccountId(row.account_id),
            Role(row.role),
            row.email,
            row.name,
            row.organisation,
            row.password_hash is not None,
            row.is_blocked,
            row.created_at,
        )
        for row in rows
    )


def set_password_hash(connection: sa.Connection, account_id: AccountId, password_hash: str) -> None:
    """Store a new password and end every session that began with the old one."""
    _change(connection, account_id, password_hash=password_hash)
    _end_sessions(connection, account_id)


def set_blocked(connection: sa.Connection, account_id: AccountId, *, is_blocked: bool) -> None:
    """Block an account, whose sessions end at once, or let it in again."""
    _change(connection, account_id, is_blocked=is_blocked)
    if is_blocked:
        _end_sessions(connection, account_id)


def set_language(connection: sa.Connection, account_id: AccountId, language: Language) -> None:
    """Note in which language an account is written to."""
    _change(connection, account_id, language=language.value)


def remove_account(connection: sa.Connection, account_id: AccountId) -> None:
    """Take an account away with its sessions; the learner's own data stay."""
    connection.execute(sa.delete(account).where(account.c.account_id == account_id))


def accounts_with_organisation() -> sa.Select[Any]:
    """The columns from which `account_of` makes an account."""
    return sa.select(
        account.c.account_id,
        account.c.role,
        account.c.language,
        account.c.learner_id,
        account.c.organisation_id,
        organisation.c.institution_id,
    ).outerjoin_from(account, organisation, organisation.c.organisation_id == account.c.organisation_id)


def account_of(row: sa.Row[Any]) -> Account:
    """The account of a row of `accounts_with_organisation`."""
    return Account(
        AccountId(row.account_id),
        Role(row.role),
        Language(row.language),
        LearnerId(row.learner_id) if row.learner_id else None,
        OrganisationId(row.organisation_id) if row.organisation_id else None,
        InstitutionId(row.institution_id) if row.institution_id else None,
    )


def _organisation(row: sa.Row[Any]) -> Organisation:
    return Organisation(
        OrganisationId(row.organisation_id),
        Role(row.role),
        row.name,
        InstitutionId(row.institution_id) if row.institution_id else None,
        StateId(row.state_id) if row.state_id else None,
        row.shares_plans,
        row.is_invented,
    )


def _change(connection: sa.Connection, account_id: AccountId, **values: object) -> None:
    changed = connection.execute(sa.update(account).where(account.c.account_id == account_id).values(**values))
    if changed.rowcount == 0:
        raise NotFoundError(f"no account {account_id}")


def _end_sessions(connection: sa.Connection, account_id: AccountId) -> None:
    connection.execute(sa.delete(account_session).where(account_session.c.account_id == account_id))
