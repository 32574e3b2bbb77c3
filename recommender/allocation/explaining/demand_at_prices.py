"""How many seats or how much money learners would take if one price changed and all others stayed.

These are first guesses for changes that are then solved: other prices answer to a change, too.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.explaining.explanations import PriceTables, cheapest_alternatives
from recommender.allocation.problem import Integers, Numbers32, Problem
from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.dual import class_costs, segment_costs

Floats = NDArray[np.float64]


def seats_wanted_above(prices: PriceTables, certification: int, seat_price: float) -> int:
    """Learners who would pay more than ``seat_price`` for a seat rather than take their next best, or nothing."""
    problem = prices.problem
    others = prices.of_class.copy()
    others[:, certification] -= prices.multipliers.seat[certification]
    left = _left(problem, others, prices.of_segment)
    options = problem.options
    is_wanted = options.certification == certification
    rows = np.flatnonzero(is_wanted)
    learner = np.searchsorted(options.start, rows, side="right") - 1
    # What the learner would make of the best other option: the best of all, or the second where this is the best.
    best, second, which = left
    other = np.where(which[learner] == rows, second[learner], best[learner])
    own = options.value[rows] - others[problem.payments.pay_class[learner], certification]
    own = own - prices.of_segment[problem.counts.segment[learner], problem.counts.kind[certification]]
    return int((own - np.maximum(other, 0) > seat_price).sum())


def money_wanted(prices: PriceTables, budgets: tuple[int, ...], kept: float) -> Integers:
    """Centavos of some budgets that learners would take if ``kept`` of their prices were left, shape (n_budgets,)."""
    problem = prices.problem
    money = prices.multipliers.budget.copy()
    money[list(budgets)] *= kept
    multipliers = replace(prices.multipliers, budget=money)
    best, _, which = _left(problem, class_costs(problem, multipliers), segment_costs(problem, multipliers))
    taking = np.flatnonzero(best > 0)
    certification = problem.options.certification[which[taking]]
    payments = problem.payments
    cheapest = cheapest_alternatives(problem, multipliers)[payments.pay_class[taking], certification]
    charges = payments.charges(problem.price)[cheapest, :, certification]
    charged = payments.budget[cheapest]
    return np.array([charges[charged == budget].sum() for budget in budgets])


def _left(problem: Problem, class_cost: Floats, segment_cost: Floats) -> tuple[Floats, Floats, Integers]:
    """What each learner's best and second-best option leave after their prices, and which the best is."""
    return _two_best(
        problem.options.start,
        problem.options.certification,
        problem.options.value,
        problem.payments.pay_class,
        problem.counts.segment,
        problem.counts.kind,
        class_cost,
        segment_cost,
    )


@compiled
def _two_best(
    start: Integers,
    certification: Numbers32,
    value: NDArray[np.float32],
    pay_class: Numbers32,
    segment: Numbers32,
    kind: Numbers32,
    class_cost: Floats,
    segment_cost: Floats,
) -> tuple[Floats, Floats, Integers]:
    n = len(start) - 1
    best, second, which = np.full(n, -np.inf), np.full(n, -np.inf), np.full(n, -1)
    for learner in range(n):
        for option in range(start[learner], start[learner + 1]):
            taken = certification[option]
            left = np.float64(value[option]) - class_cost[pay_class[learner], taken]
            left -= segment_cost[segment[learner], kind[taken]]
            if left > best[learner]:
                second[learner] = best[learner]
                best[learner], which[learner] = left, option
            elif left > second[learner]:
                second[learner] = left
    return best, second, which
