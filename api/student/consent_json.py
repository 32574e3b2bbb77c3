"""Shapes of a learner's consents as JSON, with the privacy notice that they are given under."""

from datetime import datetime

import sqlalchemy as sa
from pydantic import ConfigDict, Field

from api.accounts.notice_json import NoticeOut, notice_out
from api.i18n import Texts
from api.schemas.common import BodyIn, BodyOut
from api.student.consents import CONSENT_KEYS
from data import consent_store
from data.consent_store import ConsentPurpose
from data.rights import LearnerRights
from data.settings import Settings


class ConsentIn(BodyIn):
    """Whether a learner agrees to one purpose."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"purpose": "messages", "agrees": True}]})

    purpose: ConsentPurpose
    agrees: bool = Field(strict=True)


class ConsentOut(BodyOut):
    """A purpose with what it means; null dates and version where one does not agree."""

    purpose: ConsentPurpose
    text: str
    since: datetime | None
    notice_version: str | None = Field(description="Of the notice that was in force when it was given")


class ConsentsOut(BodyOut):
    """Every purpose, and the notice that a consent given now is given under."""

    notice: NoticeOut
    items: list[ConsentOut]


def consents_out(connection: sa.Connection, rights: LearnerRights, settings: Settings, t: Texts) -> ConsentsOut:
    """A learner's consents in the caller's language."""
    given = consent_store.consents_of(connection, rights)
    return ConsentsOut(
        notice=notice_out(settings, t),
        items=[
            ConsentOut(
                purpose=purpose,
                text=t(key),
                since=given[purpose].given_at if purpose in given else None,
                notice_version=given[purpose].notice_version if purpose in given else None,
            )
            for purpose, key in CONSENT_KEYS.items()
        ],
    )
