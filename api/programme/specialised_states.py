"""Which states are specialised in which areas, of all areas at once."""

from dataclasses import dataclass

import sqlalchemy as sa

from api.kept import Kept
from api.programme.demand_trend import Wanted, n_span_quarters, postings_by_quarter
from api.programme.forecast_services import FewQuartersError, known_quarters
from data import demand_store
from data.catalogue import Catalogue
from data.demand_posting_store import PostingChoice
from data.demand_store import CountStamp
from data.domain import Area, StateId
from recommender.forecast.quarters import Quarter
from recommender.specialisation import Quotient, Specialisation, location_quotients


@dataclass(frozen=True, slots=True)
class SpecialisedState:
    """A state whose location quotient in an area lies above 1 with its whole interval."""

    area: Area
    state_id: StateId
    quotient: Quotient


@dataclass(frozen=True, slots=True)
class SpecialisedStates:
    """By area in the order of ``Area``, and of each the most specialised first; in quarters, both included."""

    first: Quarter
    last: Quarter
    states: tuple[SpecialisedState, ...]


SpecialisedKept = Kept[CountStamp, SpecialisedStates]


def specialised_states(
    connection: sa.Connection, kept: SpecialisedKept, catalogue: Catalogue
) -> SpecialisedStates | None:
    """Those of the newest quarters; ``None`` while postings reach over too few."""
    stamp = demand_store.count_stamp(connection)
    if stamp is None:
        return None
    try:
        return kept.current(stamp, lambda: _specialised_states(connection, catalogue))
    except FewQuartersError:
        return None


def _specialised_states(connection: sa.Connection, catalogue: Catalogue) -> SpecialisedStates:
    quarters = known_quarters(connection)
    quarters = quarters[-n_span_quarters(len(quarters)) :]
    since, until = quarters[0].first_day, quarters[-1].last_day
    state_ids = tuple(catalogue.states)
    of_all = postings_by_quarter(connection, PostingChoice(since, until), quarters, state_ids).sum(axis=0)
    found: list[SpecialisedState] = []
    for area in Area:
        asking = PostingChoice(since, until, skill_ids=Wanted(area).skill_ids(catalogue))
        of_area = postings_by_quarter(connection, asking, quarters, state_ids).sum(axis=0)
        quotients = location_quotients(of_area, of_all)
        theirs = [
            SpecialisedState(area, state_id, one)
            for place, state_id in enumerate(state_ids)
            if (one := quotients.of(place)) and one.specialisation is Specialisation.SPECIALISED
        ]
        found += sorted(theirs, key=lambda one: -one.quotient.value)
    return SpecialisedStates(quarters[0], quarters[-1], tuple(found))
