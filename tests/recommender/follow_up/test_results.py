import numpy as np
import pytest

from recommender.follow_up.results import band, estimate, tilted, tipping_point
from recommender.follow_up.weights import AnswerWeights


def alike(n: int, stands_for: float) -> AnswerWeights:
    """Answers of ``n`` people out of ``n * stands_for``, all drawn and with equal weights."""
    return AnswerWeights(np.ones(n), np.full(n, stands_for), np.ones((n, 1)))


class TestEstimate:
    def test_is_the_weighted_mean(self) -> None:
        weights = AnswerWeights(np.ones(3), np.array([1.0, 2.0, 5.0]), np.ones((3, 1)))
        assert estimate(weights, np.array([10.0, 20.0, 40.0]), is_share=False).value == 250 / 8

    def test_has_the_standard_error_of_a_sample_from_so_many(self) -> None:
        answers = np.array([1.0] * 30 + [0.0] * 70)
        found = estimate(alike(100, 2.5), answers, is_share=True)
        # Of a simple sample: (1 - 100/250) s² / n with s² = .21 * 100/99.
        assert found.standard_error == pytest.approx(np.sqrt(0.6 * 0.21 * 100 / 99 / 100))

    def test_is_certain_where_everybody_answered(self) -> None:
        assert estimate(alike(100, 1.0), np.arange(100.0), is_share=False).standard_error == 0

    def test_leaves_out_who_left_the_question_out_and_other_groups(self) -> None:
        answers = np.array([1.0, 0.0, np.nan, 1.0])
        within = np.array([True, True, True, False])
        found = estimate(alike(4, 3.0), answers, is_share=True, within=within)
        assert (found.value, found.n_answers) == (0.5, 2)

    @pytest.mark.parametrize("said", [0.0, 1.0])
    def test_keeps_a_share_within_its_ends_and_the_interval_open(self, said: float) -> None:
        found = estimate(alike(20, 2.0), np.full(20, said), is_share=True)
        assert 0 <= found.low <= found.value <= found.high <= 1
        assert found.high - found.low > 0.02

    def test_refuses_a_question_without_answers(self) -> None:
        with pytest.raises(ValueError, match="no answer"):
            estimate(alike(2, 1.0), np.full(2, np.nan), is_share=True)


class TestTilted:
    def test_moves_the_odds_of_those_silent(self) -> None:
        answers = np.array([1.0] * 20 + [0.0] * 80)
        # 100 answered and 300 are silent; their odds are 4 * .25 = 1, a share of one half.
        assert tilted(alike(100, 4.0), answers, 4.0, is_share=True) == pytest.approx((20 + 150) / 400)

    def test_shifts_the_mean_of_those_silent(self) -> None:
        assert tilted(alike(10, 4.0), np.arange(10.0), 8.0, is_share=False) == pytest.approx(4.5 + 0.75 * 8)

    def test_changes_nothing_without_a_difference(self) -> None:
        answers = np.array([1.0, 0.0, 0.0])
        assert tilted(alike(3, 2.0), answers, 1.0, is_share=True) == pytest.approx(1 / 3)
        assert tilted(alike(3, 2.0), answers, 0.0, is_share=False) == pytest.approx(1 / 3)


class TestBand:
    def test_holds_the_interval_and_grows_with_its_reach(self) -> None:
        answers = np.array([1.0] * 30 + [0.0] * 70)
        middle = estimate(alike(100, 2.5), answers, is_share=True)
        none, some = (band(alike(100, 2.5), answers, is_share=True, reach=reach) for reach in (1.0, 2.0))
        assert (none.low, none.high) == pytest.approx((middle.low, middle.high))
        assert some.low < none.low < none.high < some.high

    def test_refuses_a_reach_that_means_nothing(self) -> None:
        with pytest.raises(ValueError, match="at least 1"):
            band(alike(2, 2.0), np.array([0.0, 1.0]), is_share=True, reach=0.5)
        with pytest.raises(ValueError, match="at least 0"):
            band(alike(2, 2.0), np.array([0.0, 1.0]), is_share=False, reach=-1.0)


class TestTippingPoint:
    def test_is_the_difference_that_gives_the_value(self) -> None:
        answers = np.array([1.0] * 20 + [0.0] * 80)
        assert tipping_point(alike(100, 4.0), answers, (20 + 150) / 400, is_share=True) == pytest.approx(4.0)
        assert tipping_point(alike(10, 4.0), np.arange(10.0), 10.5, is_share=False) == pytest.approx(8.0)

    def test_is_nothing_where_those_silent_are_too_few(self) -> None:
        answers = np.array([1.0] * 20 + [0.0] * 80)
        assert tipping_point(alike(100, 1.1), answers, 0.9, is_share=True) is None
