"""A company's message to somebody whom it knows by a reference: passed on by a letter, with a yes or no."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from api.accounts.letters import answer_letter, message_letter
from api.accounts.mail import mailer_of
from api.industry.people import AnonymousProfile
from api.web.rate_limit import Limit, Tries
from data import account_store, audit_store, consent_store, contact_store
from data.audit_store import AuditAction
from data.consent_store import ConsentPurpose
from data.contact_store import ReceivedMessage
from data.errors import AppError, NotFoundError
from data.need_store import Need
from data.rights import Account, AccountId, CompanyRights, LearnerRights
from data.settings import Settings

MOST_LETTERS: Final = 1_000
_BY_COMPANY: Final = Limit("message of", 30, timedelta(hours=1))


class NoMessagesError(AppError):
    """The person does not agree to messages of companies, or no longer."""

    status = 409
    key = "error.no_messages"


def send_message(
    connection: sa.Connection,
    rights: CompanyRights,
    account: Account,
    one: Need,
    profiles: Sequence[AnonymousProfile],
    reference: str,
    message: str,
    *,
    settings: Settings,
    moment: datetime,
) -> None:
    """Store a message to one of the people shown and send the programme's letter.

    Raises
    ------
    NotFoundError
        If nobody of this reference is shown.
    NoMessagesError
        If the person takes no messages.
    ContactedError
        If they were written to about this need before.
    TooManyTriesError
        If the company has sent too many within an hour.
    MailError
        If the letter was not taken; nothing is stored then.
    """
    person = next((profile for profile in profiles if profile.reference == reference), None)
    if person is None:
        raise NotFoundError("nobody of this reference is shown")
    account_id = account_store.account_of_learner(connection, person.learner_id)
    if not person.takes_messages or account_id is None:
        raise NoMessagesError("this person takes no messages")
    tries = Tries(connection, {_BY_COMPANY: rights.organisation_id}, secret=settings.pseudonym_secret, moment=moment)
    refusal = tries.refusal()
    if refusal is not None:
        raise refusal
    tries.count()
    new = contact_store.add_message(connection, one, person.learner_id, reference, message, moment)
    audit_store.put_on_record(connection, AuditAction.MESSAGE_SENT, new.id, moment, account.id)
    company = account_store.get_organisation(connection, rights.organisation_id)
    language = account_store.get_account(connection, account_id).language
    letter = message_letter(
        account_store.email_of(connection, account_id),
        language,
        company=company.name,
        title=one.title,
        message=message,
        link=f"{settings.address}/mensaje/{new.token}",
    )
    mailer_of(settings).send(letter)


def answer_own_message(
    connection: sa.Connection,
    rights: LearnerRights,
    message_id: str,
    moment: datetime,
    *,
    is_accepted: bool,
    actor: AccountId,
    settings: Settings,
) -> ReceivedMessage:
    """Store the yes or no of who is logged in, as in `answer_message`, and return the message as it then stands.

    Raises
    ------
    NotFoundError
        If they got no such message.
    NoMessagesError
        As in `answer_message`.
    """
    one = _own_message(connection, rights, message_id, moment)
    answer_message(connection, one, moment, is_accepted=is_accepted, actor=actor, settings=settings)
    return _own_message(connection, rights, message_id, moment)


def answer_message(
    connection: sa.Connection,
    received: ReceivedMessage,
    moment: datetime,
    *,
    is_accepted: bool,
    actor: AccountId | None,
    settings: Settings,
) -> None:
    """Store somebody's yes or no, and tell them in a letter what was passed on; a second answer changes nothing.

    Raises
    ------
    NoMessagesError
        If a yes comes from who no longer agrees to messages: the address would not be passed on.
    """
    rights = received.rights
    if is_accepted and ConsentPurpose.MESSAGES not in consent_store.consents_of(connection, rights):
        raise NoMessagesError("the person agrees to messages no longer")
    if not contact_store.answer_message(connection, received.id, rights, moment, is_accepted=is_accepted):
        return
    action = AuditAction.MESSAGE_ACCEPTED if is_accepted else AuditAction.MESSAGE_DECLINED
    audit_store.put_on_record(connection, action, received.id, moment, actor)
    account_id = account_store.account_of_learner(connection, rights.learner_id)
    if is_accepted and account_id is not None:
        language = account_store.get_account(connection, account_id).language
        email = account_store.email_of(connection, account_id)
        mailer_of(settings).send(answer_letter(email, language, company=received.company, settings=settings))


def _own_message(
    connection: sa.Connection, rights: LearnerRights, message_id: str, moment: datetime
) -> ReceivedMessage:
    for one in contact_store.received_messages(connection, rights, moment):
        if one.id == message_id:
            return one
    raise NotFoundError(f"no message {message_id}")
