"""Messages that companies send to people whom they know by a reference alone, and the people's answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NewType
from uuid import uuid4

import sqlalchemy as sa

from data.account_tables import account, account_person, organisation
from data.consent_store import ConsentPurpose, agrees
from data.contact_tables import contact
from data.domain import LearnerId
from data.errors import AppError
from data.need_store import Need
from data.need_tables import need
from data.rights import LearnerRights
from data.tables import posting
from data.tokens import hashed, new_token

ContactId = NewType("ContactId", str)

LASTS: Final = timedelta(days=30)
"""How long a message waits for an answer."""


class ContactedError(AppError):
    """The company has written to this person about this need already."""

    status = 409
    key = "error.contacted"


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message as its company sees it; ``address`` is there once the person said yes, while they still agree."""

    id: ContactId
    reference: str
    message: str
    sent_at: datetime
    is_accepted: bool | None
    address: str | None


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message as the person sees it; ``rights`` are those of whom it is for."""

    id: ContactId
    rights: LearnerRights
    company: str
    title: str
    message: str
    sent_at: datetime
    is_accepted: bool | None
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message that was stored, and the token that answers it without a log-in."""

    id: ContactId
    token: str


def add_message(
    connection: sa.Connection, one: Need, learner_id: LearnerId, reference: str, message: str, moment: datetime
) -> NewMessage:
    """Store a message; of the token only the hash stays.

    Raises
    ------
    ContactedError
        If this person was written to about this need before.
    """
    if reference in references_of(connection, one):
        raise ContactedError("this person was written to about this need before")
    new = NewMessage(ContactId(uuid4().hex), new_token())
    connection.execute(
        sa.insert(contact),
        {
            "contact_id": new.id,
            "learner_id": learner_id,
            "posting_id": one.posting_id,
            "reference": reference,
            "message": message,
            "sent_at": moment,
            "token_hash": hashed(new.token),
            "expires_at": moment + LASTS,
        },
    )
    return new


def references_of(connection: sa.Connection, one: Need) -> frozenset[str]:
    """Whom the company has written to about a need."""
    chosen = sa.select(contact.c.reference).where(contact.c.posting_id == one.posting_id)
    return frozenset(connection.scalars(chosen))


def sent_messages(connection: sa.Connection, one: Need) -> tuple[SentMessage, ...]:
    """What was sent about a company's need, newest first."""
    is_open = sa.and_(contact.c.is_accepted, agrees(contact.c.learner_id, ConsentPurpose.MESSAGES))
    rows = connection.execute(
        sa.select(
            contact.c.contact_id,
            contact.c.reference,
            contact.c.message,
            contact.c.sent_at,
            contact.c.is_accepted,
            sa.case((is_open, account_person.c.email)),
        )
        .outerjoin(account, account.c.learner_id == contact.c.learner_id)
        .outerjoin(account_person, account_person.c.account_id == account.c.account_id)
        .where(contact.c.posting_id == one.posting_id)
        .order_by(contact.c.sent_at.desc(), contact.c.contact_id)
    )
    return tuple(SentMessage(ContactId(row[0]), *row[1:]) for row in rows)


def received_messages(
    connection: sa.Connection, rights: LearnerRights, moment: datetime
) -> tuple[ReceivedMessage, ...]:
    """What companies wrote to a learner, newest first."""
    chosen = _RECEIVED.where(contact.c.learner_id == rights.learner_id)
    return _received(connection.execute(chosen.order_by(contact.c.sent_at.desc(), contact.c.contact_id)), moment)


def message_of_token(connection: sa.Connection, token: str, moment: datetime) -> ReceivedMessage | None:
    """The message that a link answers; ``None`` where the link does not serve or the answer was given."""
    rows = connection.execute(_RECEIVED.where(contact.c.token_hash == hashed(token)))
    found = _received(rows, moment)
    return found[0] if found and found[0].is_waiting else None


def answer_message(
    connection: sa.Connection, contact_id: str, rights: LearnerRights, moment: datetime, *, is_accepted: bool
) -> bool:
    """Store a learner's answer to a message of theirs that waits; whether there was one. The first answer stays."""
    done = connection.execute(
        sa.update(contact)
        .where(
            contact.c.contact_id == contact_id,
            contact.c.learner_id == rights.learner_id,
            contact.c.answered_at.is_(None),
            contact.c.expires_at > moment,
        )
        .values(answered_at=moment, is_accepted=is_accepted)
    )
    return done.rowcount == 1


_RECEIVED = (
    sa.select(
        contact.c.contact_id,
        contact.c.learner_id,
        organisation.c.name,
        posting.c.title,
        contact.c.message,
        contact.c.sent_at,
        contact.c.is_accepted,
        contact.c.answered_at,
        contact.c.expires_at,
    )
    .join(posting, posting.c.posting_id == contact.c.posting_id)
    .join(need, need.c.posting_id == contact.c.posting_id)
    .join(organisation, organisation.c.organisation_id == need.c.organisation_id)
)


def _received(rows: Iterable[sa.Row[*tuple[Any, ...]]], moment: datetime) -> tuple[ReceivedMessage, ...]:
    return tuple(
        ReceivedMessage(
            ContactId(row.contact_id),
            LearnerRights(LearnerId(row.learner_id)),
            row.name,
            row.title,
            row.message,
            row.sent_at,
            row.is_accepted,
            is_waiting=row.answered_at is None and row.expires_at > moment,
        )
        for row in rows
    )
