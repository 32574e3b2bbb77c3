"""Location quotients and their intervals, by hand and on simulated postings of a country whose quotients are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import binom

from recommender.specialisation import FEWEST_POSTINGS, Specialisation, location_quotients

# A country of eight states: their parts of all postings, and how many of theirs ask for an area, over a common level.
PARTS = np.array([0.30, 0.22, 0.15, 0.12, 0.09, 0.06, 0.04, 0.02])
LEANINGS = np.array([1.5, 1.0, 0.8, 0.5, 1.2, 2.0, 0.7, 1.8])

counts = st.tuples(st.integers(0, 200), st.integers(FEWEST_POSTINGS, 400)).map(lambda pair: (min(pair), pair[1]))


def likelihood(quotient: float, asking: int, n: int, asking_elsewhere: int, m: int) -> tuple[float, float]:
    """The likeliest shares here and elsewhere of a quotient, found by search."""
    part = n / (n + m)

    def minus_log(elsewhere: float) -> float:
        here = (1 - part) * quotient * elsewhere / (1 - part * quotient)
        if not 0 < here < 1:
            return np.inf
        return -float(binom.logpmf(asking, n, here) + binom.logpmf(asking_elsewhere, m, elsewhere))

    most = min(1.0, (1 - part * quotient) / ((1 - part) * quotient))
    found = minimize_scalar(minus_log, bounds=(0, most), method="bounded", options={"xatol": 1e-12})
    return (1 - part) * quotient * found.x / (1 - part * quotient), float(found.x)


def searched_end(asking: int, n: int, asking_elsewhere: int, m: int, lower: float, upper: float) -> float:
    """The quotient between two whose expected counts are 1.96 standard deviations from the counted ones."""

    def excess(quotient: float) -> float:
        here, elsewhere = likelihood(quotient, asking, n, asking_elsewhere, m)
        square = (asking - n * here) ** 2 / (n * here * (1 - here))
        return float(square + (asking_elsewhere - m * elsewhere) ** 2 / (m * elsewhere * (1 - elsewhere))) - 3.841459

    return float(brentq(excess, lower, upper))


class TestLocationQuotients:
    def test_hides_states_with_few_postings(self) -> None:
        found = location_quotients(np.array([10, 10]), np.array([29, 30]))
        # 20 of 59 in the country, 10 of 30 in the second state.
        assert found.of(0) is None
        assert np.isnan([found.low[0], found.high[0]]).all()
        assert found.value[1] == pytest.approx((10 / 30) / (20 / 59))

    def test_says_nothing_where_nobody_asks(self) -> None:
        found = location_quotients(np.array([0, 0]), np.array([50, 50]))
        assert np.isnan([found.value, found.low, found.high]).all()

    def test_refuses_more_of_an_area_than_of_all(self) -> None:
        with pytest.raises(ValueError, match="more postings"):
            location_quotients(np.array([2]), np.array([1]))

    @pytest.mark.parametrize(("asking", "n", "asking_elsewhere", "m"), [(20, 40, 40, 160), (3, 35, 90, 900)])
    def test_ends_are_where_the_chi_square_of_the_counts_is_that_of_5_in_100(
        self, asking: int, n: int, asking_elsewhere: int, m: int
    ) -> None:
        found = location_quotients(np.array([asking, asking_elsewhere]), np.array([n, m]))
        value = found.value[0]
        low = searched_end(asking, n, asking_elsewhere, m, value / 20, value * 0.999)
        high = searched_end(asking, n, asking_elsewhere, m, value * 1.001, (n + m) / n * 0.999)
        assert [found.low[0], found.high[0]] == pytest.approx([low, high], rel=1e-4)

    def test_a_state_where_nobody_asks_may_be_like_the_country_as_far_as_its_postings_tell(self) -> None:
        found = location_quotients(np.array([0, 100]), np.array([30, 1000])).of(0)
        assert found is not None
        assert (found.value, found.low) == (0, 0)
        # About 3.2 of 30 would be expected with a quotient of 1.1: none is then seen in 3 of 100 cases.
        assert 0.9 < found.high < 1.3
        assert found.specialisation is Specialisation.UNCLEAR

    def test_a_country_that_is_one_state_is_like_itself(self) -> None:
        found = location_quotients(np.array([5, 0]), np.array([50, 0])).of(0)
        assert found is not None
        assert (found.value, found.low, found.high) == (1, 1, 1)

    def test_says_specialised_only_where_the_whole_interval_is_above_1(self) -> None:
        # The same quotient of 1.25 with ten times as many postings.
        few, many = (location_quotients(times * np.array([15, 45]), times * np.array([40, 160])) for times in (1, 10))
        assert [one.of(0).value for one in (few, many)] == pytest.approx([1.25, 1.25])
        assert [one.of(0).specialisation for one in (few, many)] == [Specialisation.UNCLEAR, Specialisation.SPECIALISED]
        assert many.of(1).specialisation is Specialisation.LESS

    @given(st.lists(counts, min_size=1, max_size=6), st.integers(2, 50))
    def test_ends_enclose_the_quotient_and_come_nearer_as_counts_grow(
        self, pairs: list[tuple[int, int]], times: int
    ) -> None:
        of_area, of_all = (np.array(column) for column in zip(*pairs, strict=True))
        few, many = location_quotients(of_area, of_all), location_quotients(times * of_area, times * of_all)
        if not of_area.sum():
            assert np.isnan(few.low).all()
            return
        largest = of_all.sum() / of_all
        assert (few.low >= 0).all()
        assert (few.low <= few.value).all()
        assert (few.value <= few.high).all()
        assert (few.high <= largest * (1 + 1e-9)).all()
        assert (few.low <= many.low + 1e-9).all()
        assert (many.high <= few.high + 1e-9).all()

    @pytest.mark.parametrize("level", [0.03, 0.1, 0.4])
    @pytest.mark.parametrize("n_postings", [2_000, 20_000])
    def test_95_of_100_intervals_cover_the_true_quotient(self, level: float, n_postings: int) -> None:
        shares = level * LEANINGS
        true = shares / (PARTS @ shares)
        # State and area of each posting are drawn together, so that no total is known beforehand.
        chances = np.concatenate([PARTS * shares, PARTS * (1 - shares)])
        drawn = np.random.default_rng(20261126).multinomial(n_postings, chances, size=600)
        covered = []
        for of_area, others in zip(drawn[:, : len(PARTS)], drawn[:, len(PARTS) :], strict=True):
            found = location_quotients(of_area, of_area + others)
            shown = ~np.isnan(found.value)
            covered.append(((found.low <= true) & (true <= found.high))[shown])
        assert 0.93 <= np.concatenate(covered).mean() <= 0.97
