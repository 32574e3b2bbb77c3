"""Signing up: a learner with an account, which works once the e-mail address is confirmed."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from api.accounts import log_in
from api.accounts.letters import confirmation_letter, count_letter, taken_letter
from api.accounts.links import LASTS, account_of_link, new_link, use_link
from api.accounts.mail import mailer_of
from api.accounts.privacy_notice import notice_version
from data import account_store, learner_store
from data.account_store import EmailTakenError
from data.domain import Language, Learner
from data.errors import AppError
from data.importers.pseudonyms import learner_id_of
from data.rights import Account, AccountId, Role
from data.session_store import TokenPurpose
from data.settings import Settings


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who signs up and has accepted the privacy notice; ``learner`` has no id of its own yet."""

    email: str
    name: str | None
    password_hash: str
    language: Language
    learner: Learner


def sign_up(
    connection: sa.Connection, applicant: Applicant, settings: Settings, *, network_address: str, moment: datetime
) -> None:
    """Store a new learner and account and write to the address; if it has an account, write just that.

    Nothing that a stranger can see tells the two apart. A sign-up that was not confirmed gives way to the next one.

    Raises
    ------
    TooManyTriesError
        If too many letters were asked for.
    MailError
        If the letter cannot be sent; nothing is stored then.
    """
    count_letter(connection, applicant.email, network_address=network_address, settings=settings, moment=moment)
    too_old = moment - LASTS[TokenPurpose.CONFIRMATION]
    account_store.remove_unconfirmed(connection, applicant.email, too_old)
    try:
        # The learner goes as well where the address turns out to be taken.
        with connection.begin_nested():
            account_id = _stored(connection, applicant, settings, moment)
    except EmailTakenError:
        letter = taken_letter(applicant.email, applicant.language, settings)
    else:
        link = new_link(connection, account_id, TokenPurpose.CONFIRMATION, settings, moment)
        letter = confirmation_letter(applicant.email, applicant.language, link)
    mailer_of(settings).send(letter)


def confirm(
    connection: sa.Connection, token: str, password: str, settings: Settings, *, network_address: str, moment: datetime
) -> tuple[Account, str] | AppError:
    """The account that can be used from now on and the token of its first session, or why there is none.

    The password is asked for again: somebody else may have signed up with this address, and would know it.

    Raises
    ------
    LinkError
        If the link does not serve.
    """
    account_id = account_of_link(connection, token, TokenPurpose.CONFIRMATION, moment)
    found = log_in.checked_password(
        connection,
        email=account_store.email_of(connection, account_id),
        password=password,
        network_address=network_address,
        secret=settings.pseudonym_secret,
        moment=moment,
    )
    if isinstance(found, AppError):
        return found
    use_link(connection, token, TokenPurpose.CONFIRMATION, moment)
    account_store.confirm_email(connection, account_id)
    return log_in.begin_session(connection, account_id, moment)


def _stored(connection: sa.Connection, applicant: Applicant, settings: Settings, moment: datetime) -> AccountId:
    account_id = AccountId(uuid4().hex)
    external_id = f"account:{account_id}"
    learner = replace(applicant.learner, id=learner_id_of(settings.pseudonym_secret, external_id))
    learner_store.add_learner(connection, learner, external_id)
    account_store.add_account(
        connection,
        Account(account_id, Role.STUDENT, applicant.language, learner.id),
        email=applicant.email,
        name=applicant.name,
        password_hash=applicant.password_hash,
        moment=moment,
        is_confirmed=False,
    )
    account_store.accept_notice(connection, account_id, notice_version(settings), moment)
    return account_id
