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
    options, payments, counts = problem.options, problem.payments, problem.counts
    charges, total = payments.charges(problem.price), _total_charges(problem)
    learner_of, first = options.learners(), payments.first_alternative
    seats, budgets, plan = problem.seats.copy(), problem.budgets.copy(), Plan.empty(problem.n_learners)
    limited = np.flatnonzero(counts.most < NO_LIMIT)
    most = counts.most.copy()
    for option in order:
        learner, certification = learner_of[option], options.certification[option]
        if plan.option[learner] >= 0 or seats[certification] < 1:
            continue
        counted = [
            rule
            for rule in limited
            if counts.of_segment[rule, counts.segment[learner]] and counts.of_kind[rule, counts.kind[certification]]
        ]
        if any(most[rule] < 1 for rule in counted):
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


def _total_charges(problem: Problem) -> NDArray[np.float64]:
    """Centavos that an alternative takes from all its budgets, infinite where it cannot pay: shape (a, m)."""
    payments, price = problem.payments, problem.price
    return np.where(payments.is_payable(price), payments.charges(price).sum(axis=1).astype(np.float64), np.inf)
