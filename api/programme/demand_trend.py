"""Demand of a skill or an area by state and quarter, what is expected of it, and which states are specialised in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from api.programme.forecast_services import DemandForecast, DemandHistory, demand_forecasts, known_quarters
from api.recently_used import RecentlyUsed
from data import demand_store
from data.catalogue import Catalogue
from data.demand_posting_store import PostingChoice, postings_by_month
from data.demand_store import CountStamp
from data.domain import Area, SkillId, StateId
from recommender.forecast.panel import Panel
from recommender.forecast.quarters import Quarter
from recommender.specialisation import Quotients, location_quotients

_MOST_KEPT: Final = 64
_MOST_QUARTERS: Final = 4
"""Of a time over which a specialisation is told."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What demand is looked at: all skills of an area, or one of them."""

    area: Area
    skill_id: SkillId | None = None

    def skill_ids(self, catalogue: Catalogue) -> tuple[SkillId, ...]:
        """The skills that it means."""
        if self.skill_id is not None:
            return (self.skill_id,)
        return tuple(id_ for id_, one in catalogue.skills.items() if one.area is self.area)


@dataclass(frozen=True, slots=True)
class Span:
    """A time of whole quarters, both included, with the postings of each state and the specialisation in it.

    Counts have the shape (n_states,).
    """

    first: Quarter
    last: Quarter
    of_area: NDArray[np.int64]
    of_all: NDArray[np.int64]
    quotients: Quotients


@dataclass(frozen=True, slots=True)
class ExpectedDemand:
    """Postings expected in a quarter to come, with the ends of the 80 % interval."""

    quarter: Quarter
    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class DemandTrend:
    """Postings by quarter (oldest first) and state of the catalogue, each counted once.

    ``of_area`` and ``of_all`` have the shape (n_quarters, n_states): postings that ask for what is wanted, and all.
    """

    quarters: tuple[Quarter, ...]
    state_ids: tuple[StateId, ...]
    of_area: NDArray[np.int64]
    of_all: NDArray[np.int64]
    by_state: tuple[DemandForecast, ...]
    of_country: tuple[DemandForecast, ...]

    def counts(self, state_id: StateId | None) -> list[int]:
        """Postings of a state, or of the country, by quarter."""
        found = self.of_area.sum(axis=1) if state_id is None else self.of_area[:, self.state_ids.index(state_id)]
        return [int(n) for n in found]

    def expected(self, state_id: StateId | None) -> tuple[ExpectedDemand, ...]:
        """The quarters to come, of a state or of the country."""
        place = 0 if state_id is None else self.state_ids.index(state_id)
        forecasts = self.of_country if state_id is None else self.by_state
        return tuple(
            ExpectedDemand(one.quarter, float(one.mean[place, 0]), int(one.low[place, 0]), int(one.high[place, 0]))
            for one in forecasts
        )

    def spans(self) -> tuple[Span, Span | None]:
        """The newest quarters, at most four, and as many before; ``None`` where there are not so many."""
        n = n_span_quarters(len(self.quarters))
        latest = self._span(len(self.quarters) - n, n)
        start = len(self.quarters) - 2 * n
        return latest, self._span(start, n) if start >= 0 else None

    def _span(self, start: int, n: int) -> Span:
        of_area, of_all = (counts[start : start + n].sum(axis=0) for counts in (self.of_area, self.of_all))
        return Span(
            self.quarters[start],
            self.quarters[start + n - 1],
            of_area,
            of_all,
            location_quotients(of_area, of_all),
        )


def n_span_quarters(n_quarters: int) -> int:
    """Over how many of the newest quarters a specialisation is told: as many as there are twice, at most four."""
    return min(_MOST_QUARTERS, max(1, n_quarters // 2))


@dataclass(frozen=True, slots=True)
class TrendKept:
    """Trends kept between requests, made anew when demand was counted anew."""

    trends: RecentlyUsed[tuple[CountStamp | None, Wanted], DemandTrend] = field(
        default_factory=lambda: RecentlyUsed(_MOST_KEPT)
    )


def demand_trend(connection: sa.Connection, kept: TrendKept, wanted: Wanted, catalogue: Catalogue) -> DemandTrend:
    """Demand of what is wanted in all whole quarters, and in the next four.

    Raises
    ------
    FewQuartersError
        If there are fewer than three whole quarters of postings.
    """
    stamp = demand_store.count_stamp(connection)
    return kept.trends.made((stamp, wanted), lambda: _trend(connection, wanted, catalogue))


def _trend(connection: sa.Connection, wanted: Wanted, catalogue: Catalogue) -> DemandTrend:
    quarters, state_ids = known_quarters(connection), tuple(catalogue.states)
    since, until = quarters[0].first_day, quarters[-1].last_day
    asking = PostingChoice(since, until, skill_ids=wanted.skill_ids(catalogue))
    of_area = postings_by_quarter(connection, asking, quarters, state_ids)
    of_all = postings_by_quarter(connection, PostingChoice(since, until), quarters, state_ids)
    history = DemandHistory(quarters, state_ids, (), Panel(of_area[:, :, None], quarters[0].number - 1))
    return DemandTrend(
        quarters, state_ids, of_area, of_all, demand_forecasts(history), demand_forecasts(history.of_country())
    )


def postings_by_quarter(
    connection: sa.Connection, choice: PostingChoice, quarters: Sequence[Quarter], state_ids: Sequence[StateId]
) -> NDArray[np.int64]:
    """Postings of each of some quarters on end and of each state, shape (n_quarters, n_states).

    Those of states that the catalogue does not have are left out.
    """
    column = {state_id: number for number, state_id in enumerate(state_ids)}
    counts = np.zeros((len(quarters), len(state_ids)), np.int64)
    for one in postings_by_month(connection, choice):
        if one.state_id in column:
            counts[Quarter.of(one.month) - quarters[0], column[one.state_id]] += one.n_postings
    return counts
