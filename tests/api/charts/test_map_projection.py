"""Where places lie on the vendored map, against corners of the border and the shapes of the states."""

import math
import re
from collections.abc import Sequence
from functools import cache

import pytest

from api.charts.map_projection import map_point
from api.charts.map_shapes import map_shapes
from data.catalogue import read_catalogue
from data.domain import Cluster, State, StateId
from data.settings import ROOT

Point = tuple[int, int]

CATALOGUE = read_catalogue(ROOT / "data" / "reference")

# Corners of the country's border, as the boundary commission's monuments and the treaties have them.
CORNERS = {
    "Baja California, Arizona and California": ("BCN", 32.7187, -114.7197),
    "the Pacific end": ("BCN", 32.5343, -117.1237),
    "the corner of Sonora at the Colorado": ("SON", 32.4935, -114.8135),
    "the notch of New Mexico": ("CHH", 31.7837, -108.2086),
    "the Rio Grande at Ciudad Juárez": ("CHH", 31.7837, -106.5286),
    "Campeche's east end with Guatemala": ("CAM", 17.8153, -89.1500),
    "Campeche's west end with Guatemala": ("CAM", 17.8153, -90.9830),
    "the mouth of the Suchiate": ("CHP", 14.5340, -92.2237),
}

# The vendored border of Mexico City is coarse: it leaves out the north of Azcapotzalco, where both of these are.
BESIDE_THEIR_STATE = {"tecnoparque-azcapotzalco", "vallejo-i"}


@cache
def rings(state_id: StateId) -> list[list[Point]]:
    """Corners of each closed line of a drawn state."""
    found = []
    for ring in re.findall(r"M([^z]*)z", map_shapes().paths[state_id]):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x, y, corners = 0, 0, []
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            corners.append((x, y))
        found.append(corners)
    return found


def is_inside(point: Point, ring: Sequence[Point]) -> bool:
    """Whether a ray to the right crosses the closed line an odd number of times."""
    x, y = point
    is_odd = False
    for (first_x, first_y), (second_x, second_y) in zip(ring, [*ring[1:], ring[0]], strict=True):
        crosses = (first_y > y) != (second_y > y)
        if crosses and x < first_x + (second_x - first_x) * (y - first_y) / (second_y - first_y):
            is_odd = not is_odd
    return is_odd


def is_in_state(point: Point, state_id: StateId) -> bool:
    return any(is_inside(point, ring) for ring in rings(state_id))


def distance(point: Point, state_id: StateId) -> float:
    """To the nearest corner of a state."""
    return min(math.dist(point, corner) for ring in rings(state_id) for corner in ring)


class TestMapPoint:
    @pytest.mark.parametrize("name", CORNERS)
    def test_meets_the_corners_of_the_border(self, name: str) -> None:
        state, latitude, longitude = CORNERS[name]
        # Corners of the light shapes are whole tenths, and a point is rounded to one.
        assert distance(map_point(latitude, longitude), StateId(f"MX-{state}")) <= 2

    @pytest.mark.parametrize("state", CATALOGUE.states.values(), ids=lambda one: one.id)
    def test_puts_each_capital_into_its_state_and_no_other(self, state: State) -> None:
        point = map_point(state.latitude, state.longitude)
        assert [id_ for id_ in CATALOGUE.states if is_in_state(point, id_)] == [state.id]

    @pytest.mark.parametrize("cluster", CATALOGUE.clusters.values(), ids=lambda one: one.id)
    def test_puts_each_cluster_into_its_state(self, cluster: Cluster) -> None:
        point = map_point(cluster.latitude, cluster.longitude)
        if cluster.id in BESIDE_THEIR_STATE:
            # Less than two points of a screen on which the map is as wide as it gets.
            assert distance(point, cluster.state_id) < 18
        else:
            assert is_in_state(point, cluster.state_id)

    def test_is_told_within_the_picture(self) -> None:
        shapes = map_shapes()
        for cluster in CATALOGUE.clusters.values():
            x, y = map_point(cluster.latitude, cluster.longitude)
            assert 0 < x < shapes.width
            assert 0 < y < shapes.height
