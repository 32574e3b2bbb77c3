"""People near a need as its company may see them: figures, profiles, and of which day they are."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from api.dependencies import Parts
from api.industry.people import AnonymousProfile, NearInState, asked_by, near_by_state, near_profiles, shares_of
from data.need_store import Need


@dataclass(frozen=True, slots=True)
class NearPeople:
    """``counted_on`` is ``None`` before the first count; ``has_skills``: the need asks for anything."""

    near: tuple[NearInState, ...]
    profiles: tuple[AnonymousProfile, ...]
    has_skills: bool
    is_invented: bool = False
    counted_on: date | None = None


def people_near(connection: sa.Connection, one: Need, parts: Parts, moment: datetime) -> NearPeople:
    """Who is near a need."""
    counted = parts.counted
    asked = asked_by(connection, one, parts.catalogue, counted.arrays)
    people = counted.people(connection)
    if people is None:
        return NearPeople((), (), has_skills=len(asked.columns) > 0)
    shares = shares_of(people, asked, counted.credit)
    secret = parts.settings.pseudonym_secret
    profiles = near_profiles(connection, one, people, asked, shares, counted, secret=secret, today=moment.date())
    near = near_by_state(people, shares, counted.arrays)
    return NearPeople(near, profiles, len(asked.columns) > 0, people.is_invented, people.as_of)
