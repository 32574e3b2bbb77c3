import math
import re

import pytest

from api.charts.map_shapes import MAP_FILE, STEPS_A_UNIT, light_path, map_shapes
from data.catalogue import read_catalogue
from data.domain import StateId
from data.settings import ROOT


def area_of(path: str) -> float:
    """Area inside a path of relative steps, by the shoelace formula; each closed line counts."""
    area, x, y = 0.0, 0.0, 0.0
    for ring in re.findall(r"[mM]([^z]*)z", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", ring)]
        corners = []
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            is_absolute = not corners and f"M{ring}z" in path
            x, y = (across, down) if is_absolute else (x + across, y + down)
            corners.append((x, y))
        x, y = corners[0]
        turned = corners[1:] + corners[:1]
        area += abs(sum(a * d - c * b for (a, b), (c, d) in zip(corners, turned, strict=True))) / 2
    return area


class TestMapShapes:
    def test_draws_every_state_of_the_catalogue_and_no_other(self) -> None:
        assert set(map_shapes().paths) == set(read_catalogue(ROOT / "data" / "reference").states)

    def test_is_light_enough_for_a_page(self) -> None:
        assert sum(map(len, map_shapes().paths.values())) < 25_000

    @pytest.mark.parametrize("name", ["agu", "cmx", "tla", "chh", "mor"])
    def test_keeps_the_size_of_a_state(self, name: str) -> None:
        original = re.search(rf'id="{name}"[^d]*aria-label="[^"]*"\s+d="([^"]*)"', MAP_FILE.read_text("utf-8"))
        assert original is not None
        drawn = map_shapes().paths[StateId(f"MX-{name.upper()}")]
        assert area_of(drawn) == pytest.approx(STEPS_A_UNIT**2 * area_of(original[1]), rel=0.03)


class TestLightPath:
    def test_leaves_out_what_nobody_sees(self) -> None:
        # A square of ten units with a corner 0.1 beside its edge, and an island of a tenth of a unit.
        path = "m 1,1 5,0.1 5,-0.1 0,10 -10,0 z m 20,20 0.1,0 0,0.1 z"
        assert light_path(path) == "M10 10l100 0 0 100-100 0z"

    def test_keeps_the_bend_of_a_line_of_many_small_corners(self) -> None:
        # Half a circle of radius 20, a corner every three degrees: each is nearly flat, all of them are not.
        corners = [(20 * math.cos(math.radians(at)), 20 * math.sin(math.radians(at))) for at in range(0, 183, 3)]
        path = f"M {' '.join(f'{x + 20:.3f},{y:.3f}' for x, y in corners)} z"
        assert area_of(light_path(path)) == pytest.approx(100 * math.pi * 400 / 2, rel=0.05)

    def test_keeps_a_state_that_is_nothing_but_small(self) -> None:
        assert light_path("m 1,1 0.3,0 0,0.3 z") == "M10 10l3 0 0 3z"

    def test_goes_on_from_the_start_of_a_closed_line(self) -> None:
        path = "m 0,0 10,0 0,10 z m 20,0 10,0 0,10 z"
        assert light_path(path) == "M0 0l100 0 0 100zM200 0l100 0 0 100z"

    def test_a_border_is_the_same_from_both_sides(self) -> None:
        border = [(5, 0), (5.4, 3), (4.8, 6), (5.3, 9), (5, 12), (4.9, 15), (5.2, 18), (5, 21)]
        west = [(0, 0), *border, (0, 21)]
        east = [(10, 21), *border[::-1], (10, 0)]
        corners = [absolute(light_path(f"M {' '.join(f'{x},{y}' for x, y in ring)} z")) for ring in (west, east)]
        inner = [{corner for corner in some if 40 < corner[0] < 60} for some in corners]
        assert inner[0] == inner[1]


def absolute(path: str) -> set[tuple[int, int]]:
    """Corners of a drawn path of one closed line."""
    numbers = [int(number) for number in re.findall(r"-?\d+", path)]
    x, y, found = 0, 0, set()
    for across, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + across, y + down
        found.add((x, y))
    return found
