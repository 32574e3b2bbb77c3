"""Demand of the quarters to come, from all postings of the quarters that are over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from data import demand_history_store, demand_store
from data.domain import SkillId, StateId
from data.errors import NotReadyError
from recommender.forecast.count_model import FEWEST_QUARTERS, CountForecast, forecast_counts
from recommender.forecast.panel import Panel
from recommender.forecast.quarters import Quarter, whole_quarters

_DAYS_MISSED: Final = 7
"""A first quarter whose first posting came so late may still be whole."""

N_QUARTERS_AHEAD: Final = 4


class Counted(StrEnum):
    """What demand is counted in."""

    POSTINGS = "postings"
    POSITIONS = "positions"


class FewQuartersError(NotReadyError):
    """Postings do not reach over enough whole quarters to learn from."""

    status = 409
    key = "error.few_quarters"


@dataclass(frozen=True, slots=True)
class DemandHistory:
    """Demand by quarter (oldest first), state and skill, in the order of the three lists."""

    quarters: tuple[Quarter, ...]
    state_ids: tuple[StateId, ...]
    skill_ids: tuple[SkillId, ...]
    panel: Panel

    def of_country(self) -> "DemandHistory":
        """All states added up. A sum has to be forecast as a sum: the intervals of its parts do not add up."""
        counts = self.panel.counts.sum(axis=1, keepdims=True)
        return DemandHistory(self.quarters, (), self.skill_ids, Panel(counts, self.panel.first_season))

    def of_skills(self, skill_ids: Collection[SkillId]) -> "DemandHistory":
        """Some skills added up, such as those of an area: how often one of them is asked for, by state."""
        chosen = [place for place, id_ in enumerate(self.skill_ids) if id_ in skill_ids]
        counts = self.panel.counts[:, :, chosen].sum(axis=2, keepdims=True)
        return DemandHistory(self.quarters, self.state_ids, (), Panel(counts, self.panel.first_season))


@dataclass(frozen=True, slots=True)
class DemandForecast:
    """A quarter to come: mean and the ends of the 80 % interval, shape (n_states, n_skills) as in the history."""

    quarter: Quarter
    mean: NDArray[np.float64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


def known_quarters(connection: sa.Connection) -> tuple[Quarter, ...]:
    """The whole quarters of postings up to the day of the last count, oldest first.

    Raises
    ------
    FewQuartersError
        If there are fewer than three.
    """
    as_of, first_day = demand_store.as_of(connection), demand_history_store.first_posting_day(connection)
    quarters = _whole_quarters(first_day, as_of)
    if len(quarters) < FEWEST_QUARTERS:
        raise FewQuartersError(
            f"postings reach over {len(quarters)} whole quarters, a forecast needs {FEWEST_QUARTERS}; "
            "run rumbo import postings FILE with older ones, then rumbo embed"
        )
    return quarters


def demand_history(connection: sa.Connection, counted: Counted = Counted.POSTINGS) -> DemandHistory:
    """Demand of all whole quarters up to the day of the last count; states and skills that never occur are absent.

    Raises
    ------
    FewQuartersError
        If there are fewer than three whole quarters of postings.
    """
    quarters = known_quarters(connection)
    rows = demand_history_store.demand_by_state(connection, quarters[0].first_day, quarters[-1].last_day)
    state_ids, states = np.unique(np.array(rows.state_ids), return_inverse=True)
    skill_ids, skills = np.unique(np.array(rows.skill_ids), return_inverse=True)
    places = np.array([Quarter.of(month) - quarters[0] for month in rows.months])
    counts = np.zeros((len(quarters), len(state_ids), len(skill_ids)), np.int64)
    numbers = rows.n_postings if counted is Counted.POSTINGS else rows.n_positions
    np.add.at(counts, (places, states, skills), numbers)
    return DemandHistory(
        quarters,
        tuple(StateId(id_) for id_ in state_ids.tolist()),
        tuple(SkillId(id_) for id_ in skill_ids.tolist()),
        Panel(counts, quarters[0].number - 1),
    )


def demand_forecasts(history: DemandHistory, n_quarters: int = N_QUARTERS_AHEAD) -> tuple[DemandForecast, ...]:
    """The next quarters, soonest first; the first of them has begun already where the history ends inside a quarter."""
    return tuple(_forecast(history, forecast) for forecast in forecast_counts(history.panel, range(1, n_quarters + 1)))


def _forecast(history: DemandHistory, forecast: CountForecast) -> DemandForecast:
    quarter = history.quarters[-1] + forecast.horizon
    return DemandForecast(quarter, forecast.law.mean, forecast.low, forecast.high)


def _whole_quarters(first_day: date | None, as_of: date | None) -> tuple[Quarter, ...]:
    if first_day is None or as_of is None:
        return ()
    return whole_quarters(first_day - timedelta(days=_DAYS_MISSED), as_of)
