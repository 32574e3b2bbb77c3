"""Quarters of the calendar, numbered on one line so that they can be counted with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

PER_YEAR: Final = 4


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year; ``number`` is 1 to 4.

    Raises
    ------
    ValueError
        If ``number`` is none of these.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= PER_YEAR:
            raise ValueError(f"a quarter is 1 to 4, got {self.number}")

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    def __add__(self, n: int) -> "Quarter":
        """The quarter ``n`` later.

        Examples
        --------
        >>> Quarter(2026, 3) + 2
        Quarter(year=2027, number=1)
        """
        place = PER_YEAR * self.year + self.number - 1 + n
        return Quarter(place // PER_YEAR, place % PER_YEAR + 1)

    def __sub__(self, other: "Quarter") -> int:
        """How many quarters lie between."""
        return PER_YEAR * (self.year - other.year) + self.number - other.number

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return (self + 1).first_day - timedelta(days=1)


def whole_quarters(first_day: date, last_day: date) -> tuple[Quarter, ...]:
    """Quarters whose days all lie between two days, both included, oldest first: parts would look like a fall.

    Examples
    --------
    >>> [quarter.number for quarter in whole_quarters(date(2025, 5, 5), date(2026, 3, 31))]
    [3, 4, 1]
    """
    return tuple(_whole(first_day, last_day))


def _whole(first_day: date, last_day: date) -> Iterator[Quarter]:
    quarter = Quarter.of(first_day)
    if quarter.first_day < first_day:
        quarter += 1
    while quarter.last_day <= last_day:
        yield quarter
        quarter += 1
