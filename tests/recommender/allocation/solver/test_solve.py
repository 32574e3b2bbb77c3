"""The solver: lawful plans near their bound, the same every time, and sense at the edges."""

from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from recommender.allocation.breaches import breaches
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import NO_LIMIT, Options, Problem
from recommender.allocation.solver.dual import dual_bound
from recommender.allocation.solver.exact import solve_exactly
from recommender.allocation.solver.solve import MOST_EXACT_CHOICES, n_choices, solve
from tests.allocation_cases import CaseSize, case

N_LEARNERS = 3_000


@pytest.fixture(scope="module")
def middling() -> Problem:
    """Three thousand learners, limits above only."""
    problem = case(7, CaseSize(learners=N_LEARNERS, certifications=60, options=10, states=8), has_lower_bounds=False)
    return replace(problem, parities=())


def with_learners(problem: Problem, n: int) -> Problem:
    """The first learners only."""
    end = problem.options.start[n]
    options = Options(problem.options.start[: n + 1], problem.options.certification[:end], problem.options.value[:end])
    return replace(
        problem,
        options=options,
        payments=replace(problem.payments, pay_class=problem.payments.pay_class[:n]),
        counts=replace(problem.counts, segment=problem.counts.segment[:n]),
    )


class TestSolve:
    def test_is_lawful_and_near_its_bound(self, middling: Problem) -> None:
        solution = solve(middling, seed=1)
        assert breaches(middling, solution.plan) == ()
        assert solution.value == pytest.approx(solution.plan.value(middling))
        assert 0 <= solution.gap <= 0.004

    def test_gives_the_same_plan_whatever_the_number_of_threads(self, middling: Problem) -> None:
        plans = []
        for threads in (1, 2):
            with threadpool_limits(threads):
                plans.append(solve(middling, seed=1))
        assert (plans[0].plan.option == plans[1].plan.option).all()
        assert (plans[0].plan.alternative == plans[1].plan.alternative).all()
        assert plans[0].bound == plans[1].bound

    def test_starts_from_the_prices_of_a_like_problem(self, middling: Problem) -> None:
        before = solve(middling, seed=1)
        tighter = replace(middling, budgets=middling.budgets * 98 // 100)
        cold, warm = solve(tighter, seed=1), solve(tighter, seed=1, warm=before.multipliers)
        assert breaches(tighter, warm.plan) == ()
        assert warm.bound <= cold.bound * 1.0005
        assert warm.value >= cold.value * 0.998

    def test_useless_prices_to_start_from_change_nothing(self, middling: Problem) -> None:
        cold = solve(middling, seed=1)
        absurd = replace(cold.multipliers, seat=np.full(middling.n_certifications, 5.0))
        solution = solve(middling, seed=1, warm=absurd)
        assert (solution.value, solution.bound) == (cold.value, cold.bound)

    @pytest.mark.parametrize("seed", range(4))
    def test_with_rules_on_it_is_lawful_and_close_to_the_optimum(self, seed: int) -> None:
        problem = case(seed, CaseSize(learners=400, certifications=12, options=6, states=3))
        assert n_choices(problem) > MOST_EXACT_CHOICES
        solution = solve(problem, seed=0)
        assert breaches(problem, solution.plan) == ()
        assert solution.gap <= 0.02

    def test_a_small_problem_is_solved_exactly(self) -> None:
        problem = case(2, CaseSize(learners=60, certifications=6, options=4))
        assert n_choices(problem) <= MOST_EXACT_CHOICES
        assert solve(problem, seed=0).value == pytest.approx(solve_exactly(problem)[1])


class TestAtTheEdges:
    def test_nobody_has_an_option(self, middling: Problem) -> None:
        none = Options(np.zeros(N_LEARNERS + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
        solution = solve(replace(middling, options=none), seed=0)
        assert (solution.value, solution.bound, len(solution.plan.holders)) == (0, 0, 0)

    def test_there_are_no_learners(self, middling: Problem) -> None:
        solution = solve(with_learners(middling, 0), seed=0)
        assert (solution.value, len(solution.plan.option)) == (0, 0)

    @pytest.mark.parametrize("limit", ["seats", "budgets"])
    def test_there_is_nothing_to_give(self, middling: Problem, limit: str) -> None:
        nothing = replace(middling, **{limit: np.zeros_like(getattr(middling, limit))})
        solution = solve(nothing, seed=0)
        assert len(solution.plan.holders) == 0
        assert solution.bound == pytest.approx(0, abs=0.05 * N_LEARNERS)

    def test_a_single_learner_gets_their_best_option(self, middling: Problem) -> None:
        problem = with_learners(middling, 1)
        solution = solve(problem, seed=0)
        assert solution.value == pytest.approx(problem.options.value.max())
        assert solution.bound >= solution.value

    def test_plenty_for_all_gives_everybody_their_best(self, middling: Problem) -> None:
        plenty = replace(
            middling,
            seats=np.full_like(middling.seats, N_LEARNERS),
            budgets=np.full_like(middling.budgets, 10**15),
            counts=replace(middling.counts, most=np.full_like(middling.counts.most, NO_LIMIT)),
        )
        solution = solve(plenty, seed=0)
        assert solution.value == pytest.approx(dual_bound(plenty, Multipliers.zeros(plenty)))
        assert solution.bound == pytest.approx(solution.value)
