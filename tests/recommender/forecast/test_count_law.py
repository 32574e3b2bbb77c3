import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, nbinom, poisson

from recommender.forecast.count_law import CountLaw, share_of_stretch_below, shares_below
from recommender.forecast.scores import held_share, interval_score

COUNTS = np.arange(400)


def law(mean: float, variance: float, n: int = len(COUNTS)) -> CountLaw:
    return CountLaw(np.full(n, mean), np.full(n, variance))


class TestCountLaw:
    def test_is_negative_binomial_with_the_mean_and_variance_asked_for(self) -> None:
        # size n and chance p with n (1 - p) / p = 6 and n (1 - p) / p² = 18.
        known = nbinom(3.0, 1 / 3)
        assert np.exp(law(6.0, 18.0).log_chance(COUNTS)) == pytest.approx(known.pmf(COUNTS))
        assert law(6.0, 18.0).chance_up_to(COUNTS) == pytest.approx(known.cdf(COUNTS))
        assert law(6.0, 18.0, 1).quantile(0.9).tolist() == [known.ppf(0.9)]

    def test_is_poisson_where_the_variance_is_the_mean(self) -> None:
        assert law(4.0, 4.0).chance_up_to(COUNTS) == pytest.approx(poisson(4.0).cdf(COUNTS), abs=1e-5)

    def test_is_binomial_where_the_variance_is_below_the_mean(self) -> None:
        known = binom(10, 0.4)
        assert law(4.0, 2.4).chance_up_to(COUNTS) == pytest.approx(known.cdf(COUNTS))
        assert np.exp(law(4.0, 2.4, 11).log_chance(COUNTS[:11])) == pytest.approx(known.pmf(COUNTS[:11]))
        assert law(4.0, 2.4, 1).quantile(0.1).tolist() == [known.ppf(0.1)]

    @given(st.floats(0.01, 40.0), st.floats(0.3, 6.0))
    def test_has_its_mean_whatever_the_variance(self, mean: float, ratio: float) -> None:
        chances = np.exp(law(mean, ratio * mean, 4_000).log_chance(np.arange(4_000)))
        assert chances.sum() == pytest.approx(1.0, abs=1e-6)
        assert chances @ np.arange(4_000) == pytest.approx(mean, rel=1e-3)

    @given(st.floats(0.01, 300.0), st.floats(0.3, 6.0), st.sampled_from([0.1, 0.9]))
    def test_has_quantiles_that_agree_with_its_chances(self, mean: float, ratio: float, share: float) -> None:
        one = law(mean, ratio * mean, 1)
        place = one.quantile(share)
        assert one.chance_up_to(place)[0] >= share - 1e-9
        assert one.chance_up_to(place - 1)[0] < share + 1e-9


class TestHeldShare:
    def test_counts_the_part_of_an_end_that_lies_inside(self) -> None:
        # A coin: 0 covers chances from 0 to .5, of which .1 to .5 lies inside; 1 the mirror image.
        coin = CountLaw(np.full(2, 0.5), np.full(2, 0.25))
        assert held_share(coin, np.array([0, 1])) == pytest.approx([0.8, 0.8])

    @given(st.floats(0.02, 60.0), st.floats(0.3, 6.0))
    def test_is_the_nominal_share_on_average_if_the_law_is_right(self, mean: float, ratio: float) -> None:
        counts = np.arange(3_000)
        known = law(mean, ratio * mean, len(counts))
        assert np.exp(known.log_chance(counts)) @ held_share(known, counts) == pytest.approx(0.8, abs=1e-4)

    def test_counts_nothing_far_outside(self) -> None:
        below, up_to = shares_below(law(5.0, 5.0, 1), np.array([50]))
        assert share_of_stretch_below(0.9, below, up_to).tolist() == [0.0]


class TestIntervalScore:
    def test_is_the_width_and_ten_times_what_is_missed(self) -> None:
        low, high = np.array([2, 2, 2]), np.array([6, 6, 6])
        assert interval_score(low, high, np.array([4, 1, 9])) == pytest.approx([4.0, 14.0, 34.0])
