"""The usual ways to give vouchers, as rivals of an allocation: by worth for each peso, and first come, first served."""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.plan import Plan
from recommender.allocation.problem import NO_LIMIT, Integers, Problem


def greedy_plan(problem: Problem) -> Plan:
    """Most worth for each peso first; the cheapest way to pay counts."""
    options, payments = problem.options, problem.payments
    total = _total_charges(problem)
    n_classes = len(payments.own_limit)
    cheapest = np.full((n_classes, problem.n_certifications), np.inf)
    np.minimum.at(cheapest, payments.class_of_alternative, total)
    cost = cheapest[payments.pay_class[options.learners()], options.certification]
    return plan_in_order(problem, np.argsort(-options.value / np.maximum(cost, 1), kind="stable"))


def first_come_plan(problem: Problem, arrival: Integers) -> Plan:
    """Learner after learner, each the option worth most that can still be given; ``arrival`` holds them in order."""
    options = problem.options
    place = np.argsort(arrival)
    return plan_in_order(problem, np.lexsort((-options.value, place[options.learners()])))


def plan_in_order(problem: Problem, order: NDArray[np.int64]) -> Plan:
    """Go through the options and give each that no limit stands against, paid in the cheapest way that is left.

    Lower bounds and parity are not looked at: these rivals know nothing of them.
    """
    options, payments = problem.options, problem.payments
    charges, total, rules = payments.charges(problem.price), _total_charges(problem), _rules_of(problem)
    learner_of, first = options.learners(), payments.first_alternative
    seats, budgets, plan = problem.seats.copy(), problem.budgets.copy(), Plan.empty(problem.n_learners)
    most = problem.counts.most.copy()
    for option in order:
        learner, certification = learner_of[option], options.certification[option]
        if plan.option[learner] >= 0 or seats[certification] < 1:
            continue
        counted = rules[problem.counts.segment[learner], problem.counts.kind[certification]]
        if (most[counted] < 1).any():
            continue
        ways = range(first[payments.pay_class[learner]], first[payments.pay_class[learner] + 1])
        for alternative in sorted(ways, key=lambda way: total[way, certification]):
            charged = payments.budget[alternative]
            amounts = charges[alternative, :, certification]
            if not np.isfinite(total[alternative, certification]) or (budgets[charged] < amounts)[charged >= 0].any():
                continue
            budgets[charged[charged >= 0]] -= amounts[charged >= 0]
            seats[certification] -= 1
            most[counted] -= 1
            plan.option[learner], plan.alternative[learner] = option, alternative
            break
    return plan


def _rules_of(problem: Problem) -> dict[tuple[int, int], Integers]:
    """Rules with an upper bound that count a segment and a kind."""
    counts = problem.counts
    limited = counts.most < NO_LIMIT
    return {
        (segment, kind): np.flatnonzero(limited & counts.of_segment[:, segment] & counts.of_kind[:, kind])
        for segment in range(counts.of_segment.shape[1])
        for kind in range(counts.of_kind.shape[1])
    }


def _total_charges(problem: Problem) -> NDArray[np.float64]:
    """Centavos that an alternative takes from all its budgets, infinite where it cannot pay: shape (a, m)."""
    payments, price = problem.payments, problem.price
    return np.where(payments.is_payable(price), payments.charges(price).sum(axis=1).astype(np.float64), np.inf)
