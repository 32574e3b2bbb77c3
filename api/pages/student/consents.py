"""What a learner agrees to beyond the service itself: given and taken back one by one, on the page of their data."""

from dataclasses import dataclass
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from api.dependencies import LearnerDep, NowDep, PartsDep, WritingDep
from api.i18n import Texts
from api.student import consents
from data import consent_store
from data.consent_store import ConsentPurpose
from data.rights import LearnerRights

router = APIRouter(prefix="/mi")


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A purpose with what it means; ``since`` is the day of a consent that stands."""

    purpose: str
    text: str
    since: str | None


@router.post("/datos/consentimientos")
def change_consent(
    connection: WritingDep,
    rights: LearnerDep,
    parts: PartsDep,
    now: NowDep,
    purpose: Annotated[ConsentPurpose, Form()],
    agrees: Annotated[bool, Form()],
) -> RedirectResponse:
    """Agree to a purpose, or no longer."""
    consents.change_consent(connection, rights, purpose, parts.settings, now, agrees=agrees)
    done = "consent_given" if agrees else "consent_withdrawn"
    return RedirectResponse(f"/mi/datos?done={done}#confirmation", status_code=303)


def consent_lines(connection: sa.Connection, rights: LearnerRights, t: Texts) -> tuple[ConsentLine, ...]:
    """Every purpose, with whether the learner agrees."""
    given = consent_store.consents_of(connection, rights)
    return tuple(
        ConsentLine(purpose.value, t(key), t.day(given[purpose].given_at.date()) if purpose in given else None)
        for purpose, key in consents.CONSENT_KEYS.items()
    )
