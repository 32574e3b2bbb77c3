"""Postings of each state in a quarter beside those of an earlier one."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from api.programme.demand_trend import TrendKept, Wanted, demand_trend
from data.catalogue import Catalogue
from data.domain import Area, StateId
from recommender.forecast.quarters import PER_YEAR, Quarter
from recommender.posting_change import PostingChange


@dataclass(frozen=True, slots=True)
class QuarterChanges:
    """The states' postings of ``now`` and of ``before``; ``quarters`` are those that can be chosen, oldest first."""

    quarters: tuple[Quarter, ...]
    before: Quarter
    now: Quarter
    states: Mapping[StateId, PostingChange]

    @property
    def is_of_a_year(self) -> bool:
        """Whether it is the same quarter of the year before, so that seasons play no part."""
        return self.now - self.before == PER_YEAR


def asked_quarter(text: str) -> Quarter | None:
    """A quarter of an address.

    Examples
    --------
    >>> asked_quarter("2026-3"), asked_quarter("2026-5")
    (Quarter(year=2026, number=3), None)
    """
    year, _, number = text.partition("-")
    is_one = year.isdecimal() and number in ("1", "2", "3", "4")
    return Quarter(int(year), int(number)) if is_one else None


def quarter_changes(
    connection: sa.Connection,
    kept: TrendKept,
    catalogue: Catalogue,
    area: Area | None = None,
    now: Quarter | None = None,
    before: Quarter | None = None,
) -> QuarterChanges:
    """Changes of an area or of all postings; quarters that are not known are the newest, and that of a year before.

    Where the postings do not reach back a year, the oldest quarter is the earlier one.

    Raises
    ------
    FewQuartersError
        If there are fewer than three whole quarters of postings.
    """
    trend = demand_trend(connection, kept, Wanted(area or next(iter(Area))), catalogue)
    counts = trend.of_all if area is None else trend.of_area
    place = {quarter: number for number, quarter in enumerate(trend.quarters)}
    chosen = trend.quarters[-1] if now is None or now not in place else now
    year_ago = max(chosen + -PER_YEAR, trend.quarters[0])
    earlier = year_ago if before is None or before not in place else before
    found = {
        state_id: PostingChange(int(counts[place[earlier], column]), int(counts[place[chosen], column]))
        for column, state_id in enumerate(trend.state_ids)
    }
    return QuarterChanges(trend.quarters, earlier, chosen, found)
