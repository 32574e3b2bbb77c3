import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.effects.doubly_robust import Scores
from training.effects.overlap import balance, common_support, effective_size, overlap


def scores_of(chances: list[float], treatment: list[int]) -> Scores:
    chance = np.array(chances)
    propensities = np.column_stack([1.0 - chance, chance])[None]
    n = len(chances)
    return Scores(np.array(treatment), np.zeros(n), np.zeros((1, n, 2)), propensities, np.zeros((1, n), dtype=np.int64))


class TestCommonSupport:
    def test_leaves_out_who_had_next_to_no_choice(self) -> None:
        found = common_support(scores_of([0.01, 0.03, 0.5, 0.97, 0.99], [0, 1, 0, 1, 1]), arm=1)
        np.testing.assert_array_equal(found, [False, True, True, True, False])


class TestOverlap:
    def test_counts_what_is_left_out_and_what_the_rest_is_worth(self) -> None:
        found = overlap(scores_of([0.5, 0.25, 0.5, 0.5, 0.001], [1, 1, 0, 0, 0]), arm=1)
        assert found.share_trimmed == pytest.approx(0.2)
        # Weights 2 and 4: 36 / 20. Weights 2 and 2.
        assert found.treated_effective_size == pytest.approx(1.8)
        assert found.control_effective_size == pytest.approx(2.0)
        assert found.treated_chances[0] == 0.25
        assert found.control_chances[-1] == 0.5


class TestEffectiveSize:
    @given(st.lists(st.floats(0.01, 100), min_size=1, max_size=20))
    def test_is_between_one_and_the_count(self, weights: list[float]) -> None:
        assert 1.0 - 1e-9 <= effective_size(np.array(weights)) <= len(weights) + 1e-9

    def test_of_nobody_is_nothing(self) -> None:
        assert effective_size(np.empty(0)) == 0.0


class TestBalance:
    def test_shows_that_weighting_evens_out(self) -> None:
        # Half of the rows with 1 are treated three times in four, the others one in four.
        rng = np.random.default_rng(1)
        column = rng.integers(2, size=4000).astype(float)
        chances = np.where(column > 0, 0.75, 0.25)
        scores = scores_of(chances.tolist(), (rng.random(4000) < chances).astype(int).tolist())
        features = np.column_stack([rng.normal(size=4000), column])
        found = balance(scores, features, ("other", "driver"), arm=1)
        assert found is not None
        assert found.before > 0.9
        assert found.before_column == "driver"
        assert found.after < 0.1

    def test_measures_in_standard_deviations(self) -> None:
        scores = scores_of([0.5] * 4, [1, 1, 0, 0])
        # Means 3 and 1, variances 1 and 1.
        found = balance(scores, np.array([[2.0], [4.0], [0.0], [2.0]]), ("only",), arm=1)
        assert found is not None
        assert found.before == pytest.approx(2.0)
        assert found.after == pytest.approx(2.0)

    def test_says_nothing_without_features(self) -> None:
        assert balance(scores_of([0.5] * 4, [1, 1, 0, 0]), np.empty((4, 0)), (), arm=1) is None
