"""The exact solver against every plan there is, and what it says when no plan is lawful."""

import pytest

from recommender.allocation.breaches import Limit, breaches
from recommender.allocation.national.agreements import national_breaches
from recommender.allocation.solver.exact import solve_exactly
from recommender.allocation.solver.limits_error import LimitsError, UnmetLimit
from tests.allocation_cases import CaseSize, case, national_case
from tests.recommender.allocation.every_plan import best_value


class TestSolveExactly:
    @pytest.mark.parametrize("n_cases", [60, pytest.param(500, marks=pytest.mark.full)])
    def test_is_the_best_of_all_plans(self, n_cases: int) -> None:
        n_lawful = 0
        for seed in range(n_cases):
            national = national_case(seed)
            expected = best_value(national)
            try:
                plan, value, bound = solve_exactly(national)
            except LimitsError:
                assert expected is None, seed
                continue
            assert value == pytest.approx(expected, abs=1e-5), seed
            assert bound >= value
            assert national_breaches(national, plan) == ()
            n_lawful += 1
        assert n_lawful >= 0.8 * n_cases

    def test_keeps_every_limit_of_a_middle_sized_problem(self) -> None:
        problem = case(3, CaseSize(learners=200, certifications=12, options=4, states=3))
        plan, value, bound = solve_exactly(problem, gap=0.01)
        assert breaches(problem, plan) == ()
        assert value == pytest.approx(plan.value(problem))
        assert value <= bound <= value * 1.011

    def test_names_the_rules_that_cannot_be_met_together(self) -> None:
        seed = next(seed for seed in range(50) if best_value(national_case(seed)) is None)
        with pytest.raises(LimitsError, match="cannot be met together") as caught:
            solve_exactly(national_case(seed))
        assert caught.value.is_proven
        assert {one.kind for one in caught.value.unmet} <= {Limit.AT_LEAST, Limit.PARITY}
        assert all(isinstance(one, UnmetLimit) and one.missing > 0 for one in caught.value.unmet)
