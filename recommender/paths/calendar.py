"""Weeks of a path and what comes together in them: hours outside of holidays, money month by month."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

from recommender.paths.problem import Means

N_WEEKS: Final = 520
"""Ten years: nobody plans further ahead."""

UNLIMITED: Final = 10**12
"""Centavos of who names no limit."""

_WEEK: Final = timedelta(days=7)


def means_from(
    start: date,
    *,
    hours_a_week: float,
    has_holidays: bool,
    money_a_month: int | None = None,
    saved: int = 0,
    by: date | None = None,
) -> Means:
    """What somebody has who starts on a day; amounts in centavos, no ``money_a_month`` and nothing saved: no limit.

    A month's money is there in the first week that ends in it. In weeks of school holidays (20 December to 6 January,
    Holy Week and the week after) who ``has_holidays`` does not study. Exams are sat on the seventh day of a week, the
    last one by the day ``by``.

    Raises
    ------
    ValueError
        If ``by`` is before the end of the first week, or an amount is negative.
    """
    if hours_a_week <= 0 or saved < 0 or (money_a_month or 0) < 0:
        raise ValueError(f"hours above 0 and money from 0 on, got {hours_a_week}, {money_a_month}, {saved}")
    weeks = (start + number * _WEEK for number in range(N_WEEKS))
    hours = accumulate(0.0 if has_holidays and is_holiday(week) else hours_a_week for week in weeks)
    last_week = N_WEEKS - 1 if by is None else min(N_WEEKS - 1, ((by - start).days + 1) // 7 - 1)
    if last_week < 0:
        raise ValueError(f"the last day, {by}, is less than a week after the start, {start}")
    is_unlimited = money_a_month is None and saved == 0
    money = (UNLIMITED,) * N_WEEKS if is_unlimited else tuple(_money(start, saved, money_a_month or 0))
    return Means(tuple(int(one + 1e-9) for one in hours), money, last_week)


def exam_day(start: date, week: int) -> date:
    """The day on which exams of a week are sat."""
    return start + week * _WEEK + timedelta(days=6)


def last_valid_week(start: date, last_day: date) -> int:
    """The last week whose exam day is not after ``last_day``; below 0 where even the first one's is."""
    return ((last_day - start).days - 6) // 7


def is_holiday(first_day: date) -> bool:
    """Whether the middle of a week falls into school holidays."""
    middle = first_day + timedelta(days=3)
    is_christmas = (middle.month, middle.day) >= (12, 20) or (middle.month, middle.day) <= (1, 6)
    return is_christmas or abs((middle - easter(middle.year)).days) <= 7


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876.

    Examples
    --------
    >>> easter(2026).isoformat(), easter(2027).isoformat()
    ('2026-04-05', '2027-03-28')
    """
    century, of_century = divmod(year, 100)
    golden = year % 19
    leaps, over = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * over + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _money(start: date, saved: int, a_month: int) -> Iterator[int]:
    first = 12 * start.year + start.month
    for week in range(N_WEEKS):
        day = exam_day(start, week)
        yield saved + a_month * (12 * day.year + day.month - first + 1)
