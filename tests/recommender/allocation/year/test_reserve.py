from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.allocation.breaches import breaches
from recommender.allocation.plan import Plan
from recommender.allocation.problem import Problem
from recommender.allocation.solver.solve import solve
from recommender.allocation.year.applicants import Applicants
from recommender.allocation.year.reserve import decide_month, left_after
from tests.allocation_cases import CaseSize, case


def without_parity(seed: int, n_learners: int = 12) -> Problem:
    return replace(case(seed, CaseSize(learners=n_learners), has_lower_bounds=False), parities=())


def split(problem: Problem, n_first: int) -> tuple[Applicants, Applicants]:
    everybody = Applicants.of(problem)
    return everybody.pick(np.arange(n_first)), everybody.pick(np.arange(n_first, len(everybody)))


def nobody(problem: Problem) -> Applicants:
    return Applicants.of(problem).pick(np.empty(0, np.int64))


class TestDecideMonth:
    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, 10**6))
    def test_months_together_keep_to_the_limits_of_the_year(self, seed: int) -> None:
        year = without_parity(seed)
        first, second = split(year, 6)
        # Two forecasts of three that expect other learners than those who come.
        forecasts = [second, second.pick(np.array([0, 0, 1])), first]
        one = decide_month(first.set_into(year), forecasts, seed=0).plan
        left = second.set_into(left_after(first.set_into(year), one))
        other = decide_month(left, [nobody(year)], seed=0).plan
        offset = int(year.options.start[6])
        options = np.append(one.option, np.where(other.option >= 0, other.option + offset, -1))
        assert breaches(year, Plan(options, np.append(one.alternative, other.alternative))) == ()

    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, 10**6))
    def test_loses_nothing_where_exactly_who_is_expected_comes(self, seed: int) -> None:
        # Twelve learners are few enough to be solved exactly.
        year = without_parity(seed)
        first, second = split(year, 6)
        one = decide_month(first.set_into(year), [second] * 3, seed=0).plan
        left = second.set_into(left_after(first.set_into(year), one))
        other = decide_month(left, [nobody(year)], seed=0).plan
        together = one.value(first.set_into(year)) + other.value(left)
        assert together == pytest.approx(solve(year, seed=0).value, rel=1e-4)

    def test_keeps_back_nothing_when_nobody_is_expected(self) -> None:
        year = without_parity(1)
        month = decide_month(year, [nobody(year)] * 5, seed=0)
        np.testing.assert_array_equal(month.plan.option, solve(year, seed=0).plan.option)
        # Five forecasts of nobody are one.
        assert len(month.wholes) == 1

    def test_parity_is_for_whole_plans(self) -> None:
        problem = next(one for one in map(case, range(50)) if one.parities)
        with pytest.raises(ValueError, match="parity"):
            decide_month(problem, [Applicants.of(problem)], seed=0)

    def test_needs_a_forecast(self) -> None:
        with pytest.raises(ValueError, match="at least one forecast"):
            decide_month(without_parity(1), [], seed=0)


class TestLeftAfter:
    def test_lower_bounds_that_were_met_ask_nothing_more(self) -> None:
        year = without_parity(3)
        n_segments, n_kinds = year.counts.of_segment.shape[1], year.counts.of_kind.shape[1]
        everybody = np.ones((1, n_segments), bool), np.ones((1, n_kinds), bool)
        bound = year.with_count_rules(*everybody, np.array([2]))
        plan = solve(year, seed=0).plan
        assert len(plan.holders) > 2
        assert left_after(bound, plan).counts.least[-1] == 0
