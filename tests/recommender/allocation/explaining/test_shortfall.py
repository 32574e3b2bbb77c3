"""The smallest extra budget against looking at every plan there is."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.allocation.explaining.shortfall import shortfall
from recommender.allocation.problem import NationalProblem, Problem
from recommender.allocation.solver.exact import solve_exactly, without_agreements
from recommender.allocation.solver.limits_error import LimitsError
from tests.allocation_cases import CaseSize, case, national_case
from tests.recommender.allocation.every_plan import least_extra_money
from tests.recommender.allocation.one_certification import one_certification


def poor(national: NationalProblem, seed: int) -> NationalProblem:
    """The same problem with much less money and without the minimum groups that often leave nothing lawful."""
    share = np.random.default_rng(seed).uniform(0, 0.5)
    budgets = (national.base.budgets * share).astype(np.int64)
    return replace(national, base=replace(national.base, budgets=budgets))


def asking(problem: Problem, least: int) -> NationalProblem:
    counts = replace(
        problem.counts,
        of_segment=np.ones((1, 2), bool),
        of_kind=np.ones((1, 1), bool),
        least=np.array([least]),
        most=np.array([2**62]),
    )
    return without_agreements(replace(problem, counts=counts))


class TestShortfall:
    @pytest.mark.parametrize("seed", range(60))
    def test_is_the_least_of_all_plans(self, seed: int) -> None:
        national = poor(national_case(seed, CaseSize(learners=4)), seed)
        found, least = shortfall(national), least_extra_money(national)
        if least is None:
            assert not found.is_enough
            return
        assert found.is_enough
        assert found.extra.sum() == pytest.approx(least, abs=2)
        assert found.least == pytest.approx(least, abs=2)

    def test_the_rules_can_then_be_met_and_not_with_less(self) -> None:
        national = asking(replace(one_certification([5.0, 4.0, 3.0]), budgets=np.array([600, 0])), 3)
        # Three vouchers at 500 centavos of the first budget, or at 1,000 of the second.
        found = shortfall(national)
        assert found.extra.tolist() == [900, 0]
        base = national.base
        solve_exactly(replace(national, base=replace(base, budgets=base.budgets + found.extra)))
        with pytest.raises(LimitsError):
            solve_exactly(replace(national, base=replace(base, budgets=base.budgets + found.extra - [1, 0])))

    def test_weights_say_whose_money_is_sought(self) -> None:
        national = asking(replace(one_certification([5.0]), budgets=np.array([0, 0])), 1)
        assert shortfall(national, np.array([3.0, 1.0])).extra.tolist() == [0, 1000]
        assert shortfall(national, np.array([1.0, 1.0])).extra.tolist() == [500, 0]

    def test_nothing_is_missing_where_the_rules_can_be_met(self) -> None:
        found = shortfall(asking(one_certification([5.0, 4.0]), 2))
        assert (found.extra.tolist(), found.least, found.unmet) == ([0, 0], 0, ())

    def test_says_what_money_cannot_do(self) -> None:
        national = asking(replace(one_certification([5.0, 4.0]), seats=np.array([1])), 2)
        found = shortfall(national)
        assert not found.is_enough
        assert [(one.row, one.missing) for one in found.unmet] == [(0, 1.0)]

    def test_says_what_is_asked_where_no_voucher_can_be_given(self) -> None:
        problem = one_certification([5.0])
        problem = replace(problem, payments=replace(problem.payments, covers=np.zeros((4, 1), bool)))
        assert [one.missing for one in shortfall(asking(problem, 2)).unmet] == [2.0]

    def test_looks_only_at_vouchers_that_help_where_nothing_else_counts(self) -> None:
        problem = replace(case(5, CaseSize(learners=300, certifications=8, options=4)), parities=())
        national = poor(without_agreements(problem), 5)
        found = shortfall(national)
        if found.is_enough:
            enough = replace(national, base=replace(national.base, budgets=national.base.budgets + found.extra))
            solve_exactly(enough)
        assert found.least <= found.extra.sum() + 1
