"""Invitations: an account that operators make and its owner takes over through a link."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from api.accounts import log_in
from api.accounts.letters import invitation_letter
from api.accounts.links import account_of_link, new_link, use_link
from api.accounts.mail import mailer_of
from api.accounts.passwords import password_hash
from api.accounts.privacy_notice import notice_version
from data import account_store, learner_store
from data.account_store import plain_email
from data.domain import Language, LearnerId
from data.errors import InputError, NotFoundError
from data.importers.pseudonyms import learner_id_of
from data.rights import Account, AccountId, OrganisationId, Role
from data.session_store import TokenPurpose
from data.settings import Settings

ORGANISED: frozenset[Role] = frozenset({Role.ACADEMIA, Role.INDUSTRY})
"""Roles that act for an organisation."""


class InvitationError(InputError):
    """A field of an invitation does not fit the others; ``key`` is the message beside it."""

    def __init__(self, field: str, key: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field
        self.key = key


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is invited as what; ``external_id`` is a partner's number of a learner who was imported."""

    email: str
    role: Role
    language: Language
    organisation_id: OrganisationId | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation on its way; ``file`` is the letter where it stayed on this machine."""

    account_id: AccountId
    link: str
    file: Path | None


def invite(connection: sa.Connection, invited: Invited, settings: Settings, moment: datetime) -> Sent:
    """Make an account without a password and write to its owner.

    Raises
    ------
    InvitationError
        If address, role, organisation and learner do not fit together.
    MailError
        If the letter cannot be sent; nothing is stored then.
    """
    try:
        email = plain_email(invited.email)
    except InputError as error:
        raise InvitationError("email", "error.field.email", f"{error.detail}: {invited.email!r}") from error
    account_id = AccountId(uuid4().hex)
    learner_id = _learner_id(connection, invited, settings)
    organisation_id = _organisation_id(connection, invited)
    account = Account(account_id, invited.role, invited.language, learner_id, organisation_id)
    try:
        account_store.add_account(connection, account, email=email, name=None, password_hash=None, moment=moment)
    except account_store.EmailTakenError as error:
        raise InvitationError("email", error.key, error.detail) from error
    return _send(connection, account, email, settings, moment)


def send_again(connection: sa.Connection, account_id: AccountId, settings: Settings, moment: datetime) -> Sent:
    """Write once more to who has not accepted yet; the earlier link serves no longer.

    Raises
    ------
    InputError
        If the account has a password already.
    """
    email = account_store.email_of(connection, account_id)
    credential = account_store.credential_of(connection, email)
    if credential is None or credential.password_hash is not None:
        raise InputError("this account has a password already; there is no invitation to send")
    return _send(connection, account_store.get_account(connection, account_id), email, settings, moment)


def accept(
    connection: sa.Connection, token: str, *, password: str, name: str | None, settings: Settings, moment: datetime
) -> tuple[Account, str]:
    """The account with its password set and the privacy notice accepted, and the token of its first session.

    Raises
    ------
    LinkError
        If the link does not serve.
    WeakPasswordError
        If the password is too easy; the link then serves on.
    """
    account_id = account_of_link(connection, token, TokenPurpose.INVITATION, moment)
    hashed = password_hash(password, email=account_store.email_of(connection, account_id))
    use_link(connection, token, TokenPurpose.INVITATION, moment)
    account_store.set_password_hash(connection, account_id, hashed)
    account_store.set_name(connection, account_id, name)
    account_store.accept_notice(connection, account_id, notice_version(settings), moment)
    return log_in.begin_session(connection, account_id, moment)


def _send(connection: sa.Connection, account: Account, email: str, settings: Settings, moment: datetime) -> Sent:
    link = new_link(connection, account.id, TokenPurpose.INVITATION, settings, moment)
    return Sent(account.id, link, mailer_of(settings).send(invitation_letter(email, account.language, link)))


def _organisation_id(connection: sa.Connection, invited: Invited) -> OrganisationId | None:
    if invited.role not in ORGANISED:
        if invited.organisation_id is not None:
            raise InvitationError(
                "organisation_id", "error.field.no_organisation", f"the role {invited.role} acts for no organisation"
            )
        return None
    if invited.organisation_id is None:
        raise InvitationError(
            "organisation_id",
            "error.field.organisation",
            f"the role {invited.role} needs an organisation; rumbo users organisations lists them",
        )
    try:
        found = account_store.get_organisation(connection, invited.organisation_id)
    except NotFoundError as error:
        raise InvitationError(
            "organisation_id", "error.field.organisation", f"{error.detail}; rumbo users organisations lists them"
        ) from error
    if found.role is not invited.role:
        raise InvitationError(
            "organisation_id", "error.field.organisation", f"organisation {found.id} is of the role {found.role}"
        )
    return found.id


def _learner_id(connection: sa.Connection, invited: Invited, settings: Settings) -> LearnerId | None:
    if invited.role is not Role.STUDENT:
        if invited.external_id is not None:
            raise InvitationError("learner", "error.field.no_learner", f"the role {invited.role} is no learner's")
        return None
    if invited.external_id is None:
        raise InvitationError(
            "learner",
            "error.field.learner",
            "name the learner's number in the imported file; who was not imported signs up at /registro",
        )
    learner_id = learner_id_of(settings.pseudonym_secret, invited.external_id)
    is_known = learner_store.known_learner_ids(connection, [learner_id])
    if not is_known:
        raise InvitationError("learner", "error.field.learner", "no learner of this number was imported")
    if account_store.account_of_learner(connection, learner_id) is not None:
        raise InvitationError("learner", "error.field.learner_taken", "this learner has an account already")
    return learner_id
