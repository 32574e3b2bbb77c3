import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from training.chance_metrics import FIGURES, Draws, SortedChances
from training.metrics import expected_calibration_error

CASES = st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.integers(1, 3)), min_size=2, max_size=60).filter(
    lambda cases: len({happened for _, happened, _ in cases}) == 2
)


def arrays(cases: list[tuple[int, bool, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    tenths, happened, times = zip(*cases, strict=True)
    return np.array(tenths) / 10, np.array(happened), np.array(times, float)


class TestSortedChances:
    @given(CASES)
    def test_agrees_with_scikit_learn_on_ties_and_weights(self, cases: list[tuple[int, bool, int]]) -> None:
        chances, happened, times = arrays(cases)
        found = SortedChances(chances, happened)
        weights = times[found.order]
        assert found.auc(weights) == pytest.approx(roc_auc_score(happened, chances, sample_weight=times))
        assert found.pr_auc(weights) == pytest.approx(average_precision_score(happened, chances, sample_weight=times))
        assert found.brier(weights) == pytest.approx(brier_score_loss(happened, chances, sample_weight=times))
        assert found.log_loss(weights) == pytest.approx(log_loss(happened, chances, sample_weight=times))

    @given(CASES)
    def test_a_weight_is_as_many_rows(self, cases: list[tuple[int, bool, int]]) -> None:
        chances, happened, times = arrays(cases)
        found = SortedChances(chances, happened)
        many = SortedChances(np.repeat(chances, times.astype(int)), np.repeat(happened, times.astype(int)))
        for name in ("recall_at_top", "precision_at_top", "auc"):
            assert FIGURES[name](found, times[found.order]) == pytest.approx(
                FIGURES[name](many, np.ones(int(times.sum())))
            )

    def test_calibration_error_is_that_of_equal_bins(self) -> None:
        rng = np.random.default_rng(0)
        chances = rng.random(1000)
        happened = rng.random(1000) < chances**2
        error = SortedChances(chances, happened).calibration_error(np.ones(1000))
        assert error == pytest.approx(expected_calibration_error(chances, happened))

    def test_a_tutor_catches_what_the_top_tenth_holds(self) -> None:
        """Of 20 students the two at the top left, and two others."""
        happened = np.array([True, True, True, True] + [False] * 16)
        chances = np.array([0.9, 0.8, 0.1, 0.1] + [0.5] * 16)
        found = SortedChances(chances, happened)
        assert found.recall_at_top(np.ones(20)) == pytest.approx(0.5)
        assert found.precision_at_top(np.ones(20)) == pytest.approx(1.0)

    def test_equal_chances_catch_by_chance(self) -> None:
        found = SortedChances(np.full(50, 0.3), np.arange(50) < 10)
        assert found.recall_at_top(np.ones(50)) == pytest.approx(0.1)

    def test_one_outcome_alone_has_no_order(self) -> None:
        assert np.isnan(SortedChances(np.array([0.1, 0.2]), np.array([True, True])).auc(np.ones(2)))


class TestDraws:
    def test_people_are_drawn_with_all_their_rows(self) -> None:
        """With a person of each outcome, a draw has one outcome or as many rows of both as they have."""
        ids = np.array(["a"] * 3 + ["b"] * 2)
        happened = np.array([True] * 3 + [False] * 2)
        drawn = Draws.of_people(ids, 50, seed=1).figures(
            np.full(5, 0.5),
            happened,
            {"share": lambda found, weights: float(np.average(found.happened, weights=weights))},
        )
        assert set(np.round(drawn["share"], 6)) == {0.0, 0.6, 1.0}

    def test_equal_seeds_draw_alike(self) -> None:
        chances, happened = np.linspace(0.1, 0.9, 30), np.arange(30) % 3 == 0
        draws = [Draws.of_people(np.arange(30).astype(str), 20, seed=5) for _ in range(2)]
        first, second = (draw.intervals(chances, happened, FIGURES) for draw in draws)
        assert first == second
