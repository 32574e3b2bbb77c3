"""Who holds a skill by state, and who will in the months to come; small groups are hidden."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from api.small_groups import FEWEST_PEOPLE, Sum, shown_figures
from data.domain import SkillId, StateId
from recommender.arrays import CatalogueArrays
from recommender.forecast.outlook import Ahead, Outlook


@dataclass(frozen=True, slots=True)
class Expected:
    """People expected to hold a skill, and the ends of the 80 % interval."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class StateSupply:
    """Supply of a skill in a state; ``None`` is a group of one to four, or one that would tell such a group."""

    state_id: StateId
    now: int | None
    ahead: Mapping[int, Expected | None]


def skill_supply(arrays: CatalogueArrays, found: Outlook, skill_id: SkillId) -> tuple[StateSupply, ...]:
    """Supply of one skill in all states, by state; forecasts of fewer than five people are hidden as well.

    Raises
    ------
    KeyError
        If the catalogue has no such skill.
    """
    column = arrays.skill_row[skill_id]
    now = found.now[:, column]
    figures = np.array([now.sum(), *now])
    shown = shown_figures(figures, [Sum(0, tuple(range(1, len(figures))))])[1:]
    return tuple(
        StateSupply(
            StateId(state_id),
            int(now[row]) if shown[row] else None,
            {months: _expected(forecast, row, column) for months, forecast in found.ahead.items()},
        )
        for state_id, row in sorted(arrays.state_row.items())
    )


def _expected(forecast: Ahead, row: int, column: int) -> Expected | None:
    mean = float(forecast.mean[row, column])
    if mean < FEWEST_PEOPLE:
        return None
    return Expected(mean, int(forecast.low[row, column]), int(forecast.high[row, column]))
