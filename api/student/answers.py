"""What a learner answered to suggestions, and its taking back."""

from datetime import datetime

import sqlalchemy as sa

from data import interaction_store, learner_store
from data.domain import CertificationId
from data.events import Feedback
from data.rights import LearnerRights


def newest_answers(connection: sa.Connection, rights: LearnerRights) -> tuple[Feedback, ...]:
    """The newest answer to each certification, newest first."""
    found = interaction_store.latest_answers(connection, rights.learner_id).values()
    return tuple(sorted(found, key=lambda given: (given.answered_at, given.certification_id), reverse=True))


def undo_answer(
    connection: sa.Connection, rights: LearnerRights, certification_id: CertificationId, answered_at: datetime
) -> bool:
    """Take an answer back as if it had never been given, and say whether it was there."""
    learner_store.hold_learner(connection, rights.learner_id)
    return interaction_store.withdraw_answer(connection, rights, certification_id, answered_at)
