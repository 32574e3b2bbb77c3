"""How many people of a state hold the skills that are asked for there, or are near them; small groups are hidden."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import sqlalchemy as sa

from api.industry.people import near_by_state
from api.kept import Kept
from api.supply_services import Outlook, StateSupply, SupplyBasis, outlook, skill_supply, supply_basis
from data import demand_store
from data.catalogue import Catalogue
from data.demand_store import CountStamp, Demand
from data.domain import SkillId, StateId
from data.errors import NotReadyError
from recommender.arrays import catalogue_arrays
from recommender.match_reasons import HELD
from recommender.people_near import People, skill_levels
from recommender.skill_credit import skill_credit

NEARLY: Final = 0.25
"""From this certainty on a person counts as near a skill: a broader or narrower one is held, or it was touched on."""


@dataclass(frozen=True, slots=True)
class SkillSupply:
    """A skill in a state: positions that ask for it, people who hold it and who are near; ``None`` where hidden."""

    skill_id: SkillId
    n_positions: int
    n_holders: int | None
    n_near: int | None


@dataclass(frozen=True, slots=True)
class OutlookKept:
    """What supply will be, kept between requests: made anew when demand was counted anew. ``None`` without history."""

    outlook: Kept[CountStamp | None, tuple[SupplyBasis, Outlook] | None] = field(default_factory=Kept)


def expected_supply(
    connection: sa.Connection, kept: OutlookKept, skill_ids: Sequence[SkillId], state_id: StateId, catalogue: Catalogue
) -> dict[SkillId, StateSupply]:
    """Certified holders of some skills in a state, now and in months to come; empty where nobody ever enrolled."""

    def make() -> tuple[SupplyBasis, Outlook] | None:
        try:
            basis = supply_basis(connection, catalogue)
        except NotReadyError:
            return None
        return basis, outlook(basis)

    known = kept.outlook.current(demand_store.count_stamp(connection), make)
    if known is None:
        return {}
    return {
        skill_id: one for skill_id in skill_ids for one in skill_supply(*known, skill_id) if one.state_id == state_id
    }


def supply_of(
    people: People, demand: Sequence[Demand], state_id: StateId, catalogue: Catalogue
) -> tuple[SkillSupply, ...]:
    """Supply of the skills of some rows of a state's demand, in their order."""
    arrays, credit = catalogue_arrays(catalogue), skill_credit(catalogue.skills)
    levels = skill_levels(people, np.array([arrays.skill_row[row.skill_id] for row in demand], np.int64), credit)
    found = []
    for row, held in zip(demand, levels.T, strict=True):
        by_state = near_by_state(people, held, arrays, ready=HELD, near=NEARLY)
        here = next((one for one in by_state if one.state_id == state_id), None)
        n_holders, n_near = (here.n_ready, here.n_near) if here else (0, 0)
        found.append(SkillSupply(row.skill_id, row.n_positions, n_holders, n_near))
    return tuple(found)
