from datetime import date

import pytest

from recommender.paths.calendar import UNLIMITED, exam_day, is_holiday, last_valid_week, means_from

START = date(2026, 11, 26)


class TestMeansFrom:
    def test_hours_rest_in_school_holidays(self) -> None:
        # Weeks whose middle days are 29 November, 6, 13, 20 December (a holiday), 27 December, 3 January, 10 January.
        found = means_from(START, hours_a_week=5, has_holidays=True)
        assert found.hours[:7] == (5, 10, 15, 15, 15, 15, 20)

    def test_who_works_has_no_school_holidays_and_half_hours_come_together(self) -> None:
        assert means_from(START, hours_a_week=2.5, has_holidays=False).hours[:4] == (2, 5, 7, 10)

    def test_money_of_a_month_is_there_in_the_first_week_that_ends_in_it(self) -> None:
        found = means_from(START, hours_a_week=5, has_holidays=False, money_a_month=500, saved=100)
        # Exam days: 2 and 30 December, 6 January.
        assert (found.money[0], found.money[4], found.money[5]) == (1100, 1100, 1600)

    def test_no_money_named_is_no_limit_and_saved_alone_is_all(self) -> None:
        assert set(means_from(START, hours_a_week=5, has_holidays=False).money) == {UNLIMITED}
        assert set(means_from(START, hours_a_week=5, has_holidays=False, saved=7).money) == {7}

    @pytest.mark.parametrize(("by", "last"), [(date(2026, 12, 2), 0), (date(2026, 12, 8), 0), (date(2026, 12, 9), 1)])
    def test_the_last_exam_is_sat_by_the_day_named(self, by: date, last: int) -> None:
        found = means_from(START, hours_a_week=5, has_holidays=False, by=by)
        assert found.last_week == last
        assert exam_day(START, last) <= by

    @pytest.mark.parametrize("wrong", [{"by": START}, {"saved": -1}, {"money_a_month": -1}, {"hours_a_week": 0}])
    def test_refuses_less_than_a_week_and_amounts_below_0(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValueError, match=r"week|hours"):
            means_from(START, **{"hours_a_week": 5, "has_holidays": False, **wrong})  # type: ignore[arg-type] # any field


class TestIsHoliday:
    @pytest.mark.parametrize(
        ("first_day", "expected"),
        [
            (date(2027, 3, 15), False),
            (date(2027, 3, 22), True),
            (date(2027, 3, 29), True),
            (date(2027, 4, 5), False),
            (date(2027, 1, 4), False),
        ],
    )
    def test_knows_holy_week_and_the_week_after(self, first_day: date, expected: bool) -> None:
        assert is_holiday(first_day) is expected


class TestLastValidWeek:
    def test_an_exam_on_the_last_day_still_counts(self) -> None:
        assert last_valid_week(START, exam_day(START, 3)) == 3
        assert last_valid_week(START, START) < 0
