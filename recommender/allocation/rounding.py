"""An integer plan from prices: learners choose in turn, those with most to lose first, among what is left."""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.compiled import compiled
from recommender.allocation.ledger import Given, Ledger, give, is_admitted, payer
from recommender.allocation.problem import Integers
from recommender.allocation.tables import Tables

Numbers = NDArray[np.float32]
Numbers64 = NDArray[np.float64]

_N_BUCKETS = 4_096
"""Steps of equal width in which margins and values are ordered; within one, learners keep their order."""


@compiled
def first_choices(tables: Tables, class_cost: Numbers, segment_cost: Numbers, best: Integers, margin: Numbers) -> None:
    """Fill each learner's best option at the costs (-1 for none) and its lead over the next best, or over none."""
    has_rules = tables.rule_kind.shape[0] > 0 or bool(np.any(segment_cost))
    for learner in range(len(best)):
        costs = class_cost[tables.pay_class[learner]]
        first = np.float32(0)
        second = np.float32(-np.inf)
        chosen = -1
        for option in range(tables.start[learner], tables.start[learner + 1]):
            taken = tables.certification[option]
            left = tables.value[option] - costs[taken]
            if has_rules:
                left -= segment_cost[tables.segment[learner], tables.kind[taken]]
            if left > first:
                second = first
                first = left
                chosen = option
            elif left > second:
                second = left
        best[learner] = chosen
        margin[learner] = first - second


@compiled
def falling_order(key: Numbers, learners: Integers) -> Integers:
    """The learners with the largest keys first, to a 4,096th of the largest; ties in the order given."""
    largest = np.float32(0)
    for learner in learners:
        largest = max(largest, key[learner])
    per_bucket = np.float32(0) if largest == 0 else np.float32(_N_BUCKETS - 1) / largest
    ends = np.zeros(_N_BUCKETS + 1, np.int64)
    for learner in learners:
        ends[_N_BUCKETS - np.int64(max(key[learner], np.float32(0)) * per_bucket)] += 1
    ends = np.cumsum(ends)
    order = np.empty(len(learners), np.int64)
    for place in range(len(learners) - 1, -1, -1):
        bucket = _N_BUCKETS - np.int64(max(key[learners[place]], np.float32(0)) * per_bucket)
        ends[bucket] -= 1
        order[ends[bucket]] = learners[place]
    return order


@compiled
def give_in_turn(
    tables: Tables,
    ledger: Ledger,
    given: Given,
    order: Integers,
    class_cost: Numbers,
    segment_cost: Numbers,
    budget_price: Numbers64,
    least_left: float,
) -> None:
    """Each learner of the order without a voucher takes what leaves most after its costs among what is still admitted.

    Nothing is taken that leaves less than ``least_left``.
    """
    for learner in order:
        if given.option[learner] >= 0:
            continue
        segment = tables.segment[learner]
        pay_class = tables.pay_class[learner]
        most = least_left
        chosen = -1
        paid_by = -1
        for option in range(tables.start[learner], tables.start[learner + 1]):
            taken = tables.certification[option]
            left = tables.value[option] - class_cost[pay_class, taken] - segment_cost[segment, tables.kind[taken]]
            if left <= most or not is_admitted(tables, ledger, segment, taken):
                continue
            alternative = payer(tables, ledger, budget_price, pay_class, taken)
            if alternative >= 0:
                most = left
                chosen = option
                paid_by = alternative
        if chosen >= 0:
            give(tables, ledger, given, learner, chosen, paid_by)


@compiled
def highest_values(tables: Tables) -> Numbers:
    """Each learner's highest value of any option, 0 without options."""
    highest = np.zeros(len(tables.start) - 1, np.float32)
    for learner in range(len(highest)):
        for option in range(tables.start[learner], tables.start[learner + 1]):
            highest[learner] = max(highest[learner], tables.value[option])
    return highest
