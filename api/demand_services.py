"""Demand for skills over the last months, as every page that shows it counts it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from data.demand_history_store import monthly_demand
from data.domain import SkillId, StateId

N_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """One number a month, oldest first: postings that ask for a skill, and the positions that they offer."""

    skill_id: SkillId
    n_postings: tuple[int, ...]
    n_positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DemandOverTime:
    """Demand by month; ``months`` are first days, oldest first."""

    months: tuple[date, ...]
    skills: tuple[SkillDemand, ...]


def demand_over_time(
    connection: sa.Connection,
    state_id: StateId | None,
    skill_ids: Sequence[SkillId],
    as_of: date,
    n_months: int = N_MONTHS,
) -> DemandOverTime:
    """Demand of a state, or of the country, over the last whole months up to a day; skills in the order given.

    A month that has not ended by ``as_of`` is left out: half a month would look like a fall.

    Raises
    ------
    ValueError
        If ``n_months`` is below 1.
    """
    if n_months < 1:
        raise ValueError(f"n_months must be at least 1, got {n_months}")
    months = last_whole_months(as_of, n_months)
    rows = monthly_demand(connection, state_id, skill_ids, months[0], _next_month(months[-1]) - timedelta(days=1))
    found = {(row.skill_id, row.month): (row.n_postings, row.n_positions) for row in rows}

    def series(skill_id: SkillId) -> SkillDemand:
        n_postings, n_positions = zip(*(found.get((skill_id, month), (0, 0)) for month in months), strict=True)
        return SkillDemand(skill_id, n_postings, n_positions)

    return DemandOverTime(months, tuple(map(series, skill_ids)))


def last_whole_months(as_of: date, n: int) -> tuple[date, ...]:
    """First days of the last ``n`` months that ended by a day, oldest first.

    Examples
    --------
    >>> [str(day) for day in last_whole_months(date(2026, 2, 27), 2)]
    ['2025-12-01', '2026-01-01']
    >>> [str(day) for day in last_whole_months(date(2026, 2, 28), 2)]
    ['2026-01-01', '2026-02-01']
    """
    end = (as_of + timedelta(days=1)).replace(day=1)
    numbers = range(12 * end.year + end.month - 1 - n, 12 * end.year + end.month - 1)
    return tuple(date(number // 12, number % 12 + 1, 1) for number in numbers)


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
