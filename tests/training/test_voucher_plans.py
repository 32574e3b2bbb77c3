"""Tests of the allocation against its rivals on one problem."""

import numpy as np
import pytest

from recommender.allocation.problem import NO_LIMIT, CountRules, Options, Payments, Problem
from tests.training.test_voucher_trial import make_trial
from training.voucher_plans import ALLOCATION, FIRST_COME, GREEDY, compare_plans


def two_learners() -> Problem:
    """One seat of certification 0, one of 1; learner 0 may have both (9 or 8), learner 1 only the first (7)."""
    return Problem(
        Options(np.array([0, 2, 3]), np.array([0, 1, 0], np.int32), np.array([9, 8, 7], np.float32)),
        price=np.array([100, 100]),
        seats=np.array([1, 1]),
        budgets=np.array([200]),
        payments=Payments(
            pay_class=np.zeros(2, np.int32),
            first_alternative=np.array([0, 1]),
            budget=np.array([[0]], np.int32),
            share=np.array([[10_000]]),
            cap=np.array([[NO_LIMIT]]),
            pays_part=np.array([[True]]),
            covers=np.ones((1, 2), bool),
            own_limit=np.array([NO_LIMIT]),
        ),
        counts=CountRules(
            np.zeros(2, np.int32),
            np.zeros(2, np.int32),
            np.zeros((0, 1), bool),
            np.zeros((0, 1), bool),
            np.zeros(0, np.int64),
            np.zeros(0, np.int64),
        ),
    )


class TestComparePlans:
    def test_counts_what_each_way_gives_by_the_truth(self) -> None:
        trial = make_trial(2, 2, averted=np.array([[0.1, 0.3], [0.5, 0.0]]))
        found = compare_plans(trial, two_learners(), seed=0)
        # Greedily the first learner takes the first seat, and nothing is left for the second.
        assert (found.n_vouchers[ALLOCATION], found.n_vouchers[GREEDY]) == (2, 1)
        assert (found.pesos[ALLOCATION], found.pesos[GREEDY]) == (2, 1)
        averted = found.comparisons[1]
        # Half of the vouchers end in a certification: (.3 + .5) / 2 and .1 / 2, over two learners.
        assert averted.means[ALLOCATION].mean == pytest.approx(1000 * 0.5 * 0.8 / 2)
        assert averted.means[GREEDY].mean == pytest.approx(1000 * 0.5 * 0.1 / 2)
        assert averted.allocation_minus[GREEDY].mean == pytest.approx(175)

    def test_first_come_is_a_mean_over_orders(self) -> None:
        found = compare_plans(make_trial(2, 2), two_learners(), seed=0)
        # Whoever comes first: learner 0 takes the seat of learner 1, learner 1 leaves learner 0 the other.
        assert 1 < found.n_vouchers[FIRST_COME] < 2
