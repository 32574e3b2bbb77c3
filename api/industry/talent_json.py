"""Shapes of what companies get as JSON of people: near a need, by state, and messages to them. No one is named."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.i18n import Texts
from api.industry.messages import MOST_LETTERS
from api.industry.people import AnonymousProfile, NearInState
from api.industry.supply import SkillSupply
from api.schemas.common import NOT_BLANK, BodyIn, BodyOut, NamedOut
from api.supply_services import Expected, StateSupply
from data.catalogue import Catalogue
from data.contact_store import SentMessage
from data.domain import SkillId

_HIDDEN = "Null where it would tell of one to four people"


class NearOut(BodyOut):
    """People of a state, or of the country where ``state`` is null."""

    state: NamedOut | None
    n_ready: int | None = Field(description=_HIDDEN)
    n_near: int | None = Field(description=_HIDDEN)


class ProfileOut(BodyOut):
    """Somebody who agrees to be seen without name; the reference is of this need alone."""

    reference: str
    share: float = Field(description="Of what the need asks for")
    state: NamedOut | None = Field(description="Null where few of those shown are from there")
    held: list[NamedOut]
    missing: list[NamedOut]
    certification: NamedOut | None = Field(description="Would prove most of what is missing")
    has_english: bool | None = Field(description="Null where the need asks for none")
    takes_messages: bool


class NearPeopleOut(BodyOut):
    """People near a need, as counted on a day; null before the first count."""

    counted_on: date | None
    ready_from: float
    near_from: float
    figures: list[NearOut]
    profiles: list[ProfileOut]


class MessageIn(BodyIn):
    """A message to somebody who is near a need, which the programme passes on."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reference": "ABCDEFGH23", "message": "Nos gustaría platicar contigo."}]},
    )

    reference: str = Field(max_length=16, pattern="^[0-9A-Z]+$")
    message: Annotated[str, Field(min_length=1, max_length=MOST_LETTERS, pattern=NOT_BLANK)]


class MessageOut(BodyOut):
    """A message that was sent; ``address`` is there after a yes, while the person agrees."""

    reference: str
    message: str
    sent_at: datetime
    is_accepted: bool | None = Field(description="Null: not answered")
    address: str | None


class ExpectedOut(BodyOut):
    """People expected to hold a valid certification that proves the skill, with the ends of the 80 % interval."""

    months: int
    mean: float
    low: int
    high: int


class SkillSupplyOut(BodyOut):
    """Supply of a skill in a state."""

    skill: NamedOut
    n_positions: int
    n_holders: int | None = Field(description=_HIDDEN)
    n_near: int | None = Field(description=_HIDDEN)
    n_certified: int | None = Field(description=f"{_HIDDEN}, or where nobody ever enrolled")
    expected: list[ExpectedOut] = Field(description="Without those of fewer than five people")


class TalentOut(BodyOut):
    """Supply of the skills that a state asks most for, a part of the list."""

    state: NamedOut
    data_as_of: date | None = Field(description="Day of the count of demand")
    counted_on: date | None = Field(description="Day of the count of people; null before the first")
    items: list[SkillSupplyOut]
    next_cursor: str | None


def near_out(one: NearInState, catalogue: Catalogue, t: Texts) -> NearOut:
    """Figures of a state."""
    state = NamedOut(id=one.state_id, name=t.label(catalogue.states[one.state_id].label)) if one.state_id else None
    return NearOut(state=state, n_ready=one.n_ready, n_near=one.n_near)


def profile_out(one: AnonymousProfile, catalogue: Catalogue, t: Texts) -> ProfileOut:
    """A profile without name or number."""
    closing = catalogue.certifications[one.certification_id] if one.certification_id else None
    return ProfileOut(
        reference=one.reference,
        share=round(one.share, 4),
        state=NamedOut(id=one.state_id, name=t.label(catalogue.states[one.state_id].label)) if one.state_id else None,
        held=[_skill(id_, catalogue, t) for id_ in one.held],
        missing=[_skill(id_, catalogue, t) for id_ in one.missing],
        certification=NamedOut(id=closing.id, name=closing.name) if closing else None,
        has_english=one.has_english,
        takes_messages=one.takes_messages,
    )


def message_out(one: SentMessage) -> MessageOut:
    """A message as its company sees it."""
    return MessageOut(
        reference=one.reference,
        message=one.message,
        sent_at=one.sent_at,
        is_accepted=one.is_accepted,
        address=one.address,
    )


def skill_supply_out(one: SkillSupply, ahead: StateSupply | None, catalogue: Catalogue, t: Texts) -> SkillSupplyOut:
    """Supply of a skill, now and to come."""
    return SkillSupplyOut(
        skill=_skill(one.skill_id, catalogue, t),
        n_positions=one.n_positions,
        n_holders=one.n_holders,
        n_near=one.n_near,
        n_certified=ahead.now if ahead else None,
        expected=[_expected(months, found) for months, found in ahead.ahead.items() if found] if ahead else [],
    )


def _expected(months: int, one: Expected) -> ExpectedOut:
    return ExpectedOut(months=months, mean=round(one.mean, 2), low=one.low, high=one.high)


def _skill(skill_id: SkillId, catalogue: Catalogue, t: Texts) -> NamedOut:
    return NamedOut(id=skill_id, name=t.label(catalogue.skills[skill_id].label))
