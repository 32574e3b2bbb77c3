from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.forecast.quarters import Quarter, whole_quarters

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


class TestQuarter:
    @given(DAYS)
    def test_holds_its_days(self, day: date) -> None:
        quarter = Quarter.of(day)
        assert quarter.first_day <= day <= quarter.last_day

    @given(DAYS, st.integers(-50, 50))
    def test_is_counted_with(self, day: date, n: int) -> None:
        assert (Quarter.of(day) + n) - Quarter.of(day) == n

    def test_refuses_a_fifth(self) -> None:
        with pytest.raises(ValueError, match="5"):
            Quarter(2026, 5)


class TestWholeQuarters:
    def test_leave_out_parts_at_both_ends(self) -> None:
        found = whole_quarters(date(2025, 4, 2), date(2026, 6, 29))
        assert found == (Quarter(2025, 3), Quarter(2025, 4), Quarter(2026, 1))

    def test_take_a_quarter_that_begins_and_ends_with_the_days(self) -> None:
        assert whole_quarters(date(2025, 4, 1), date(2025, 6, 30)) == (Quarter(2025, 2),)

    def test_are_none_in_a_short_time(self) -> None:
        assert whole_quarters(date(2025, 4, 2), date(2025, 8, 1)) == ()
