"""How many people the degrees of a state bring forth."""

from dataclasses import dataclass

from data.domain import StateId


@dataclass(frozen=True, slots=True)
class StateGraduates:
    """Public statistics of one state: students of the degrees that feed IT and BPO work, in one school year."""

    state_id: StateId
    cycle: str
    enrolled: int
    new_entrants: int
    graduates: int
    degrees: int
