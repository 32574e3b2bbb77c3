"""Who did what and when, by numbers alone: rows are added and never changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from data.contact_tables import audit_entry
from data.rights import AccountId


class AuditAction(StrEnum):
    """What is put on record."""

    MESSAGE_SENT = "message_sent"
    MESSAGE_ACCEPTED = "message_accepted"
    MESSAGE_DECLINED = "message_declined"
    PLEDGE_OFFERED = "pledge_offered"
    PLEDGE_WITHDRAWN = "pledge_withdrawn"
    PLEDGE_ACCEPTED = "pledge_accepted"
    PLEDGE_DECLINED = "pledge_declined"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was done; ``actor`` is ``None`` for who came by a link."""

    happened_at: datetime
    action: AuditAction
    actor: AccountId | None
    subject: str


def put_on_record(
    connection: sa.Connection, action: AuditAction, subject: str, moment: datetime, actor: AccountId | None = None
) -> None:
    """Add an entry; ``subject`` is the number of a message or pledge, never a learner's."""
    entry = {"happened_at": moment, "action": action.value, "actor": actor, "subject": subject}
    connection.execute(sa.insert(audit_entry), entry)


def entries_about(connection: sa.Connection, subject: str) -> tuple[AuditEntry, ...]:
    """What was done to something, oldest first."""
    rows = connection.execute(
        sa.select(audit_entry.c.happened_at, audit_entry.c.action, audit_entry.c.actor, audit_entry.c.subject)
        .where(audit_entry.c.subject == subject)
        .order_by(audit_entry.c.audit_entry_id)
    )
    return tuple(AuditEntry(row[0], AuditAction(row[1]), row[2] and AccountId(row[2]), row[3]) for row in rows)
