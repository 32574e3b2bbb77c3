"""Bars that lie one under another, each with its name above it and, where known, the ends of its interval."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.charts.chart_table import ChartTable

_LETTERS_A_LINE: Final = 42
"""As many as a small phone shows in one line."""

_LINE_HEIGHT: Final = 18
_BAR_HEIGHT: Final = 14
_GAP: Final = 14
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
class Bar:
    """One bar. Across it is measured in per cent of the width, down in pixels from the top."""

    name_lines: tuple[str, ...]
    top: int
    length: float
    whisker: tuple[float, float] | None
    text: str

    @property
    def name_bases(self) -> tuple[int, ...]:
        """Where each line of the name stands."""
        return tuple(self.top + _LINE_HEIGHT * number + 13 for number in range(len(self.name_lines)))

    @property
    def bar_top(self) -> int:
        """Upper edge of the bar itself."""
        return self.top + _LINE_HEIGHT * len(self.name_lines) + 2

    @property
    def bar_height(self) -> int:
        """Its thickness."""
        return _BAR_HEIGHT

    @property
    def middle(self) -> float:
        """Half way down the bar, where the whisker lies."""
        return self.bar_top + _BAR_HEIGHT / 2

    @property
    def text_base(self) -> int:
        """Where the number stands."""
        return self.bar_top + _BAR_HEIGHT - 2

    @property
    def bottom(self) -> int:
        """Where the next one may begin."""
        return self.bar_top + _BAR_HEIGHT + _GAP


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
                name_lines=tuple(textwrap.wrap(one.name, _LETTERS_A_LINE)) or (one.name,),
                top=bars[-1].bottom if bars else 0,
                length=across(one.value),
                whisker=None if one.interval is None else (across(one.interval[0]), across(one.interval[1])),
                text=one.text,
            )
        )
    return BarChart(chart_id, title, description, empty, tuple(bars), table)
