from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.effects.budget_policy import arms_within, budget_policy
from training.effects.doubly_robust import Scores


def best_plan(gains: np.ndarray, costs: np.ndarray, budget: float) -> float:
    """The most that any plan within the budget brings, by trying all."""
    n, m = gains.shape
    worth = np.column_stack([np.zeros(n), gains])
    price = np.concatenate([[0.0], costs])
    return max(
        sum(worth[row, arm] for row, arm in enumerate(plan))
        for plan in product(range(m + 1), repeat=n)
        if sum(price[arm] for arm in plan) <= budget + 1e-9
    )


class TestArmsWithin:
    @given(st.integers(0, 100_000), st.floats(0.0, 6.0))
    @settings(max_examples=60, deadline=None)
    def test_stays_within_the_budget_and_near_the_best_plan(self, seed: int, budget: float) -> None:
        rng = np.random.default_rng(seed)
        gains, costs = rng.normal(0.3, 1.0, size=(5, 2)), rng.uniform(0.5, 2.0, 2)
        arms = arms_within(gains, costs, budget)
        spent = costs[arms[arms > 0] - 1].sum()
        reached = sum(gains[row, arm - 1] for row, arm in enumerate(arms) if arm)
        assert spent <= budget + 1e-9
        assert reached >= best_plan(gains, costs, budget) - 2 * np.abs(gains).max()

    @given(st.integers(0, 100_000), st.integers(0, 6))
    @settings(max_examples=40, deadline=None)
    def test_is_the_best_plan_for_one_arm(self, seed: int, budget: int) -> None:
        gains = np.random.default_rng(seed).normal(0.3, 1.0, size=(6, 1))
        arms = arms_within(gains, np.ones(1), float(budget))
        reached = sum(gains[row, 0] for row in np.flatnonzero(arms))
        assert reached == pytest.approx(best_plan(gains, np.ones(1), float(budget)))

    def test_spends_a_budget_on_equals_in_order(self) -> None:
        np.testing.assert_array_equal(arms_within(np.ones((4, 1)), np.ones(1), 2.0), [1, 1, 0, 0])

    def test_gives_nobody_what_harms(self) -> None:
        np.testing.assert_array_equal(arms_within(-np.ones((3, 2)), np.ones(2), 9.0), [0, 0, 0])

    def test_chooses_the_arm_that_pays(self) -> None:
        gains = np.array([[1.0, 3.0], [2.0, 2.1]])
        np.testing.assert_array_equal(arms_within(gains, np.array([1.0, 2.0]), 3.0), [2, 1])


def known_world(n: int, seed: int) -> tuple[Scores, np.ndarray]:
    """Scores of an experiment where the first column's half gains 1 and the other loses 1; risk says nothing."""
    rng = np.random.default_rng(seed)
    gain = np.where(np.arange(n) % 2 == 0, 1.0, -1.0)
    treatment = rng.integers(2, size=n)
    means = np.column_stack([rng.normal(size=n), np.zeros(n)])
    means[:, 1] = means[:, 0] + gain
    outcome = means[np.arange(n), treatment] + rng.normal(size=n)
    folds = rng.integers(5, size=(1, n))
    return Scores(treatment, outcome, means[None], np.full((1, n, 2), 0.5), folds), gain


class TestBudgetPolicy:
    def test_brings_what_the_chosen_gain(self) -> None:
        scores, gain = known_world(2000, seed=1)
        kept = np.ones(2000, dtype=np.bool_)
        found = budget_policy(scores, gain[None, :, None], np.ones(1), 500.0, sign=1.0, kept=kept)
        assert found.by_gain.n_treated == pytest.approx(500, abs=5)
        assert found.by_gain.gained.low <= found.by_gain.n_treated <= found.by_gain.gained.high
        # Risk says nothing of the gain: 0 but for chance, here four standard errors of it.
        by_risk = found.by_risk.gained
        assert abs(by_risk.mean) < by_risk.high - by_risk.low
        assert found.by_risk.spent <= found.by_gain.spent
        assert found.at_random.spent == pytest.approx(found.by_gain.spent)
        assert found.is_supported
        assert found.above_risk.low > 0
        assert found.above_random.mean == pytest.approx(found.by_gain.gained.mean - found.at_random.gained.mean)

    def test_is_not_supported_where_all_gain_alike(self) -> None:
        scores, _ = known_world(600, seed=2)
        noise = np.random.default_rng(3).normal(1.0, 0.1, size=(1, 600, 1))
        found = budget_policy(scores, noise, np.ones(1), 200.0, sign=1.0, kept=np.ones(600, dtype=np.bool_))
        assert not found.is_supported

    def test_gives_nothing_outside_common_support(self) -> None:
        scores, gain = known_world(200, seed=2)
        kept = np.arange(200) < 100
        found = budget_policy(scores, gain[None, :, None], np.ones(1), 150.0, sign=1.0, kept=kept)
        assert not found.by_gain.arms[100:].any()
        assert found.by_gain.n_treated == 50

    def test_counts_averted_outcomes_where_less_is_better(self) -> None:
        scores, gain = known_world(2000, seed=1)
        kept = np.ones(2000, dtype=np.bool_)
        found = budget_policy(scores, -gain[None, :, None], np.ones(1), 500.0, sign=-1.0, kept=kept)
        assert found.by_gain.gained.low > 0
        np.testing.assert_array_equal(gain[found.by_gain.arms > 0], -1.0)
