"""The shapes of the federal states, read from the vendored map and made light enough for every page that draws it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from data.domain import StateId

MAP_FILE: Final = Path(__file__).resolve().parent.parent / "static" / "vendor" / "svg-maps-mexico" / "mexico.svg"

STEPS_A_UNIT: Final = 10
"""Coordinates are whole numbers of tenths of the original's unit: the map is 793 units wide, so nobody sees it."""

_LEAST_CORNER: Final = 100.0
"""A corner whose triangle with its neighbours has less area, in square tenths, is left out."""

_SMALLEST_ISLAND: Final = 60.0
"""An island of less area, in square tenths, is smaller than a point of the screen."""

_FEWEST_CORNERS: Final = 4

_VIEW_BOX: Final = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_PATH: Final = re.compile(r'<path\s+id="(\w{3})"\s+aria-label="[^"]*"\s+d="([^"]*)"')
_PIECE: Final = re.compile(r"[MmLlz]|-?[\d.]+(?:e-?\d+)?")

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MapShapes:
    """The path of each state in a picture of ``width`` by ``height``."""

    width: int
    height: int
    paths: Mapping[StateId, str]


@cache
def map_shapes() -> MapShapes:
    """The shapes of all states, read once a process."""
    source = MAP_FILE.read_text(encoding="utf-8")
    size = _VIEW_BOX.search(source)
    if size is None:
        raise ValueError(f"{MAP_FILE} has no view box that begins at 0 0")
    paths = {StateId(f"MX-{name.upper()}"): light_path(path) for name, path in _PATH.findall(source)}
    return MapShapes(STEPS_A_UNIT * int(size[1]), STEPS_A_UNIT * int(size[2]), paths)


def light_path(path: str) -> str:
    """The same outline in tenths, without tiny islands and corners that nobody would miss.

    Neighbouring states keep their common border: which corner goes depends on the corners around it alone, and on no
    direction.

    Examples
    --------
    >>> light_path("m 1,1 9,0 0,4 0.1,0.1 -0.1,5 -9,0 z")
    'M10 10l90 0 0 91-90 0z'
    """
    rings = [_without_flat_corners(ring) for ring in _rings(path)]
    largest = max(rings, key=_area)
    return "".join(_written(ring) for ring in rings if ring is largest or _area(ring) >= _SMALLEST_ISLAND)


def _rings(path: str) -> Iterator[list[Point]]:
    """Corners of each closed line, in tenths, measured from the picture's corner."""
    pieces = iter(_PIECE.findall(path))
    x = y = 0.0
    ring: list[Point] = []
    is_relative, start = True, (0.0, 0.0)
    for piece in pieces:
        if piece == "z":
            yield ring
            (x, y), ring = start, []
            continue
        if piece.isalpha():
            is_relative = piece.islower()
            continue
        across, down = float(piece), float(next(pieces))
        x, y = (x + across, y + down) if is_relative else (across, down)
        if not ring:
            start = x, y
        ring.append((round(STEPS_A_UNIT * x), round(STEPS_A_UNIT * y)))


def _without_flat_corners(ring: list[Point]) -> list[Point]:
    """Take away the flattest corners, then again what is flat by then, as Visvalingam and Whyatt (1993) do."""
    kept = [point for number, point in enumerate(ring) if point != ring[number - 1]]
    while len(kept) > _FEWEST_CORNERS:
        flatness = [
            (_corner(kept[number - 1], point, kept[(number + 1) % len(kept)]), point)
            for number, point in enumerate(kept)
        ]
        still = [
            point
            for number, (size, point) in enumerate(flatness)
            if size >= _LEAST_CORNER or flatness[number] > min(flatness[number - 1], flatness[(number + 1) % len(kept)])
        ]
        if len(still) == len(kept) or len(still) < _FEWEST_CORNERS:
            break
        kept = still
    return kept


def _corner(before: Point, point: Point, after: Point) -> float:
    """Area of a corner's triangle with its neighbours."""
    return _area([before, point, after])


def _area(ring: list[Point]) -> float:
    """Area inside a closed line, in square tenths."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x * after_y - after_x * y for (x, y), (after_x, after_y) in pairs)) / 2


def _written(ring: list[Point]) -> str:
    """A closed line in as few letters as an SVG path can have: steps from corner to corner."""
    steps = pairwise(ring)
    numbers = [number for (x, y), (after_x, after_y) in steps for number in (after_x - x, after_y - y)]
    first = f"M{ring[0][0]} {ring[0][1]}l"
    return first + "".join(f"{number}" if number < 0 else f" {number}" for number in numbers).lstrip() + "z"
