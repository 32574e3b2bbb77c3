"""Steps that lie one under another, each with its name above a bar from its beginning to its end in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.charts.chart_table import ChartTable
from api.charts.named_bar import NamedBar, name_lines

_AXIS: Final = 24
_MOST_MARKS: Final = 3
_LEAST_LENGTH: Final = 0.8
"""Per cent of the width that even a step of one day takes, so that it is seen."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one bar shows: from the first to the last day, as ``text`` says it."""

    name: str
    first: date
    last: date
    text: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.name!r} ends on {self.last}, before its first day {self.first}")


@dataclass(frozen=True, slots=True)
class GanttBar(NamedBar):
    """A bar that begins at ``start``, across."""

    start: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A day of the axis: where it is across, its words, and which end of them stands there."""

    across: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class GanttChart:
    """Everything that ``_gantt_chart.html`` draws."""

    id: str
    title: str
    description: str
    bars: tuple[GanttBar, ...]
    marks: tuple[Mark, ...]
    table: ChartTable

    @property
    def axis_base(self) -> int:
        """Where the words of the axis stand."""
        return self.bars[-1].bottom + 10 if self.bars else 0

    @property
    def height(self) -> int:
        """In pixels; the width is that of the page."""
        return self.bars[-1].bottom + _AXIS if self.bars else 0


def gantt_chart(
    chart_id: str,
    title: str,
    tasks: Sequence[Task],
    marks: Sequence[tuple[date, str]],
    table: ChartTable,
    *,
    description: str,
) -> GanttChart:
    """Bars in the order given; ``marks`` are days with their words, of which at most some are drawn."""
    first = min((one.first for one in tasks), default=date.min)
    n_days = max(1, max(((one.last - first).days for one in tasks), default=0))

    def across(day: date) -> float:
        return round(100 * min(1.0, max(0.0, (day - first).days / n_days)), 2)

    bars: list[GanttBar] = []
    for one in tasks:
        length = max(_LEAST_LENGTH, round(across(one.last) - across(one.first), 2))
        bars.append(
            GanttBar(
                name_lines=name_lines(f"{one.name}: {one.text}"),
                top=bars[-1].bottom if bars else 0,
                start=min(across(one.first), 100 - length),
                length=length,
                text=one.text,
            )
        )
    every = max(1, -(-len(marks) // _MOST_MARKS))
    drawn = tuple(Mark(across(day), text, _anchor(across(day))) for day, text in marks[::every])
    return GanttChart(chart_id, title, description, tuple(bars), drawn, table)


def _anchor(across: float) -> str:
    """Words near an edge stay inside the picture."""
    return "start" if across < 15 else "end" if across > 85 else "middle"
