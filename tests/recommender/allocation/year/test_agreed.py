from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.allocation.breaches import breaches
from recommender.allocation.plan import Plan
from recommender.allocation.problem import NO_LIMIT, CountRules, Options, Payments, Problem
from recommender.allocation.solver.solve import solve
from recommender.allocation.year.agreed import agreed_plan
from tests.allocation_cases import CaseSize, case


def problem_of(seats: list[int], budget: int = NO_LIMIT, n_learners: int = 3) -> Problem:
    """Everybody may have each certification, worth 1 and 100 centavos each, paid by the one budget."""
    n = len(seats)
    return Problem(
        options=Options(
            np.arange(0, n * n_learners + 1, n, dtype=np.int64),
            np.tile(np.arange(n, dtype=np.int32), n_learners),
            np.ones(n * n_learners, np.float32),
        ),
        price=np.full(n, 100, np.int64),
        seats=np.array(seats, np.int64),
        budgets=np.array([budget], np.int64),
        payments=Payments(
            pay_class=np.zeros(n_learners, np.int32),
            first_alternative=np.array([0, 1], np.int64),
            budget=np.zeros((1, 1), np.int32),
            share=np.full((1, 1), 10_000, np.int64),
            cap=np.full((1, 1), NO_LIMIT, np.int64),
            pays_part=np.ones((1, 1), bool),
            covers=np.ones((1, n), bool),
            own_limit=np.full(1, NO_LIMIT, np.int64),
        ),
        counts=CountRules(
            np.zeros(n_learners, np.int32),
            np.zeros(n, np.int32),
            np.empty((0, 1), bool),
            np.empty((0, 1), bool),
            np.empty(0, np.int64),
            np.empty(0, np.int64),
        ),
    )


def giving(problem: Problem, *certifications: int) -> Plan:
    """Each learner's certification, -1 for none."""
    start = problem.options.start[:-1]
    given_ones = np.array(certifications)
    is_given = given_ones >= 0
    return Plan(np.where(is_given, start + given_ones, -1), np.where(is_given, 0, -1).astype(np.int32))


def certifications(problem: Problem, plan: Plan) -> list[int]:
    return [int(problem.options.certification[option]) if option >= 0 else -1 for option in plan.option]


class TestAgreedPlan:
    def test_gives_what_more_than_half_of_the_plans_give(self) -> None:
        problem = problem_of([9, 9])
        plans = [giving(problem, 0, 0, -1), giving(problem, 0, -1, -1), giving(problem, -1, -1, 1)]
        assert certifications(problem, agreed_plan(problem, plans)) == [0, -1, -1]

    def test_half_of_the_plans_is_not_enough(self) -> None:
        problem = problem_of([9])
        plans = [giving(problem, 0, 0, 0), giving(problem, -1, 0, 0)]
        assert certifications(problem, agreed_plan(problem, plans)) == [-1, 0, 0]

    def test_of_several_vouchers_the_most_frequent_is_given(self) -> None:
        problem = problem_of([9, 9, 9])
        # The first learner gets something from all: each of two certifications once, the third one twice.
        plans = [giving(problem, place, -1, -1) for place in (1, 2, 0, 2)]
        assert certifications(problem, agreed_plan(problem, plans)) == [2, -1, -1]

    def test_where_seats_are_too_few_those_get_them_on_whom_most_agree(self) -> None:
        problem = problem_of([1])
        # No plan gives two seats, but each of three learners would have more than half of the votes of some plans.
        plans = [giving(problem, *one) for one in ((0, -1, -1), (0, -1, -1), (-1, 0, -1), (0, -1, -1), (-1, 0, -1))]
        assert certifications(problem, agreed_plan(problem, plans)) == [0, -1, -1]

    def test_leaves_out_what_there_is_no_money_for(self) -> None:
        problem = problem_of([3, 3], budget=200)
        plans = [giving(problem, *one) for one in ((0, 1, -1), (0, -1, 1), (-1, 1, 1))]
        # Two of three plans give each learner a voucher, all together for 300 centavos; the first two get theirs.
        assert certifications(problem, agreed_plan(problem, plans)) == [0, 1, -1]

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10**6))
    def test_one_plan_is_agreed_on_whole(self, seed: int) -> None:
        problem = case(seed, CaseSize(learners=8), has_lower_bounds=False)
        plan = solve(problem, seed=0).plan
        found = agreed_plan(problem, [plan])
        np.testing.assert_array_equal(found.option, plan.option)
        np.testing.assert_array_equal(found.alternative, plan.alternative)

    @settings(max_examples=30, deadline=None)
    @given(st.integers(0, 10**6), st.data())
    def test_keeps_to_the_limits_whatever_the_plans_are(self, seed: int, data: st.DataObject) -> None:
        problem = case(seed, CaseSize(learners=6), has_lower_bounds=False)
        payments, payable = problem.payments, problem.payments.is_payable(problem.price)
        plans = []
        for _ in range(data.draw(st.integers(1, 4))):
            plan = Plan.empty(problem.n_learners)
            for learner in range(problem.n_learners):
                pay_class = payments.pay_class[learner]
                ways = [
                    (option, alternative)
                    for option in range(problem.options.start[learner], problem.options.start[learner + 1])
                    for alternative in range(*payments.first_alternative[pay_class : pay_class + 2])
                    if payable[alternative, problem.options.certification[option]]
                ]
                plan.option[learner], plan.alternative[learner] = data.draw(st.sampled_from([(-1, -1), *ways]))
            plans.append(plan)
        found = agreed_plan(problem, plans)
        assert not [one for one in breaches(problem, found) if one.kind.value != "parity"]
        giving_plans = Counter(int(row) for plan in plans for row in plan.holders)
        assert all(2 * giving_plans[int(row)] > len(plans) for row in found.holders)

    def test_plans_are_of_the_same_learners(self) -> None:
        problem = problem_of([1])
        with pytest.raises(ValueError, match="shape"):
            agreed_plan(problem, [Plan.empty(3), Plan.empty(2)])
