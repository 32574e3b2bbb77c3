"""Marks on a map of the states: a diamond at a place, larger where more is behind it; each is a link."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from api.charts.map_projection import map_point
from api.charts.map_steps import step_starts

_REACH: Final = (45, 65, 90, 120)
"""From a diamond's middle to its corners, by size, in tenths of the map's unit; the first stands for nothing."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What a mark shows: its words, its address, the number that its size follows, and where it is."""

    text: str
    url: str
    value: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class MapMark:
    """A mark as drawn, ``x`` to the right and ``y`` down; ``size`` 0 is of the number 0."""

    x: int
    y: int
    path: str
    size: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """What a size stands for."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class MapMarks:
    """The marks of a map, the large ones first, so that a small one is not hidden beneath; and what sizes mean."""

    title: str
    marks: tuple[MapMark, ...]
    legend: tuple[MarkEntry, ...]


def map_marks(title: str, spots: Sequence[Spot], range_text: Callable[[int, int], str]) -> MapMarks:
    """The marks of some places; ``range_text`` says the least and the greatest number of a size."""
    starts = step_starts((spot.value for spot in spots), len(_REACH) - 1)
    sizes = [bisect_right(starts, spot.value) for spot in spots]
    marks = [
        MapMark(*map_point(spot.latitude, spot.longitude), _diamond(size), size, spot.text, spot.url)
        for spot, size in zip(spots, sizes, strict=True)
    ]
    legend = []
    for size in sorted(set(sizes)):
        values = [spot.value for spot, own in zip(spots, sizes, strict=True) if own == size]
        legend.append(MarkEntry(_diamond(size), range_text(min(values), max(values))))
    return MapMarks(title, tuple(sorted(marks, key=lambda mark: -mark.size)), tuple(legend))


def _diamond(size: int) -> str:
    """A square on its corner around 0 0."""
    reach = _REACH[size]
    return f"M0-{reach}L{reach} 0 0 {reach}-{reach} 0z"
