"""What a learner may agree to beyond the service itself, and the giving and taking back of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from api.accounts.privacy_notice import notice_version
from data import consent_store, learner_store
from data.consent_store import ConsentPurpose
from data.rights import LearnerRights
from data.settings import Settings

CONSENT_KEYS: Final[Mapping[ConsentPurpose, str]] = {
    ConsentPurpose.PROFILE: "consent.profile",
    ConsentPurpose.MESSAGES: "consent.messages",
}
"""The key of the text that says what each purpose means."""


def change_consent(
    connection: sa.Connection,
    rights: LearnerRights,
    purpose: ConsentPurpose,
    settings: Settings,
    moment: datetime,
    *,
    agrees: bool,
) -> None:
    """Note that a learner agrees to a purpose under the notice in force, or no longer."""
    learner_store.hold_learner(connection, rights.learner_id)
    if agrees:
        consent_store.give_consent(connection, rights, purpose, notice_version(settings), moment)
    else:
        consent_store.withdraw_consent(connection, rights, purpose, moment)
