"""Lines over months: several series told apart by their dashes and marks, so that nobody needs to see colours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from api.charts.chart_table import ChartTable

HEIGHT: Final = 200
"""Of the plot, in pixels; names of months stand below it."""

MOST_LINES: Final = 4
"""There are so many dashes; more lines would hide one another."""

_TOP: Final = 20


@dataclass(frozen=True, slots=True)
class Series:
    """One number a month, at or above 0, oldest first; ``None`` where the line does not reach."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A low and a high number a month, such as the ends of an interval; ``None`` where the band does not reach."""

    name: str
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line: across in per cent of the width, down in pixels."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """One series; ``number`` from 1 chooses its dash. ``points`` lie in a square of 100, stretched by the page."""

    number: int
    name: str
    points: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class BandShape:
    """A band as an area in the square of 100."""

    name: str
    points: str


@dataclass(frozen=True, slots=True)
class Step:
    """A horizontal line of the grid and the number that it stands for."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class MonthName:
    """A month below the plot; ``anchor`` keeps the first and last inside the picture."""

    x: float
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Everything that ``_line_chart.html`` draws; ``empty`` is the sentence in place of a picture without lines."""

    id: str
    title: str
    description: str
    empty: str
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    months: tuple[MonthName, ...]
    table: ChartTable
    band: BandShape | None = None

    @property
    def plot_top(self) -> int:
        """Upper edge of the plot, below the first number of the grid."""
        return _TOP

    @property
    def plot_height(self) -> int:
        """Height of the plot."""
        return HEIGHT

    @property
    def height(self) -> int:
        """Of the whole picture."""
        return _TOP + HEIGHT + 24


def line_chart(
    chart_id: str,
    title: str,
    months: Sequence[str],
    series: Sequence[Series],
    table: ChartTable,
    *,
    description: str,
    empty: str,
    band: Band | None = None,
) -> LineChart:
    """One line a series over the months named, in front of a band; series that are 0 throughout are no picture.

    Raises
    ------
    ValueError
        If there are more than ``MOST_LINES`` series, or one has not a value for each month.
    """
    if len(series) > MOST_LINES:
        raise ValueError(f"at most {MOST_LINES} lines can be told apart, got {len(series)}")
    wrong = next((one for one in series if len(one.values) != len(months)), None)
    if wrong is not None:
        raise ValueError(f"{wrong.name!r} has {len(wrong.values)} values for {len(months)} months")
    numbers = [value for one in series for value in one.values] + list(band.high if band else ())
    largest = max((value for value in numbers if value is not None), default=0.0)
    if len(months) < 2 or largest <= 0:
        return LineChart(chart_id, title, description, empty, (), (), (), table)
    top = even_ceiling(largest)
    return LineChart(
        chart_id,
        title,
        description,
        empty,
        tuple(_line(number, one, top) for number, one in enumerate(series, start=1)),
        tuple(Step(_TOP + HEIGHT * (1 - share), f"{top * share:,.0f}") for share in (1.0, 0.5, 0.0)),
        _month_names(months),
        table,
        _band_shape(band, top) if band else None,
    )


def even_ceiling(value: float) -> int:
    """The next of 2, 4, 6, 10, 20, 40, 60, 100, ... so that half of it is a whole number too.

    Examples
    --------
    >>> [even_ceiling(value) for value in (1, 2.5, 7, 37, 101)]
    [2, 4, 10, 40, 200]
    """
    ten = 1
    while True:
        for step in (2, 4, 6, 10):
            if step * ten >= value:
                return step * ten
        ten *= 10


def _line(number: int, one: Series, top: int) -> Line:
    places = _places(one.values, top)
    marks = (Mark(round(x, 2), round(_TOP + HEIGHT * height, 1)) for x, height in places)
    return Line(number, one.name, _points(places), tuple(marks))


def _band_shape(band: Band, top: int) -> BandShape:
    """There along the high numbers and back along the low ones."""
    return BandShape(band.name, _points([*_places(band.high, top), *reversed(_places(band.low, top))]))


def _places(values: Sequence[float | None], top: int) -> list[tuple[float, float]]:
    """Each number across in per cent and down as a share of the plot."""
    last = len(values) - 1
    return [(100 * month / last, 1 - value / top) for month, value in enumerate(values) if value is not None]


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.4g},{100 * height:.4g}" for x, height in places)


def _month_names(months: Sequence[str]) -> tuple[MonthName, ...]:
    """The first, middle and last month; a phone has no room for more."""
    last = len(months) - 1
    shown = sorted({0, last // 2, last})
    anchors = {0: "start", last: "end"}
    return tuple(
        MonthName(round(100 * month / last, 2), anchors.get(month, "middle"), months[month]) for month in shown
    )
