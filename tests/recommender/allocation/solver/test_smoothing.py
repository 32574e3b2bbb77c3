"""The smoothed dual: its slope is its derivative, and cold it is the bound itself."""

import numpy as np
import pytest

from recommender.allocation.problem import Problem
from recommender.allocation.solver.ascent import SmoothedDual
from recommender.allocation.solver.contest import Contest
from recommender.allocation.solver.dual import dual_bound
from recommender.allocation.solver.tables import tables
from recommender.allocation.solver.variables import Variables
from tests.allocation_cases import CaseSize, case

EVERYTHING = 1e9


def smoothed(problem: Problem) -> tuple[SmoothedDual, Contest, np.ndarray]:
    """The dual of all learners, and random prices."""
    flat, variables = tables(problem), Variables.of(problem)
    dual = SmoothedDual(flat, variables)
    prices = np.random.default_rng(0).random(len(variables.limit)) * 0.2 / variables.charge * variables.may_bind
    everyone = np.arange(problem.n_learners)
    contest = Contest.within(flat, everyone, dual.costs(prices, 0.0), EVERYTHING, problem.n_learners)
    return dual, contest, prices


class TestSmoothedDual:
    @pytest.mark.parametrize("seed", range(4))
    def test_its_slope_is_its_derivative(self, seed: int) -> None:
        dual, contest, prices = smoothed(case(seed, CaseSize(200, 10, 5, 3)))
        _, slope = dual.value_and_slope(contest, prices, 0.5)
        for one in np.flatnonzero(dual.variables.may_bind):
            step = np.zeros(len(prices))
            step[one] = 0.02 / dual.variables.charge[one]
            higher = dual.value_and_slope(contest, prices + step, 0.5)[0]
            lower = dual.value_and_slope(contest, prices - step, 0.5)[0]
            taken = 0.02 * (abs(dual.variables.limit[one]) / dual.variables.charge[one] + 1)
            assert (higher - lower) / 2 == pytest.approx(slope[one] * step[one], abs=2e-3 * taken)

    def test_cold_it_is_the_bound(self) -> None:
        problem = case(2, CaseSize(300, 10, 5, 3))
        dual, contest, prices = smoothed(problem)
        exact = dual_bound(problem, dual.variables.multipliers(prices))
        assert dual.value_and_slope(contest, prices, 1e-5)[0] == pytest.approx(exact, rel=1e-4)

    def test_warm_it_is_never_below_the_bound(self) -> None:
        problem = case(2, CaseSize(300, 10, 5, 3))
        dual, contest, prices = smoothed(problem)
        exact = dual_bound(problem, dual.variables.multipliers(prices))
        values = [dual.value_and_slope(contest, prices, degree)[0] for degree in (0.3, 0.1, 0.03)]
        assert values == sorted(values, reverse=True)
        assert values[-1] >= exact


class TestContest:
    def test_a_narrow_contest_settles_most_learners_and_changes_nothing_cold(self) -> None:
        problem = case(4, CaseSize(2_000, 12, 6, 3))
        dual, everything, prices = smoothed(problem)
        flat = tables(problem)
        learners = np.arange(problem.n_learners)
        narrow = Contest.within(flat, learners, dual.costs(prices, 0.0), 0.1, problem.n_learners)
        assert len(narrow.start) < 0.7 * len(everything.start)
        assert len(narrow.value) < 0.4 * len(everything.value)
        whole, slope = dual.value_and_slope(everything, prices, 0.002)
        part, narrow_slope = dual.value_and_slope(narrow, prices, 0.002)
        assert part == pytest.approx(whole, rel=1e-5)
        assert narrow_slope == pytest.approx(slope, rel=1e-2, abs=0.5)

    def test_a_sample_speaks_for_all(self) -> None:
        problem = case(4, CaseSize(4_000, 12, 6, 3))
        dual, everything, prices = smoothed(problem)
        sample = Contest.within(tables(problem), np.arange(0, 4_000, 2), dual.costs(prices, 0.0), EVERYTHING, 4_000)
        whole, half = (dual.value_and_slope(one, prices, 0.05)[0] for one in (everything, sample))
        assert half == pytest.approx(whole, rel=0.05)
