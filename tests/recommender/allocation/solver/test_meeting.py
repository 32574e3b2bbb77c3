"""Lower bounds that choosing in turn misses are reached, and nothing else is broken on the way."""

import numpy as np
import pytest

from recommender.allocation.breaches import Limit, breaches
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import CountRules, Options, Payments, Problem
from recommender.allocation.solver.contested import decided_anew
from recommender.allocation.solver.exact import solve_exactly
from recommender.allocation.solver.ledger import Given, opening_ledger
from recommender.allocation.solver.limits_error import LimitsError
from recommender.allocation.solver.meeting import Prices, Repair
from recommender.allocation.solver.tables import tables
from tests.allocation_cases import CaseSize, case

SEEDS = range(8)
SIZE = CaseSize(learners=160, certifications=8, options=3, states=4)


def repaired(problem: Problem) -> tuple[bool, Plan]:
    """Whether the repair of an empty plan meets every lower bound, and its plan."""
    empty = Plan.empty(problem.n_learners)
    given = Given(empty.option, empty.alternative)
    prices = Prices.of(problem, Multipliers.zeros(problem))
    is_met = Repair(tables(problem), opening_ledger(problem), given, prices).meet()
    return is_met, Plan(given.option, given.alternative)


class TestRepair:
    def test_meets_every_lower_bound_where_there_is_room(self) -> None:
        n_met = 0
        for seed in SEEDS:
            problem = case(seed, SIZE)
            is_met, plan = repaired(problem)
            kinds = {breach.kind for breach in breaches(problem, plan)} - {Limit.PARITY}
            assert kinds == (set() if is_met else {Limit.AT_LEAST})
            n_met += is_met
        assert n_met >= len(SEEDS) // 2

    def test_takes_the_only_seat_from_a_holder_whom_no_rule_needs(self) -> None:
        """One seat, two learners; the first is worth more and holds it, the rule asks for the second."""
        payments = Payments(
            np.zeros(2, np.int32), np.array([0, 1]), np.array([[0]], np.int32), np.array([[10_000]]),
            np.array([[100_000]]), np.array([[True]]), np.ones((1, 1), bool), np.array([0]),
        )  # fmt: skip
        counts = CountRules(
            np.array([0, 1], np.int32), np.zeros(1, np.int32), np.array([[False, True]]), np.ones((1, 1), bool),
            np.array([1]), np.array([2]),
        )  # fmt: skip
        options = Options(np.array([0, 1, 2]), np.zeros(2, np.int32), np.array([0.9, 0.2], np.float32))
        problem = Problem(options, np.array([1_000]), np.array([1]), np.array([1_000]), payments, counts)
        given = Given(np.array([0, -1]), np.array([0, -1], np.int32))
        ledger = opening_ledger(problem)
        ledger.seats[0] = 0
        ledger.budgets[0] = 0
        assert Repair(tables(problem), ledger, given, Prices.of(problem, Multipliers.zeros(problem))).meet()
        assert given.option.tolist() == [-1, 1]
        assert ledger.spare.tolist() == [0]


class TestDecidedAnew:
    def test_of_everybody_is_the_best_plan(self) -> None:
        problem = case(1)
        plan = decided_anew(problem, Plan.empty(5), np.arange(5), seconds=20, gap=0)
        assert plan.value(problem) == pytest.approx(solve_exactly(problem)[1])

    def test_leaves_others_what_they_have_and_keeps_every_limit(self) -> None:
        for seed in range(20):
            problem = case(seed)
            try:
                best = solve_exactly(problem)[0]
            except LimitsError:
                continue
            changed = decided_anew(problem, best, np.array([0, 1, 2]), seconds=20, gap=0)
            assert changed.option[3:].tolist() == best.option[3:].tolist()
            assert breaches(problem, changed) == ()
            assert changed.value(problem) == pytest.approx(best.value(problem))
