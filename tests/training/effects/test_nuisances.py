import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.effects.nuisances import (
    DEFAULT_LEARNERS,
    Learner,
    boosted,
    constant,
    linear,
    mixed_chances,
    mixed_means,
    smooth,
)
from training.effects.smooth_columns import MOST_PRODUCTS, SmoothColumns
from training.metrics import expected_calibration_error


def squared_error(learner: Learner, law: str, n: int = 800) -> float:
    """Squared distance to the true mean on new rows, relative to that of the overall mean."""
    rng = np.random.default_rng(6)
    columns, others = rng.normal(size=(n, 4)), rng.normal(size=(n, 4))
    laws = {
        "line": lambda x: x[:, 0] - x[:, 1],
        "bend": lambda x: x[:, 0] ** 2 + x[:, 1] * x[:, 2],
        "chance": lambda x: 1 / (1 + np.exp(-1.5 * x[:, 0])),
    }
    mean = laws[law](columns)
    target = (rng.random(n) < mean).astype(float) if law == "chance" else mean + rng.normal(size=n)
    truth = laws[law](others)
    return float(((learner(columns, target, others, 1) - truth) ** 2).mean() / truth.var())


class TestLearners:
    @pytest.mark.parametrize("learner", DEFAULT_LEARNERS)
    @pytest.mark.parametrize("law", ["line", "bend", "chance"])
    def test_none_is_far_worse_than_the_mean(self, learner: Learner, law: str) -> None:
        assert squared_error(learner, law) < 1.1

    @pytest.mark.parametrize(
        ("learner", "law", "most"),
        [(linear, "line", 0.05), (linear, "chance", 0.05), (smooth, "bend", 0.15), (boosted, "bend", 0.4)],
    )
    def test_each_learns_what_it_is_there_for(self, learner: Learner, law: str, most: float) -> None:
        assert squared_error(learner, law) < most

    @pytest.mark.parametrize("learner", DEFAULT_LEARNERS)
    @pytest.mark.parametrize("target", [np.zeros(40), np.ones(40), np.eye(1, 40)[0]])
    def test_chances_stay_chances_where_almost_nothing_happens(self, learner: Learner, target: np.ndarray) -> None:
        columns = np.random.default_rng(1).normal(size=(40, 3))
        found = learner(columns, target, columns, 1)
        assert ((found >= 0) & (found <= 1)).all()


class TestMixedMeans:
    @given(st.integers(0, 10_000))
    @settings(max_examples=25, deadline=None)
    def test_are_no_worse_than_the_best_part(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        target = rng.normal(5.0, 3.0, size=60)
        predictions = np.column_stack([target + rng.normal(0, spread, 60) for spread in (0.5, 1.0, 4.0)])
        mixed = mixed_means(predictions, target, predictions)
        errors = ((predictions - target[:, None]) ** 2).mean(axis=0)
        assert ((mixed - target) ** 2).mean() <= errors.min() * (1 + 1e-6)
        assert (mixed <= predictions.max(axis=1) + 1e-6).all()
        assert (mixed >= predictions.min(axis=1) - 1e-6).all()

    def test_trust_the_learner_that_knows(self) -> None:
        rng = np.random.default_rng(2)
        target = rng.normal(size=400)
        predictions = np.column_stack([np.zeros(400), target, rng.normal(size=400)])
        others = np.array([[7.0, 1.0, 7.0]])
        np.testing.assert_allclose(mixed_means(predictions, target, others), [1.0], atol=0.01)


class TestMixedChances:
    def test_mend_chances_that_are_too_bold(self) -> None:
        rng = np.random.default_rng(3)
        log_odds = rng.normal(size=5000)
        happened = rng.random(5000) < 1 / (1 + np.exp(-log_odds))
        bold = 1 / (1 + np.exp(-3 * log_odds))
        mixed = mixed_chances(bold[:, None], happened.astype(float), bold[:, None])
        assert expected_calibration_error(bold, happened) > 0.1
        assert expected_calibration_error(mixed, happened) < 0.02

    def test_never_turn_a_learner_around(self) -> None:
        wrong = np.tile([0.2, 0.8], 200)
        mixed = mixed_chances(wrong[:, None], np.tile([1.0, 0.0], 200), wrong[:, None])
        np.testing.assert_allclose(mixed, 0.5, atol=1e-3)

    def test_give_the_frequency_where_all_chances_are_one(self) -> None:
        same = np.full((400, 1), 0.3)
        np.testing.assert_allclose(mixed_chances(same, np.tile([1.0, 0, 0, 0], 100), same), 0.25, atol=1e-3)


class TestSmoothColumns:
    def test_has_unit_spread_and_products_of_pairs(self) -> None:
        rng = np.random.default_rng(1)
        columns = np.column_stack([rng.normal(size=300), rng.integers(2, size=300)])
        made = SmoothColumns.fit(columns)
        assert made.bent == (0,)
        assert made.pairs == ((0, 1),)
        np.testing.assert_allclose(made(columns).std(axis=0), 1.0)

    def test_bounds_the_number_of_products(self) -> None:
        columns = np.random.default_rng(1).normal(size=(100, 40))
        assert len(SmoothColumns.fit(columns).pairs) <= MOST_PRODUCTS

    def test_bends_no_spline_outside_what_it_saw(self) -> None:
        columns = np.linspace(-1, 1, 200)[:, None]
        made = SmoothColumns.fit(columns)
        far = made(np.array([[10.0], [11.0], [12.0]]))
        # The second column is the square.
        lines = np.delete(far, 1, axis=1)
        np.testing.assert_allclose(lines[2] - lines[1], lines[1] - lines[0], atol=1e-8)

    def test_bears_a_column_that_never_changes(self) -> None:
        columns = np.column_stack([np.ones(50), np.arange(50.0)])
        assert np.isfinite(SmoothColumns.fit(columns)(columns)).all()


def test_constant_learner_is_the_mean() -> None:
    np.testing.assert_array_equal(constant(np.zeros((2, 1)), np.array([1.0, 3.0]), np.zeros((3, 1)), 0), [2.0] * 3)
