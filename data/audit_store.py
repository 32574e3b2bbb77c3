"""Who did what and when, by numbers alone: rows are added and never changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from data.contact_tables import audit_entry
from data.rights import AccountId, ProgrammeRights
from data.upsert import chunks


class AuditAction(StrEnum):
    """What is put on record."""

    MESSAGE_SENT = "message_sent"
    MESSAGE_ACCEPTED = "message_accepted"
    MESSAGE_DECLINED = "message_declined"
    PLEDGE_OFFERED = "pledge_offered"
    PLEDGE_WITHDRAWN = "pledge_withdrawn"
    PLEDGE_ACCEPTED = "pledge_accepted"
    PLEDGE_DECLINED = "pledge_declined"
    ALLOCATION_ASKED = "allocation_asked"
    ALLOCATION_APPROVED = "allocation_approved"
    ALLOCATION_WITHDRAWN = "allocation_withdrawn"
    ALLOCATION_PUBLISHED = "allocation_published"
    BUNDLE_PROMOTED = "bundle_promoted"
    BUNDLE_ROLLED_BACK = "bundle_rolled_back"
    BACKUP_DOWNLOADED = "backup_downloaded"
    ROWS_DISMISSED = "rows_dismissed"
    STUDY_MADE = "study_made"
    STUDY_INVITED = "study_invited"
    STUDY_REMINDED = "study_reminded"
    VOUCHER_REDEEMED = "voucher_redeemed"


_ENTRIES: Final = sa.select(
    audit_entry.c.audit_entry_id,
    audit_entry.c.happened_at,
    audit_entry.c.action,
    audit_entry.c.actor,
    audit_entry.c.subject,
)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was done; later ones have greater numbers. ``actor`` is ``None`` for who came by a link."""

    number: int
    happened_at: datetime
    action: AuditAction
    actor: AccountId | None
    subject: str


def put_on_record(
    connection: sa.Connection, action: AuditAction, subject: str, moment: datetime, actor: AccountId | None = None
) -> None:
    """Add an entry; ``subject`` names what it was done to, a voucher by its code, and never a learner."""
    entry = {"happened_at": moment, "action": action.value, "actor": actor, "subject": subject}
    connection.execute(sa.insert(audit_entry), entry)


def entries_about(connection: sa.Connection, subject: str) -> tuple[AuditEntry, ...]:
    """What was done to something, oldest first."""
    rows = connection.execute(_ENTRIES.where(audit_entry.c.subject == subject).order_by(audit_entry.c.audit_entry_id))
    return tuple(map(_entry, rows))


def last_entries(
    connection: sa.Connection,
    _rights: ProgrammeRights,
    n: int,
    skipped: int = 0,
    *,
    before: int | None = None,
    subject: str | None = None,
) -> tuple[AuditEntry, ...]:
    """The ``n`` newest entries after the ``skipped`` newest, newest first: of all, or of those before a number.

    ``subject`` limits them to what was done to one thing.
    """
    asked = _ENTRIES.order_by(audit_entry.c.audit_entry_id.desc()).limit(n).offset(skipped)
    if before is not None:
        asked = asked.where(audit_entry.c.audit_entry_id < before)
    if subject is not None:
        asked = asked.where(audit_entry.c.subject == subject)
    return tuple(map(_entry, connection.execute(asked)))


def last_actions(
    connection: sa.Connection, subjects: Collection[str], actions: Collection[AuditAction]
) -> Mapping[str, AuditAction]:
    """The last of some actions that was done to each of some things; things to which none was done are left out."""
    found: dict[str, AuditAction] = {}
    for some in chunks(sorted(subjects)):
        rows = connection.execute(
            sa.select(audit_entry.c.subject, audit_entry.c.action)
            .where(audit_entry.c.subject.in_(some), audit_entry.c.action.in_([one.value for one in actions]))
            .order_by(audit_entry.c.audit_entry_id)
        )
        found |= {subject: AuditAction(action) for subject, action in rows}
    return found


def _entry(row: sa.Row[int, datetime, str, str | None, str]) -> AuditEntry:
    number, happened_at, action, actor, subject = row
    return AuditEntry(number, happened_at, AuditAction(action), AccountId(actor) if actor else None, subject)
