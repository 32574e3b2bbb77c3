"""The price of one rule that bounds best while all other prices stay: read off a sorted list, not searched."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.dual import class_costs, dual_bound, segment_costs
from recommender.allocation.nodes import applicants
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import Numbers32, Problem

_BEYOND = 1.001
"""A little more than what brings the bound to 0."""


def with_best_price(problem: Problem, multipliers: Multipliers, rule: int) -> Multipliers:
    """The multipliers with the price of a rule over all learners that makes the bound least.

    A learner joins the rule up to the price at which their best option in it is as good as their best one outside. If
    more than ``most`` would join at no price, the price turns the others away; if less than ``least`` would, it is
    below 0 and draws more in. If seats or learners are too few for ``least``, each voucher that is missing costs so
    much that the bound falls below 0: seats of the rule then cost what the rule pays, so that nobody gains by it.
    """
    unpriced = _with_price(multipliers, rule, 0.0)
    of_rule = problem.counts.of_kind[rule][problem.counts.kind]
    least, most = int(problem.counts.least[rule]), int(problem.counts.most[rule])
    wanted = applicants(problem)
    room = int(np.minimum(problem.seats, wanted)[of_rule].sum())
    if room < least:
        price = _BEYOND * dual_bound(problem, unpriced) / (least - room)
        seat = unpriced.seat + price * (of_rule & (problem.seats < wanted))
        return _with_price(replace(unpriced, seat=seat), rule, -price)
    lead = _leads(problem, unpriced, problem.counts.of_kind[rule])
    n_joining = int((lead > 0).sum())
    if n_joining > most:
        return _with_price(multipliers, rule, float(np.partition(lead, -most - 1)[-most - 1]))
    if n_joining >= least:
        return unpriced
    if least <= len(lead):
        return _with_price(multipliers, rule, min(0.0, float(np.partition(lead, -least)[-least])))
    return _with_price(multipliers, rule, -_BEYOND * dual_bound(problem, unpriced) / (least - len(lead)))


def _with_price(multipliers: Multipliers, rule: int, price: float) -> Multipliers:
    at_most, at_least = multipliers.at_most.copy(), multipliers.at_least.copy()
    at_most[rule], at_least[rule] = max(price, 0.0), max(-price, 0.0)
    return replace(multipliers, at_most=at_most, at_least=at_least)


def _leads(problem: Problem, multipliers: Multipliers, of_kind: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Of learners with a payable option in the rule, how much it leads the best one outside, or nothing."""
    options = problem.options
    learner = options.learners()
    kind = problem.counts.kind[options.certification]
    left = options.value - class_costs(problem, multipliers)[problem.payments.pay_class[learner], options.certification]
    left -= segment_costs(problem, multipliers)[problem.counts.segment[learner], kind]
    inside = of_kind[kind]
    best_inside = _best(left, learner, inside, problem.n_learners)
    best_outside = np.maximum(_best(left, learner, ~inside, problem.n_learners), 0.0)
    can_join = np.isfinite(best_inside)
    return np.asarray(best_inside[can_join] - best_outside[can_join])


def _best(
    left: NDArray[np.float64], learner: Numbers32, among: NDArray[np.bool_], n_learners: int
) -> NDArray[np.float64]:
    best = np.full(n_learners, -np.inf)
    np.maximum.at(best, learner[among], left[among])
    return best
