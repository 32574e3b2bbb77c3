"""Giving and taking back one voucher: whether every limit admits it, who pays, and what is left afterwards."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import Integers, Numbers32, Problem
from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.tables import Tables


class Ledger(NamedTuple):
    """What is left: seats, centavos, vouchers that a rule still admits, and those it could lose.

    ``spare`` is below 0 by what a lower bound still asks for.
    """

    seats: Integers
    budgets: Integers
    most: Integers
    spare: Integers


class Given(NamedTuple):
    """A plan while it is being made: row of the option and of the alternative a learner, -1 for none."""

    option: Integers
    alternative: Numbers32


def opening_ledger(problem: Problem) -> Ledger:
    """Nothing given yet."""
    counts = problem.counts
    return Ledger(problem.seats.copy(), problem.budgets.copy(), counts.most.copy(), -counts.least)


@compiled
def has_money(tables: Tables, ledger: Ledger, alternative: int, certification: int) -> bool:
    """Whether all budgets that an alternative charges still hold its charges."""
    for place in range(tables.budget.shape[1]):
        budget = tables.budget[alternative, place]
        if budget >= 0 and tables.charge[alternative, place, certification] > ledger.budgets[budget]:
            return False
    return True


@compiled
def payer(tables: Tables, ledger: Ledger, budget_price: NDArray[np.float64], pay_class: int, certification: int) -> int:
    """Cheapest alternative, at the prices, whose budgets still hold the charges; -1 where there is none."""
    cheapest = -1
    least = np.inf
    for alternative in range(tables.first_alternative[pay_class], tables.first_alternative[pay_class + 1]):
        if not tables.payable[alternative, certification] or not has_money(tables, ledger, alternative, certification):
            continue
        cost = 0.0
        for place in range(tables.budget.shape[1]):
            budget = tables.budget[alternative, place]
            if budget >= 0:
                cost += budget_price[budget] * tables.charge[alternative, place, certification]
        if cost < least:
            least = cost
            cheapest = alternative
    return cheapest


@compiled
def is_admitted(tables: Tables, ledger: Ledger, segment: int, certification: int) -> bool:
    """Whether a seat is free and no rule has its most."""
    if ledger.seats[certification] < 1:
        return False
    kind = tables.kind[certification]
    for place in range(tables.rule_start[segment], tables.rule_start[segment + 1]):
        rule = tables.rule[place]
        if tables.rule_kind[rule, kind] and ledger.most[rule] < 1:
            return False
    return True


@compiled
def is_dispensable(tables: Tables, ledger: Ledger, segment: int, certification: int) -> bool:
    """Whether every rule that counts the voucher would keep its least without it."""
    kind = tables.kind[certification]
    for place in range(tables.rule_start[segment], tables.rule_start[segment + 1]):
        rule = tables.rule[place]
        if tables.rule_kind[rule, kind] and ledger.spare[rule] < 1:
            return False
    return True


@compiled
def book(tables: Tables, ledger: Ledger, segment: int, certification: int, alternative: int, count: int) -> None:
    """Book ``count`` vouchers: 1 given, -1 taken back."""
    ledger.seats[certification] -= count
    for place in range(tables.budget.shape[1]):
        budget = tables.budget[alternative, place]
        if budget >= 0:
            ledger.budgets[budget] -= count * tables.charge[alternative, place, certification]
    kind = tables.kind[certification]
    for place in range(tables.rule_start[segment], tables.rule_start[segment + 1]):
        rule = tables.rule[place]
        if tables.rule_kind[rule, kind]:
            ledger.most[rule] -= count
            ledger.spare[rule] += count


@compiled
def give(tables: Tables, ledger: Ledger, given: Given, learner: int, option: int, alternative: int) -> None:
    """Give a learner without a voucher this one."""
    book(tables, ledger, tables.segment[learner], tables.certification[option], alternative, 1)
    given.option[learner] = option
    given.alternative[learner] = alternative


@compiled
def take_back(tables: Tables, ledger: Ledger, given: Given, learner: int) -> None:
    """Take a learner's voucher back."""
    certification = tables.certification[given.option[learner]]
    book(tables, ledger, tables.segment[learner], certification, given.alternative[learner], -1)
    given.option[learner] = -1
    given.alternative[learner] = -1
