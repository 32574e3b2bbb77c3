from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from api.demand_services import DemandOverTime, SkillDemand, demand_over_time, last_whole_months
from data.domain import LinkedSkill, PostingId, SkillId, StateId
from data.posting_store import replace_links
from tests.data.rows import add_postings, posting_row

SQL, AWS = SkillId("sql"), SkillId("aws")


class TestDemandOverTime:
    def test_fills_months_without_postings_and_leaves_the_broken_month_out(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            days = [date(2026, 1, 5), date(2026, 3, 31), date(2026, 4, 1)]
            ids = [PostingId(f"p{number}") for number in range(3)]
            rows = [posting_row(id_, posted_on=day, n_positions=2) for id_, day in zip(ids, days, strict=True)]
            add_postings(connection, *rows)
            replace_links(connection, {id_: [LinkedSkill(SQL, "SQL", "exact", 0.9)] for id_ in ids}, "test")
            found = demand_over_time(connection, StateId("MX-JAL"), [AWS, SQL], date(2026, 4, 20), 3)
        months = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
        expected = (SkillDemand(AWS, (0, 0, 0), (0, 0, 0)), SkillDemand(SQL, (1, 0, 1), (2, 0, 2)))
        assert found == DemandOverTime(months, expected)

    def test_refuses_no_months(self, engine: sa.Engine) -> None:
        with engine.begin() as connection, pytest.raises(ValueError, match="n_months must be at least 1"):
            demand_over_time(connection, None, [SQL], date(2026, 4, 20), 0)


class TestLastWholeMonths:
    @given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.integers(1, 30))
    def test_follow_one_another_and_end_before_the_next_month(self, as_of: date, n: int) -> None:
        months = last_whole_months(as_of, n)
        numbers = [12 * month.year + month.month for month in months]
        assert numbers == list(range(numbers[0], numbers[0] + n))
        assert all(month.day == 1 for month in months)
        # The last is the month of the day where that is its last day, else the one before.
        is_last_day = (date.fromordinal(as_of.toordinal() + 1)).day == 1
        assert numbers[-1] == 12 * as_of.year + as_of.month - (0 if is_last_day else 1)
