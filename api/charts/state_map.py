"""A map of the federal states in five steps of one colour; each state is a link."""

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


@dataclass(frozen=True, slots=True)
class Place:
    """What the map shows of a state: its name with its number in words, its address, and the number itself."""

    state_id: StateId
    text: str
    url: str
    value: int


@dataclass(frozen=True, slots=True)
class MapState:
    """One state as drawn; ``step`` 0 is no fill, 1 the lightest, ``N_STEPS`` the darkest."""

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
    starts = step_starts((place.value for place in places), N_STEPS)
    states = tuple(
        MapState(shapes.paths[place.state_id], place.text, place.url, bisect_right(starts, place.value))
        for place in places
        if place.state_id in shapes.paths
    )
    greatest = max((place.value for place in places), default=0)
    legend = [LegendEntry(0, range_text(0, 0))] if any(not place.value for place in places) else []
    for step, start in enumerate(starts, 1):
        end = starts[step] - 1 if step < len(starts) else greatest
        legend.append(LegendEntry(step, range_text(start, end)))
    return StateMap(
        chart_id,
        title,
        description,
        empty,
        shapes.width,
        shapes.height,
        states if starts else (),
        tuple(legend),
        table,
        marks,
    )
