"""The best price of one rule, against a search over prices."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from recommender.allocation.national.rule_price import with_best_price
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import Problem
from recommender.allocation.solver.dual import dual_bound
from tests.allocation_cases import CaseSize, case


def with_rule_over_all(problem: Problem, least: int, most: int) -> Problem:
    """The problem with one more rule, over certifications of kind 0 and everybody."""
    n_segments, n_kinds = problem.counts.of_segment.shape[1], problem.counts.of_kind.shape[1]
    everybody, of_kind = np.ones((1, n_segments), bool), (np.arange(n_kinds) == 0)[None]
    changed = problem.with_count_rules(everybody, of_kind, np.array([least]))
    changed.counts.most[-1] = most
    return changed


def with_price(multipliers: Multipliers, price: float) -> Multipliers:
    """The price of the last rule, below 0 for its lower bound."""
    multipliers.at_most[-1], multipliers.at_least[-1] = max(price, 0.0), max(-price, 0.0)
    return multipliers


class TestWithBestPrice:
    @pytest.mark.parametrize(("least", "most"), [(0, 10), (60, 100), (20, 40)])
    def test_no_other_price_bounds_better(self, least: int, most: int) -> None:
        problem = with_rule_over_all(case(4, CaseSize(learners=120)), least, most)
        multipliers = Multipliers.zeros(problem)
        multipliers.seat[:] = 0.1
        multipliers.budget[:] = 1e-7
        found = dual_bound(problem, with_best_price(problem, multipliers, problem.counts.n_rules - 1))
        searched = minimize_scalar(
            lambda price: dual_bound(problem, with_price(multipliers, price)), bounds=(-3, 3), method="bounded"
        )
        assert found <= searched.fun + 1e-6

    def test_shows_that_a_rule_cannot_be_met(self) -> None:
        problem = with_rule_over_all(case(4, CaseSize(learners=120)), 121, 200)
        priced = with_best_price(problem, Multipliers.zeros(problem), problem.counts.n_rules - 1)
        assert dual_bound(problem, priced) < 0

    def test_shows_that_seats_are_too_few(self) -> None:
        """Far more learners than seats of kind 0: the learners alone would be enough."""
        problem = case(4, CaseSize(learners=120))
        room = int(problem.seats[problem.counts.kind == 0].sum())
        problem = with_rule_over_all(problem, room + 1, 200)
        priced = with_best_price(problem, Multipliers.zeros(problem), problem.counts.n_rules - 1)
        assert dual_bound(problem, priced) < 0
