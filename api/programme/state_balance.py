"""What each state asks for, who could answer it, and what is missing, for the programme's map."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa

from api.programme.plan_figures import shown_counts
from api.small_groups import FEWEST_PEOPLE
from data import demand_store, goal_store
from data.catalogue import Catalogue
from data.domain import Area, StateId


@dataclass(frozen=True, slots=True)
class StateBalance:
    """A state's numbers; ``None`` where one would tell of one to four people.

    ``demand`` is of positions, once for each skill that one asks for; ``supply`` of people who passed a certification;
    ``gap`` is the part of ``demand`` for which the state has nobody who can prove the skill.
    """

    state_id: StateId
    demand: int
    supply: int | None
    gap: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """All states by id; ``day`` is that of the count, ``None`` while there is none."""

    day: date | None
    states: Mapping[StateId, StateBalance]


def balance_of(connection: sa.Connection, catalogue: Catalogue, area: Area | None = None) -> Balance:
    """The numbers of every state, as last counted; with an area those of its skills and certifications alone."""
    rows = demand_store.demand_arrays(connection)
    covered = np.minimum(rows.n_positions, rows.n_holders)
    counted, certifications = np.ones(len(rows.skill_ids), bool), None
    if area is not None:
        counted = np.isin(rows.skill_ids, [id_ for id_, one in catalogue.skills.items() if one.area is area])
        certifications = [id_ for id_, one in catalogue.certifications.items() if one.area is area]
    certified = goal_store.certified_by_state(connection, certification_ids=certifications)
    supply = shown_counts({one.group: one.n_certified for one in certified})
    states = {}
    for state_id in catalogue.states:
        own = counted & (rows.state_ids == state_id)
        demand, n_covered = int(rows.n_positions[own].sum()), int(covered[own].sum())
        # What is covered follows from the other two, and is of people.
        is_shown = n_covered == 0 or n_covered >= FEWEST_PEOPLE
        gap = demand - n_covered if is_shown else None
        states[state_id] = StateBalance(state_id, demand, supply.get(state_id, 0), gap)
    return Balance(demand_store.as_of(connection), states)
