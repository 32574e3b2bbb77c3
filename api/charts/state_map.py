"""A map of the federal states in five steps of one colour; each state is a link."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from api.charts.chart_table import ChartTable
from api.charts.map_shapes import map_shapes
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


def state_map(
    chart_id: str,
    title: str,
    places: Sequence[Place],
    table: ChartTable,
    *,
    description: str,
    empty: str,
    range_text: Callable[[int, int], str],
) -> StateMap:
    """The map of some states; a state without a shape, as of another catalogue, is in the table alone.

    ``range_text`` says the least and the greatest number of a step.
    """
    shapes = map_shapes()
    starts = step_starts(place.value for place in places)
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
    )


def step_starts(values: Iterable[int]) -> tuple[int, ...]:
    """Least number of each step, rising: about as many states in one as in another; zeros are in none.

    Examples
    --------
    >>> step_starts([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1000])
    (1, 3, 5, 7, 9)
    >>> step_starts([0, 4, 4])
    (4,)
    """
    positive = sorted(value for value in values if value > 0)
    if not positive:
        return ()
    found = np.quantile(positive, [step / N_STEPS for step in range(N_STEPS)], method="higher")
    return tuple(sorted({positive[0], *(int(value) for value in found)}))
