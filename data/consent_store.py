"""What each learner agrees to, purpose by purpose: when it was given, under which notice, and when it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data.contact_tables import learner_consent
from data.domain import LearnerId
from data.rights import LearnerRights
from data.standing_store import is_counted
from data.upsert import upsert


class ConsentPurpose(StrEnum):
    """What a learner's data may be used for beyond the service itself."""

    PROFILE = "profile"
    """Companies may see a profile without name, number or address."""
    MESSAGES = "messages"
    """The programme may pass on a company's message, and after a yes the address."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that stands; ``notice_version`` names the privacy notice that was in force."""

    purpose: ConsentPurpose
    given_at: datetime
    notice_version: str


def give_consent(
    connection: sa.Connection, rights: LearnerRights, purpose: ConsentPurpose, notice_version: str, moment: datetime
) -> None:
    """Note that a learner agrees; one that stands stays as it is."""
    if purpose not in consents_of(connection, rights):
        new = {
            "learner_id": rights.learner_id,
            "purpose": purpose.value,
            "given_at": moment,
            "notice_version": notice_version,
            "withdrawn_at": None,
        }
        # One that was given and taken back at this very moment is given again.
        upsert(connection, learner_consent, [new], ["learner_id", "purpose", "given_at"])


def withdraw_consent(
    connection: sa.Connection, rights: LearnerRights, purpose: ConsentPurpose, moment: datetime
) -> None:
    """Note that a learner agrees no longer; that they did stays on record."""
    connection.execute(
        sa.update(learner_consent)
        .where(
            learner_consent.c.learner_id == rights.learner_id,
            learner_consent.c.purpose == purpose.value,
            learner_consent.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=moment)
    )


def consents_of(connection: sa.Connection, rights: LearnerRights) -> dict[ConsentPurpose, Consent]:
    """The consents of a learner that stand, by purpose."""
    rows = connection.execute(
        sa.select(learner_consent.c.purpose, learner_consent.c.given_at, learner_consent.c.notice_version)
        .where(learner_consent.c.learner_id == rights.learner_id, learner_consent.c.withdrawn_at.is_(None))
        .order_by(learner_consent.c.purpose)
    )
    return {ConsentPurpose(row[0]): Consent(ConsentPurpose(row[0]), *row[1:]) for row in rows}


def consenting(connection: sa.Connection, purpose: ConsentPurpose) -> frozenset[LearnerId]:
    """All learners who agree to something and whose data are not blocked."""
    column = learner_consent.c.learner_id
    return frozenset(map(LearnerId, connection.scalars(sa.select(column).where(agrees(column, purpose)))))


def agrees(learner_id: sa.ColumnElement[Any], purpose: ConsentPurpose) -> sa.ColumnElement[bool]:
    """The condition that a row's learner agrees to something and that their data are not blocked."""
    given = sa.select(learner_consent.c.learner_id).where(
        learner_consent.c.purpose == purpose.value, learner_consent.c.withdrawn_at.is_(None)
    )
    return sa.and_(learner_id.in_(given), is_counted(learner_id))
