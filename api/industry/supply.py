"""How many people of a state hold the skills that are asked for there, or are near them; small groups are hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from api.industry.counted import CountedPeople
from api.industry.people import near_by_state
from api.supply_services import StateSupply, skill_supply
from data.demand_store import Demand
from data.domain import SkillId, StateId
from recommender.match_reasons import HELD
from recommender.people_near import People, skill_levels

NEARLY: Final = 0.25
"""From this certainty on a person counts as near a skill: a broader or narrower one is held, or it was touched on."""


@dataclass(frozen=True, slots=True)
class SkillSupply:
    """A skill in a state: positions that ask for it, people who hold it and who are near; ``None`` where hidden."""

    skill_id: SkillId
    n_positions: int
    n_holders: int | None
    n_near: int | None


def expected_supply(
    counted: CountedPeople, skill_ids: Sequence[SkillId], state_id: StateId
) -> dict[SkillId, StateSupply]:
    """Certified holders of some skills in a state, now and in months to come; empty where nobody ever enrolled."""
    known = counted.outlook()
    if known is None:
        return {}
    return {
        skill_id: one
        for skill_id in skill_ids
        for one in skill_supply(counted.arrays, known, skill_id)
        if one.state_id == state_id
    }


def supply_of(
    people: People | None, demand: Sequence[Demand], state_id: StateId, counted: CountedPeople
) -> tuple[SkillSupply, ...]:
    """Supply of the skills of some rows of a state's demand, in their order; of nobody while nobody was counted."""
    if people is None:
        return ()
    arrays = counted.arrays
    found = []
    for row in demand:
        # One skill at a time: levels of all skills and people at once would fill the memory.
        held = skill_levels(people, np.array([arrays.skill_row[row.skill_id]]), counted.credit)[:, 0]
        by_state = near_by_state(people, held, arrays, ready=HELD, near=NEARLY)
        here = next((one for one in by_state if one.state_id == state_id), None)
        n_holders, n_near = (here.n_ready, here.n_near) if here else (0, 0)
        found.append(SkillSupply(row.skill_id, row.n_positions, n_holders, n_near))
    return tuple(found)
