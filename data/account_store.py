"""Accounts and organisations; e-mail addresses and names stay in ``account_person``."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from data.account_tables import account, account_person, account_session, one_time_token, organisation
from data.domain import InstitutionId, Language, LearnerId, StateId
from data.errors import ForbiddenError, InputError, NotFoundError
from data.learner_tables import learner_standing
from data.rights import Account, AccountId, LearnerRights, OrganisationId, Role, SchoolRights
from data.tables import learner
from data.tokens import hashed


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
    is_confirmed: bool


# One address alone: whoever a letter goes to is read from it.
_ADDRESS: Final = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+\.[^\s@,;:<>()\[\]\"\\.]+")

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
    if len(plain) > 254 or not plain.isprintable() or not _ADDRESS.fullmatch(plain):
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
    is_confirmed: bool = True,
) -> None:
    """Store a new account; ``email`` as `plain_email` gives it.

    Raises
    ------
    EmailTakenError
        If the address has an account already; nothing is stored then.
    """
    if credential_of(connection, email) is not None:
        raise EmailTakenError("this e-mail address has an account already")
    try:
        with connection.begin_nested():
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
                    "is_confirmed": is_confirmed,
                    "created_at": moment,
                },
            )
            connection.execute(sa.insert(account_person), {"account_id": new.id, "email": email, "name": name})
    except sa.exc.IntegrityError as error:
        # Somebody else took the address since the look above.
        if credential_of(connection, email) is None:
            raise
        raise EmailTakenError("this e-mail address has an account already") from error


def credential_of(connection: sa.Connection, email: str) -> Credential | None:
    """What the log-in of an address, as `plain_email` gives it, is compared with; ``None`` where it has no account."""
    row = connection.execute(
        sa.select(account.c.account_id, account.c.password_hash, account.c.is_blocked, account.c.is_confirmed)
        .join(account_person, account_person.c.account_id == account.c.account_id)
        .where(account_person.c.email == email)
    ).one_or_none()
    return None if row is None else Credential(AccountId(row[0]), *row[1:])


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


def rights_of_jobs_of(school: Organisation) -> SchoolRights:
    """The rights of a job that somebody asked for in a school's name; whether they might was checked when they did."""
    return SchoolRights(school.id, school.institution_id)


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


def set_password_hash(connection: sa.Connection, account_id: AccountId, password_hash: str) -> None:
    """Store a new password; sessions that began with the old one end, and links that were sent serve no more."""
    _change(connection, account_id, password_hash=password_hash)
    end_sessions(connection, account_id)
    _end_links(connection, account_id)


def confirm_email(connection: sa.Connection, account_id: AccountId) -> None:
    """Note that the address was shown to be the account's own."""
    _change(connection, account_id, is_confirmed=True)


def accept_notice(connection: sa.Connection, account_id: AccountId, version: str, moment: datetime) -> None:
    """Note which privacy notice was accepted, and when."""
    _change(connection, account_id, notice_version=version, notice_accepted_at=moment)


def set_name(connection: sa.Connection, account_id: AccountId, name: str | None) -> None:
    """Note how somebody wants to be called."""
    connection.execute(sa.update(account_person).where(account_person.c.account_id == account_id).values(name=name))


def set_blocked(connection: sa.Connection, account_id: AccountId, *, is_blocked: bool) -> None:
    """Block an account, whose sessions and links end at once, or let it in again."""
    _change(connection, account_id, is_blocked=is_blocked)
    if is_blocked:
        end_sessions(connection, account_id)
        _end_links(connection, account_id)


def set_language(connection: sa.Connection, account_id: AccountId, language: Language) -> None:
    """Note in which language an account is written to."""
    _change(connection, account_id, language=language.value)


def remove_account(connection: sa.Connection, account_id: AccountId) -> None:
    """Take an account away with its sessions; the learner's own data stay."""
    connection.execute(sa.delete(account).where(account.c.account_id == account_id))


def remove_unconfirmed(connection: sa.Connection, email: str, before: datetime) -> None:
    """Take away sign-ups that nobody confirmed: that of ``email``, and all that were made before ``before``."""
    unconfirmed = (
        sa.select(account.c.learner_id)
        .join(account_person, account_person.c.account_id == account.c.account_id)
        .where(sa.not_(account.c.is_confirmed), account.c.learner_id.is_not(None))
        .where(sa.or_(account_person.c.email == email, account.c.created_at < before))
    )
    # The account goes with its learner.
    connection.execute(sa.delete(learner).where(learner.c.learner_id.in_(unconfirmed)))


def end_sessions(connection: sa.Connection, account_id: AccountId, *, but: str | None = None) -> None:
    """End every session of an account, those of programs as well, except the one with the token ``but``."""
    ended = sa.delete(account_session).where(account_session.c.account_id == account_id)
    connection.execute(ended if but is None else ended.where(account_session.c.token_hash != hashed(but)))


def accounts_with_organisation() -> sa.Select[Any]:
    """The columns from which `account_of` makes an account."""
    return sa.select(
        account.c.account_id,
        account.c.role,
        account.c.language,
        account.c.learner_id,
        account.c.organisation_id,
        organisation.c.institution_id,
        learner_standing.c.blocked_since.is_not(None).label("asks_deletion"),
    ).select_from(
        account.outerjoin(organisation, organisation.c.organisation_id == account.c.organisation_id).outerjoin(
            learner_standing, learner_standing.c.learner_id == account.c.learner_id
        )
    )


def account_of(row: sa.Row[Any]) -> Account:
    """The account of a row of `accounts_with_organisation`."""
    return Account(
        AccountId(row.account_id),
        Role(row.role),
        Language(row.language),
        LearnerId(row.learner_id) if row.learner_id else None,
        OrganisationId(row.organisation_id) if row.organisation_id else None,
        InstitutionId(row.institution_id) if row.institution_id else None,
        bool(row.asks_deletion),
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


def _end_links(connection: sa.Connection, account_id: AccountId) -> None:
    connection.execute(sa.delete(one_time_token).where(one_time_token.c.account_id == account_id))
