"""What a certification does to dropping out, world by world, on values worked out by hand."""

import numpy as np
import pytest

from data.domain import Area
from data.simulator.areas import AREAS
from data.simulator.effects import Moment, change_of_log_odds, least_change
from data.simulator.parameters import read_parameters
from data.simulator.worlds import World

NUMBERS = {
    "effect": -1.0,
    "effect_interest_top": 2,
    "effect_semester_limit": 8.0,
    "effect_soft": -0.3,
    "effect_cap": -1.5,
    "equal_effect": -0.4,
    "falling_effect": -1.0,
    "falling_centre": -4.0,
    "falling_width": 0.5,
}


def moment(area: Area, *, semester: float = 2.0, is_null: bool = False, log_odds: float = -4.0) -> Moment:
    """Somebody who likes software most and cloud next."""
    interest = np.zeros((1, len(AREAS)))
    interest[0, [AREAS.index(Area.SOFTWARE), AREAS.index(Area.CLOUD)]] = 2.0, 1.0
    return Moment(
        interest=interest,
        is_null=np.array([is_null]),
        semester=np.array([semester]),
        log_odds=np.array([log_odds]),
        area=np.array([AREAS.index(area)]),
    )


class TestDefaultWorld:
    @pytest.mark.parametrize(
        ("area", "semester", "change"),
        [
            (Area.SOFTWARE, 2.0, -0.75),
            (Area.CLOUD, 4.0, -0.5),
            (Area.CLOUD, 9.0, 0.0),
            (Area.SECURITY, 2.0, 0.0),
            (Area.ENGLISH, 2.0, -0.3),
            (Area.SOFT_SKILLS, 9.0, -0.3),
        ],
    )
    def test_helps_by_interest_and_early_in_the_studies(self, area: Area, semester: float, change: float) -> None:
        found = change_of_log_odds(World.DEFAULT, NUMBERS, moment(area, semester=semester))
        np.testing.assert_allclose(found, [change])

    def test_does_nothing_for_those_on_whom_nothing_works(self) -> None:
        assert change_of_log_odds(World.DEFAULT, NUMBERS, moment(Area.SOFTWARE, is_null=True)).tolist() == [0.0]

    def test_has_a_least_sum(self) -> None:
        assert least_change(World.DEFAULT, NUMBERS) == -1.5


class TestEqualEffect:
    @pytest.mark.parametrize("area", Area)
    def test_is_the_same_whoever_and_whatever(self, area: Area) -> None:
        for who in (moment(area), moment(area, semester=9.0, is_null=True, log_odds=-2.0)):
            assert change_of_log_odds(World.EQUAL_EFFECT, NUMBERS, who).tolist() == [-0.4]

    def test_knows_no_least_sum_that_would_make_the_last_one_differ(self) -> None:
        assert least_change(World.EQUAL_EFFECT, NUMBERS) == -np.inf


class TestFallingEffect:
    def test_is_half_at_the_centre(self) -> None:
        found = change_of_log_odds(World.FALLING_EFFECT, NUMBERS, moment(Area.BPO))
        np.testing.assert_allclose(found, [-0.5])

    def test_falls_from_the_safe_to_those_at_risk(self) -> None:
        risks = np.linspace(-8, 0, 33)
        size = [
            -change_of_log_odds(World.FALLING_EFFECT, NUMBERS, moment(Area.BPO, log_odds=risk))[0] for risk in risks
        ]
        assert (np.diff(size) < 0).all()
        assert size[0] > 0.99
        assert size[-1] < 0.01


@pytest.mark.parametrize("world", World)
def test_no_world_drives_anybody_out(world: World) -> None:
    for area in Area:
        assert (change_of_log_odds(world, read_parameters().dropout, moment(area)) <= 0).all()
