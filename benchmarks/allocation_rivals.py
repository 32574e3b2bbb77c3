"""Plans of a kind that programmes make today: first come, first served, and greedily by value, or by value per peso."""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.plan import Plan
from recommender.allocation.problem import Numbers32, Problem
from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.ledger import Given, Ledger, give, is_admitted, opening_ledger, payer
from recommender.allocation.solver.rounding import give_in_turn
from recommender.allocation.solver.tables import Tables, tables

_BITS = 11
_N_DIGITS = 1 << _BITS


def greedy(problem: Problem, *, per_peso: bool = True) -> Plan:
    """Options in the order of their value, or of value per peso of public money, each given if it still can be."""
    flat = tables(problem)
    keys = _keys(flat, _least_charges(flat), per_peso)
    order = falling_radix_order(keys.view(np.uint32))
    empty = Plan.empty(problem.n_learners)
    given = Given(empty.option, empty.alternative)
    _give_by_order(flat, opening_ledger(problem), given, order, problem.options.learners())
    return Plan(given.option, given.alternative)


def first_come(problem: Problem, seed: int) -> Plan:
    """Learners come in random order and each takes what is worth most to it of what is left."""
    flat = tables(problem)
    order = np.random.default_rng(seed).permutation(problem.n_learners)
    empty = Plan.empty(problem.n_learners)
    given = Given(empty.option, empty.alternative)
    free = np.zeros((len(flat.first_alternative) - 1, problem.n_certifications), np.float32)
    no_rules = np.zeros((1, 1), np.float32)
    no_price = np.zeros(len(problem.budgets))
    unknown = np.full(problem.n_learners, -1, np.int64)
    give_in_turn(flat, opening_ledger(problem), given, order, unknown, free, no_rules, no_price, 0.0)
    return Plan(given.option, given.alternative)


def _least_charges(flat: Tables) -> NDArray[np.float32]:
    """Pesos that the cheapest alternative takes from its first budget: (n_classes, n_certifications)."""
    pesos = (flat.charge[:, 0] / 100).astype(np.float32)
    return np.minimum.reduceat(pesos, flat.first_alternative[:-1])


@compiled
def _keys(flat: Tables, charge: NDArray[np.float32], per_peso: bool) -> NDArray[np.float32]:
    keys = flat.value.copy()
    if per_peso:
        for learner in range(len(flat.start) - 1):
            costs = charge[flat.pay_class[learner]]
            for option in range(flat.start[learner], flat.start[learner + 1]):
                keys[option] /= max(costs[flat.certification[option]], np.float32(0.01))
    return keys


@compiled
def falling_radix_order(keys: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Rows of the keys, largest first; equal keys keep their order.

    Three passes over 11 bits each, from the lowest. Positive floats sort as the whole numbers of the same bits.
    """
    n = len(keys)
    counts = np.zeros((3, _N_DIGITS), np.int64)
    for row in range(n):
        key = ~keys[row]
        counts[0, key & (_N_DIGITS - 1)] += 1
        counts[1, (key >> _BITS) & (_N_DIGITS - 1)] += 1
        counts[2, key >> (2 * _BITS)] += 1
    for digit in range(3):
        before = 0
        for place in range(_N_DIGITS):
            here = counts[digit, place]
            counts[digit, place] = before
            before += here
    sorted_keys, other_keys = np.empty(n, np.uint32), np.empty(n, np.uint32)
    rows, other_rows = np.empty(n, np.uint32), np.empty(n, np.uint32)
    for row in range(n):
        key = ~keys[row]
        place = counts[0, key & (_N_DIGITS - 1)]
        counts[0, key & (_N_DIGITS - 1)] += 1
        sorted_keys[place] = key
        rows[place] = row
    for row in range(n):
        key = sorted_keys[row]
        digit_value = (key >> _BITS) & (_N_DIGITS - 1)
        place = counts[1, digit_value]
        counts[1, digit_value] += 1
        other_keys[place] = key
        other_rows[place] = rows[row]
    for row in range(n):
        digit_value = other_keys[row] >> (2 * _BITS)
        place = counts[2, digit_value]
        counts[2, digit_value] += 1
        rows[place] = other_rows[row]
    return rows


@compiled
def _give_by_order(flat: Tables, ledger: Ledger, given: Given, order: NDArray[np.uint32], learners: Numbers32) -> None:
    no_price = np.zeros(len(ledger.budgets))
    for option in order:
        learner = learners[option]
        if given.option[learner] >= 0:
            continue
        certification = flat.certification[option]
        if not is_admitted(flat, ledger, flat.segment[learner], certification):
            continue
        alternative = payer(flat, ledger, no_price, flat.pay_class[learner], certification)
        if alternative >= 0:
            give(flat, ledger, given, learner, option, alternative)
