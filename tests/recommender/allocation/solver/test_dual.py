"""The bound against its formula, written out learner by learner, and against the best of all plans."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import NO_LIMIT, Problem
from recommender.allocation.solver.dual import dual_bound
from recommender.allocation.solver.exact import without_agreements
from tests.allocation_cases import CaseSize, case
from tests.recommender.allocation.every_plan import best_value


def random_multipliers(problem: Problem, seed: int) -> Multipliers:
    """Prices of a size that matters, half of them 0; none on upper counts that are not limited."""
    rng = np.random.default_rng(seed)

    def some(n: int, size: float) -> np.ndarray:
        return rng.random(n) * size * (rng.random(n) < 0.5)

    n_rules = problem.counts.n_rules
    groups = [(some(len(one.size), 0.5), some(len(one.size), 0.5)) for one in problem.parities]
    return Multipliers(
        some(problem.n_certifications, 0.5),
        some(len(problem.budgets), 0.5 / 200_000),
        some(n_rules, 0.5) * (problem.counts.most < NO_LIMIT),
        some(n_rules, 0.5),
        tuple(above for above, _ in groups),
        tuple(below for _, below in groups),
    )


def bound_by_the_formula(problem: Problem, prices: Multipliers) -> float:
    """Every term of the formula on its own."""
    options, payments, counts = problem.options, problem.payments, problem.counts
    charges, payable = payments.charges(problem.price), payments.is_payable(problem.price)
    total = 0.0
    for learner in range(problem.n_learners):
        segment, of = counts.segment[learner], payments.pay_class[learner]
        best = 0.0
        for row in range(options.start[learner], options.start[learner + 1]):
            certification = options.certification[row]
            left = float(options.value[row]) - prices.seat[certification]
            for rule in range(counts.n_rules):
                if counts.of_segment[rule, segment] and counts.of_kind[rule, counts.kind[certification]]:
                    left += prices.at_least[rule] - prices.at_most[rule]
            for parity, above, below in zip(problem.parities, prices.above, prices.below, strict=True):
                group = parity.group[segment]
                if group >= 0:
                    left += (below[group] - above[group]) / parity.size[group]
            for way in range(payments.first_alternative[of], payments.first_alternative[of + 1]):
                if payable[way, certification]:
                    cost = sum(
                        prices.budget[budget] * charges[way, place, certification]
                        for place, budget in enumerate(payments.budget[way])
                        if budget >= 0
                    )
                    best = max(best, left - cost)
        total += best
    total += prices.seat @ problem.seats + prices.budget @ problem.budgets - prices.at_least @ counts.least
    total += sum(price * most for price, most in zip(prices.at_most, counts.most, strict=True) if price > 0)
    for parity, above, below in zip(problem.parities, prices.above, prices.below, strict=True):
        total += parity.gap * above.sum() + max(0.0, above.sum() - below.sum())
    return total


class TestDualBound:
    @pytest.mark.parametrize("seed", range(8))
    def test_is_the_formula(self, seed: int) -> None:
        problem = case(seed, CaseSize(40, 8, 5, 3))
        prices = random_multipliers(problem, seed)
        assert dual_bound(problem, prices) == pytest.approx(bound_by_the_formula(problem, prices), rel=1e-12)

    @given(st.integers(0, 30), st.integers(0, 10**6))
    def test_no_plan_is_worth_more_at_any_prices(self, seed: int, price_seed: int) -> None:
        problem = case(seed)
        best = best_value(without_agreements(problem))
        assume(best is not None)
        assert best is not None
        assert dual_bound(problem, random_multipliers(problem, price_seed)) >= best - 1e-9

    def test_without_prices_everybody_has_their_best_payable_option(self) -> None:
        problem = case(5, CaseSize(30, 6, 4))
        payable = problem.payments.is_payable(problem.price)
        best = np.zeros(problem.n_learners)
        for option, learner in enumerate(problem.options.learners()):
            of = problem.payments.pay_class[learner]
            ways = slice(problem.payments.first_alternative[of], problem.payments.first_alternative[of + 1])
            if payable[ways, problem.options.certification[option]].any():
                best[learner] = max(best[learner], problem.options.value[option])
        assert dual_bound(problem, Multipliers.zeros(problem)) == pytest.approx(best.sum())
