"""What each state asks for, who could answer it, and what is missing, for the programme's map."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from api.programme.plan_figures import shown_counts
from api.small_groups import FEWEST_PEOPLE, Sum, shown_figures
from data import demand_store, goal_store
from data.catalogue import Catalogue
from data.demand_store import DemandArrays
from data.domain import Area, SkillId, StateId


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
    columns = _area_columns(rows, catalogue)
    column = 0 if area is None else _column(area)
    counted = np.ones(len(columns), bool) if area is None else columns == column
    certifications = None
    if area is not None:
        certifications = [id_ for id_, one in catalogue.certifications.items() if one.area is area]
    certified = goal_store.certified_by_state(connection, certification_ids=certifications)
    supply = shown_counts({one.group: one.n_certified for one in certified})
    states = {}
    for state_id in catalogue.states:
        own = rows.state_ids == state_id
        demand, n_people = int(rows.n_positions[own & counted].sum()), supply.get(state_id, 0)
        n_covered = _shown_covered(rows, columns, own)[column]
        # Whoever covers demand holds a certification: so much of it tells how many a hidden supply is at least.
        gap = None if n_covered is None or (n_covered and n_people is None) else demand - n_covered
        states[state_id] = StateBalance(state_id, demand, n_people, gap)
    return Balance(demand_store.as_of(connection), states)


def _shown_covered(rows: DemandArrays, columns: NDArray[np.int64], own: NDArray[np.bool_]) -> list[int | None]:
    """Positions of a state that somebody can answer: of all skills, then by column of areas; ``None`` where hidden.

    What is covered follows from demand and gap, and is of people: of few, however often, where no skill has five. The
    map shows all areas and each of them, so that a hidden one must not be what the others leave of all.
    """
    covered = np.minimum(rows.n_positions, rows.n_holders)[own]
    sums, most = np.zeros((2, 2 + len(Area)), np.int64)
    for place in (np.zeros_like(columns[own]), columns[own]):
        np.add.at(sums, place, covered)
        np.maximum.at(most, place, covered)
    of_few = (most > 0) & (most < FEWEST_PEOPLE)
    shown = shown_figures(sums, [Sum(0, tuple(range(1, len(sums))))], of_few)
    return [int(n) if is_shown else None for n, is_shown in zip(sums, shown, strict=True)]


def _area_columns(rows: DemandArrays, catalogue: Catalogue) -> NDArray[np.int64]:
    """The column of the area of each row's skill; the last one is of skills that the catalogue has dropped."""
    known = {id_: _column(one.area) for id_, one in catalogue.skills.items()}
    return np.array([known.get(SkillId(id_), 1 + len(Area)) for id_ in rows.skill_ids.tolist()], np.int64)


def _column(area: Area) -> int:
    """Column 0 is of all areas."""
    return 1 + list(Area).index(area)
