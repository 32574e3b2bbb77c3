"""A map of the federal states in five steps of one colour, falls in three hatches; each state is a link."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from api.charts.chart_table import ChartTable
from api.charts.map_marks import MapMarks
from api.charts.map_shapes import map_shapes
from api.charts.map_steps import step_starts
from data.domain import StateId

N_STEPS: Final = 5
N_FALLS: Final = 3


@dataclass(frozen=True, slots=True)
class Place:
    """What the map shows of a state: its name with its number in words, its address, and the number itself."""

    state_id: StateId
    text: str
    url: str
    value: int


@dataclass(frozen=True, slots=True)
class MapState:
    """One state as drawn; ``step`` 0 is no fill, 1 the lightest, ``N_STEPS`` the darkest.

    Numbers below zero have the steps -1, the widest hatch, to -``N_FALLS``, the densest.
    """

    path: str
    text: str
    url: str
    step: int


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a step stands for."""

    step: int
    text: str


@dataclass(frozen=True, slots=True)
class StateMap:
    """Everything that ``_state_map.html`` draws; ``empty`` is the sentence in place of a map that shows nothing."""

    id: str
    title: str
    description: str
    empty: str
    width: int
    height: int
    states: tuple[MapState, ...]
    legend: tuple[LegendEntry, ...]
    table: ChartTable
    marks: MapMarks | None

    @property
    def hatches(self) -> tuple[int, ...]:
        """The hatches that it needs."""
        return tuple(-entry.step for entry in self.legend if entry.step < 0)


def state_map(
    chart_id: str,
    title: str,
    places: Sequence[Place],
    table: ChartTable,
    *,
    description: str,
    empty: str,
    range_text: Callable[[int, int], str],
    marks: MapMarks | None = None,
) -> StateMap:
    """The map of some states; a state without a shape, as of another catalogue, is in the table alone.

    ``range_text`` says the least and the greatest number of a step.
    """
    shapes = map_shapes()
    values = [place.value for place in places]
    rises, falls = step_starts(values, N_STEPS), step_starts((-value for value in values), N_FALLS)
    states = tuple(
        MapState(shapes.paths[place.state_id], place.text, place.url, _step(place.value, rises, falls))
        for place in places
        if place.state_id in shapes.paths
    )
    legend = [
        *(
            LegendEntry(-step, range_text(-end, -start))
            for step, start, end in reversed(_ranges(falls, -min(values, default=0)))
        ),
        *([LegendEntry(0, range_text(0, 0))] if 0 in values else []),
        *(LegendEntry(step, range_text(start, end)) for step, start, end in _ranges(rises, max(values, default=0))),
    ]
    return StateMap(
        chart_id,
        title,
        description,
        empty,
        shapes.width,
        shapes.height,
        states if rises or falls else (),
        tuple(legend),
        table,
        marks,
    )


def _step(value: int, rises: Sequence[int], falls: Sequence[int]) -> int:
    return -bisect_right(falls, -value) if value < 0 else bisect_right(rises, value)


def _ranges(starts: Sequence[int], greatest: int) -> list[tuple[int, int, int]]:
    """Each step with its least and its greatest number."""
    ends = [*(start - 1 for start in starts[1:]), greatest]
    return [(step, start, end) for step, (start, end) in enumerate(zip(starts, ends, strict=False), 1)]
