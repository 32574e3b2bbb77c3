from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.allocation.breaches import breaches
from recommender.allocation.plan import Plan
from recommender.allocation.problem import Problem
from tests.allocation_cases import CaseSize, case
from training.plans_in_order import first_come_plan, greedy_plan


def unruled(seed: int) -> Problem:
    return replace(case(seed, CaseSize(learners=8), has_lower_bounds=False), parities=())


def could_still_have(problem: Problem, plan: Plan, learner: int) -> bool:
    """Whether any option could be added for the learner, tried one by one."""
    payments = problem.payments
    options = range(problem.options.start[learner], problem.options.start[learner + 1])
    pay_class = payments.pay_class[learner]
    ways = range(payments.first_alternative[pay_class], payments.first_alternative[pay_class + 1])
    for option, way in product(options, ways):
        added = Plan(plan.option.copy(), plan.alternative.copy())
        added.option[learner], added.alternative[learner] = option, way
        if not breaches(problem, added):
            return True
    return False


class TestPlansInOrder:
    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    def test_keep_to_every_limit_and_leave_nothing_that_could_be_given(self, seed: int) -> None:
        problem = unruled(seed)
        for plan in (greedy_plan(problem), first_come_plan(problem, np.arange(problem.n_learners))):
            assert breaches(problem, plan) == ()
            without = np.flatnonzero(plan.option < 0)
            assert not any(could_still_have(problem, plan, int(learner)) for learner in without)

    @pytest.mark.parametrize("seed", range(5))
    def test_who_comes_first_has_the_best_that_can_be_paid(self, seed: int) -> None:
        problem = unruled(seed)
        order = np.random.default_rng(seed).permutation(problem.n_learners)
        first = int(order[0])
        options = range(problem.options.start[first], problem.options.start[first + 1])
        alone = [could_still_have_only(problem, first, option) for option in options]
        best = max(
            (problem.options.value[option] for option, can in zip(options, alone, strict=True) if can), default=0
        )
        plan = first_come_plan(problem, order)
        got = problem.options.value[plan.option[first]] if plan.option[first] >= 0 else 0
        assert got == best


def could_still_have_only(problem: Problem, learner: int, option: int) -> bool:
    payments, empty = problem.payments, Plan.empty(problem.n_learners)
    pay_class = payments.pay_class[learner]
    for way in range(payments.first_alternative[pay_class], payments.first_alternative[pay_class + 1]):
        one = Plan(empty.option.copy(), empty.alternative.copy())
        one.option[learner], one.alternative[learner] = option, way
        if not breaches(problem, one):
            return True
    return False
