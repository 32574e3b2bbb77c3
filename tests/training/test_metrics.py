import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from training.metrics import Interval, bootstrap_mean, expected_calibration_error, ndcg_at_k


def ndcg_of_one(scores: list[float], gains: list[float], k: int) -> float:
    """The formula of Burges et al., one place after the other."""
    order = sorted(range(len(scores)), key=lambda column: (-scores[column], column))
    reached = sum(gains[column] / math.log2(place + 2) for place, column in enumerate(order[:k]))
    best = sum(gain / math.log2(place + 2) for place, gain in enumerate(sorted(gains, reverse=True)[:k]))
    return reached / best if best > 0 else math.nan


@st.composite
def rankings(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 8))
    scores = draw(st.lists(st.sampled_from([-math.inf, -1.0, 0.0, 0.5, 2.0]), min_size=n * m, max_size=n * m))
    gains = draw(st.lists(st.sampled_from([0.0, 1.0, 2.0, 4.0]), min_size=n * m, max_size=n * m))
    return np.array(scores).reshape(n, m), np.array(gains).reshape(n, m), draw(st.integers(1, 10))


class TestNdcgAtK:
    @given(rankings())
    def test_equals_the_formula_place_by_place(
        self, ranking: tuple[NDArray[np.float64], NDArray[np.float64], int]
    ) -> None:
        scores, gains, k = ranking
        expected = [ndcg_of_one(s, g, k) for s, g in zip(scores.tolist(), gains.tolist(), strict=True)]
        np.testing.assert_allclose(ndcg_at_k(scores, gains, k), expected, equal_nan=True)

    @given(rankings())
    def test_lies_between_0_and_1(self, ranking: tuple[NDArray[np.float64], NDArray[np.float64], int]) -> None:
        found = ndcg_at_k(*ranking)
        known = found[~np.isnan(found)]
        assert ((known >= 0) & (known <= 1 + 1e-12)).all()

    def test_is_1_for_the_best_order_and_nan_without_gain(self) -> None:
        scores = np.array([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0]])
        gains = np.array([[4.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
        np.testing.assert_array_equal(ndcg_at_k(scores, gains, 3), [1.0, np.nan])

    def test_refuses_other_shapes_and_empty_lists(self) -> None:
        with pytest.raises(ValueError, match="differ in shape"):
            ndcg_at_k(np.zeros((1, 2)), np.zeros((1, 3)), 1)
        with pytest.raises(ValueError, match="at least 1, got 0"):
            ndcg_at_k(np.zeros((1, 2)), np.zeros((1, 2)), 0)


class TestBootstrapMean:
    def test_covers_the_true_mean_about_95_times_in_100(self) -> None:
        rng = np.random.default_rng(3)
        intervals = [bootstrap_mean(rng.normal(2.0, 1.0, 80), rng, n_draws=300) for _ in range(300)]
        covered = np.mean([interval.low <= 2.0 <= interval.high for interval in intervals])
        assert 0.91 <= covered <= 0.98

    def test_leaves_out_who_has_no_value(self) -> None:
        found = bootstrap_mean(np.array([1.0, np.nan, 3.0]), np.random.default_rng(1))
        assert found.mean == 2.0
        assert 1.0 <= found.low <= found.high <= 3.0

    def test_is_a_point_where_all_values_agree(self) -> None:
        assert bootstrap_mean(np.full(5, 0.25), np.random.default_rng(1)) == Interval(0.25, 0.25, 0.25)

    def test_refuses_to_average_nothing(self) -> None:
        with pytest.raises(ValueError, match="no value"):
            bootstrap_mean(np.array([np.nan]), np.random.default_rng(1))

    def test_prints_the_estimate_with_its_ends(self) -> None:
        assert str(Interval(0.5, 0.25, 0.75)) == "0.5000 [0.2500, 0.7500]"


class TestExpectedCalibrationError:
    def test_is_the_mean_distance_over_bins_of_equal_count(self) -> None:
        # Bins {0.1, 0.1} and {0.8, 0.8}: stated 0.1 and 0.8, happened 0.5 and 1.0.
        chances = np.array([0.8, 0.1, 0.8, 0.1])
        happened = np.array([True, False, True, True])
        assert expected_calibration_error(chances, happened, 2) == pytest.approx((0.4 + 0.2) / 2)

    def test_is_near_0_where_things_happen_as_often_as_stated(self) -> None:
        rng = np.random.default_rng(4)
        chances = rng.random(40_000)
        assert expected_calibration_error(chances, rng.random(40_000) < chances) < 0.01

    def test_takes_fewer_rows_than_bins(self) -> None:
        assert expected_calibration_error(np.array([0.25]), np.array([False])) == 0.25
