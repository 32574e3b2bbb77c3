import numpy as np
import pytest

from benchmarks.supply_laws import invented_supply
from recommender.forecast.hazards import Hazards, cumulative_ends
from recommender.forecast.scores import held_share
from recommender.forecast.supply import Curves, expected_supply, gained_supply
from recommender.forecast.supply_events import DAYS_A_MONTH, NEVER, Starts, SupplyCatalogue, SupplyEvents, first_after
from recommender.forecast.supply_model import learned_from_past, supply_forecast

MONTH = round(DAYS_A_MONTH)


def starts(*rows: tuple[int, int, int, int]) -> Starts:
    """Learner, certification, first and last day of each."""
    columns = np.array(rows, np.int64).reshape(-1, 4).T
    return Starts(*columns)


def events(passed: Starts, enrolments: Starts) -> SupplyEvents:
    """Three learners of one state, without vouchers."""
    return SupplyEvents(np.zeros(3, np.int64), 1, passed, enrolments, vouchers=starts())


ONE_SKILL = SupplyCatalogue(np.array([[1.0], [1.0]]), np.array([0, 12]))
"""Two certifications that prove the same skill; the second expires after a year."""


class TestFirstAfter:
    def test_finds_the_first_pass_on_the_day_or_later(self) -> None:
        passed = starts((0, 1, 50, NEVER), (0, 1, 90, NEVER), (1, 0, 60, NEVER))
        begun = starts((0, 1, 10, NEVER), (0, 1, 51, NEVER), (0, 1, 91, NEVER), (1, 0, 60, NEVER), (1, 1, 10, NEVER))
        assert first_after(begun, passed, 2).tolist() == [50, 90, NEVER, 60, NEVER]

    def test_finds_nothing_among_no_exams(self) -> None:
        assert first_after(starts((0, 0, 5, NEVER)), starts(), 1).tolist() == [NEVER]


class TestHazards:
    def test_divide_ends_by_the_months_looked_on(self) -> None:
        # Four begin on day 0 and are seen for three months; two end in the middle of the second.
        begun = starts(*[(0, 0, 0, round(1.5 * MONTH))] * 2, *[(0, 0, 0, NEVER)] * 2)
        found = cumulative_ends(begun, 3 * MONTH)
        # In the second month two are seen whole and two half: three months.
        assert found[:4] == pytest.approx([0, 0, 2 / 3, 2 / 3], rel=0.02)

    def test_draw_a_certification_towards_all(self) -> None:
        begun = starts(*[(0, 0, 0, MONTH // 2)] * 5, *[(0, 1, 0, NEVER)] * 5)
        curve = cumulative_ends(begun, 2 * MONTH)
        found = Hazards.of(curve, begun, 2 * MONTH, 3)
        assert found.factor[0] > 1 > found.factor[1]
        assert found.factor[2] == 1


class TestExpectedSupply:
    def test_counts_a_person_once_and_lets_certifications_expire(self) -> None:
        both = starts((0, 0, 0, NEVER), (0, 1, 0, NEVER), (1, 1, 0, NEVER))
        known = events(both, starts())
        curves = Curves(np.zeros(25), np.zeros(25))
        assert expected_supply(known, ONE_SKILL, curves, 30, 6).staying.tolist() == [[2]]
        assert expected_supply(known, ONE_SKILL, curves, 30, 14).staying.tolist() == [[1]]

    def test_gives_who_is_under_way_their_chance_and_who_holds_it_none(self) -> None:
        day = 10
        under_way = starts((0, 0, day, NEVER), (1, 0, day, NEVER))
        known = events(starts((0, 1, 0, NEVER)), under_way)
        # A passing of log 2 in the first month, nothing afterwards: one in two passes.
        curves = Curves(np.concatenate([[0.0], np.full(24, np.log(2.0))]), np.zeros(25))
        found = expected_supply(known, ONE_SKILL, curves, day, 1)
        factor = Hazards.of(curves.passing, under_way, day, 2).factor[0]
        chance = 1 - 0.5**factor
        newcomers = found.gained[0, 0] - chance
        assert found.staying.tolist() == [[1]]
        assert found.variance[0, 0] == pytest.approx(chance * (1 - chance) + newcomers)
        assert newcomers > 0

    def test_knows_nothing_of_later_days(self) -> None:
        invented = invented_supply("steady", 30, seed=3)
        day = round(20 * DAYS_A_MONTH)
        whole, cut = invented.events, invented.events.known_on(day)
        found = [
            expected_supply(one, invented.catalogue, Curves.learned(one, day), day, 3).gained for one in (whole, cut)
        ]
        assert (found[0] == found[1]).all()


class TestSupplyForecast:
    @pytest.mark.parametrize("law", ["steady", "good_and_bad_courses", "expiry"])
    def test_holds_about_four_in_five_of_what_comes(self, law: str) -> None:
        invented = invented_supply(law, 30, seed=5)
        day = round(24 * DAYS_A_MONTH)
        forecast = supply_forecast(invented.events, invented.catalogue, day, 6)
        came = gained_supply(invented.events, invented.catalogue, day, 6)
        expected = forecast.gained.mean > 0.05
        assert held_share(forecast.gained, came)[expected].mean() == pytest.approx(0.8, abs=0.08)
        assert forecast.gained.mean.sum() == pytest.approx(came.sum(), rel=0.15)
        assert (forecast.low <= forecast.high).all()

    def test_says_where_it_could_not_look_back(self) -> None:
        invented = invented_supply("steady", 8, seed=5)
        day = round(8 * DAYS_A_MONTH)
        near = learned_from_past(invented.events, invented.catalogue, day, 3)
        far = learned_from_past(invented.events, invented.catalogue, day, 12)
        assert (near.n_origins, far.n_origins) == (1, 0)
        assert far.shared > near.shared

    def test_refuses_no_months(self) -> None:
        invented = invented_supply("steady", 4, seed=5)
        with pytest.raises(ValueError, match="at least 1"):
            supply_forecast(invented.events, invented.catalogue, 90, 0)
