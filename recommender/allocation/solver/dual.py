"""The bound that any prices prove: no plan is worth more than what learners gain at the prices plus what limits fetch.

Whoever checks a plan recomputes this from the problem and the multipliers; how the multipliers were found is no matter.
"""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import Integers, Numbers32, Problem
from recommender.allocation.solver.compiled import compiled

Numbers64 = NDArray[np.float64]


def dual_bound(problem: Problem, multipliers: Multipliers) -> float:
    """Upper bound on the value of every plan of the problem.

    Each learner takes the option that leaves most after its prices, or none; to their sum come all limits at their
    prices. A plan's value cannot be higher, as it spends no limit beyond what was counted and every price is at least
    0. Computed in double precision with sums in a fixed order.
    """
    options = problem.options
    gained = _gain(
        options.start,
        options.certification,
        options.value,
        problem.payments.pay_class,
        problem.counts.segment,
        problem.counts.kind,
        class_costs(problem, multipliers),
        segment_costs(problem, multipliers),
    )
    return float(gained) + worth_of_limits(problem, multipliers)


def class_costs(problem: Problem, multipliers: Multipliers) -> Numbers64:
    """Price of a seat and of the cheapest payment: (n_classes, n_certifications), infinite where nobody can pay."""
    payments = problem.payments
    of_alternative = alternative_costs(problem, multipliers)
    n_classes = len(payments.first_alternative) - 1
    costs = np.full((n_classes, problem.n_certifications), np.inf)
    np.minimum.at(costs, payments.class_of_alternative, of_alternative)
    return costs + multipliers.seat


def alternative_costs(problem: Problem, multipliers: Multipliers) -> Numbers64:
    """Price of what an alternative charges: (n_alternatives, n_certifications), infinite where it cannot pay."""
    payments = problem.payments
    charges = payments.charges(problem.price)
    costs = np.zeros((len(payments.budget), problem.n_certifications))
    for place in range(payments.budget.shape[1]):
        budget = payments.budget[:, place]
        price = np.where(budget >= 0, multipliers.budget[budget], 0.0)
        costs += price[:, None] * charges[:, place]
    costs[~payments.is_payable(problem.price)] = np.inf
    return costs


def segment_costs(problem: Problem, multipliers: Multipliers) -> Numbers64:
    """Price of counting in rules and parities: (n_segments, n_kinds), below 0 where a voucher helps a lower bound."""
    counts = problem.counts
    of_rule = multipliers.at_most - multipliers.at_least
    costs = counts.of_segment.T.astype(np.float64) @ (of_rule[:, None] * counts.of_kind)
    for parity, above, below in zip(problem.parities, multipliers.above, multipliers.below, strict=True):
        of_group = np.append((above - below) / parity.size, 0.0)  # The last one is for segments in no group.
        costs = costs + of_group[parity.group][:, None]
    return costs


def worth_of_limits(problem: Problem, multipliers: Multipliers) -> float:
    """All limits at their prices; a limit without a price adds nothing, however large."""
    counts = problem.counts
    worth = 0.0
    for price, limit in (
        (multipliers.seat, problem.seats),
        (multipliers.budget, problem.budgets),
        (multipliers.at_most, counts.most),
        (multipliers.at_least, -counts.least),
    ):
        worth += float((price * limit).sum())
    for parity, above, below in zip(problem.parities, multipliers.above, multipliers.below, strict=True):
        worth += float(parity.gap * above.sum() + max(0.0, above.sum() - below.sum()))
    return worth


@compiled
def _gain(
    start: Integers,
    certification: Numbers32,
    value: NDArray[np.float32],
    pay_class: Numbers32,
    segment: Numbers32,
    kind: Numbers32,
    class_cost: Numbers64,
    segment_cost: Numbers64,
) -> float:
    total = 0.0
    has_rules = bool(segment_cost.any())
    for learner in range(len(start) - 1):
        row = class_cost[pay_class[learner]]
        best = 0.0
        for option in range(start[learner], start[learner + 1]):
            taken = certification[option]
            left = np.float64(value[option]) - row[taken]
            if has_rules:
                left -= segment_cost[segment[learner], kind[taken]]
            best = max(best, left)
        total += best
    return total
