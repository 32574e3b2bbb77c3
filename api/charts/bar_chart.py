"""Bars that lie one under another, each with its name above it and, where known, the ends of its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.charts.chart_table import ChartTable
from api.charts.named_bar import NamedBar, name_lines

_ROOM: Final = 80.0
"""Per cent of the width that the longest bar or whisker takes; beside it stands the number."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What one bar shows: a value at or above 0, as ``text`` says it, and the ends of its interval or none."""

    name: str
    value: float
    text: str
    interval: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        low, high = self.interval or (self.value, self.value)
        if not 0 <= low <= self.value <= high:
            raise ValueError(f"{self.name!r}: {self.value} must be at or above 0 and inside its interval {low}-{high}")


@dataclass(frozen=True, slots=True)
class Bar(NamedBar):
    """A bar with the ends of its interval, across, or none."""

    whisker: tuple[float, float] | None

    @property
    def middle(self) -> float:
        """Half way down the bar, where the whisker lies."""
        return self.bar_top + self.bar_height / 2

    @property
    def text_base(self) -> int:
        """Where the number stands."""
        return self.bar_top + self.bar_height - 2


@dataclass(frozen=True, slots=True)
class BarChart:
    """Everything that ``_bar_chart.html`` draws; ``empty`` is the sentence in place of a picture without bars."""

    id: str
    title: str
    description: str
    empty: str
    bars: tuple[Bar, ...]
    table: ChartTable

    @property
    def height(self) -> int:
        """In pixels; the width is that of the page."""
        return self.bars[-1].bottom if self.bars else 0

    @property
    def has_whiskers(self) -> bool:
        """Whether some bar shows its interval."""
        return any(bar.whisker for bar in self.bars)


def bar_chart(
    chart_id: str, title: str, measures: Sequence[Measure], table: ChartTable, *, description: str, empty: str
) -> BarChart:
    """Bars in the order given, the longest value or interval as wide as there is room."""
    longest = max((one.interval[1] if one.interval else one.value for one in measures), default=0.0)

    def across(value: float) -> float:
        return round(_ROOM * (value / longest), 2) if longest else 0.0

    bars: list[Bar] = []
    for one in measures:
        bars.append(
            Bar(
                name_lines=name_lines(one.name),
                top=bars[-1].bottom if bars else 0,
                length=across(one.value),
                whisker=None if one.interval is None else (across(one.interval[0]), across(one.interval[1])),
                text=one.text,
            )
        )
    return BarChart(chart_id, title, description, empty, tuple(bars), table)
