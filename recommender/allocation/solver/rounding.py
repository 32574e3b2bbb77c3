"""An integer plan from prices: learners choose in turn, those with most to lose first, among what is left."""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import Integers
from recommender.allocation.solver.choices import has_rules, left_by_option, longest
from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.ledger import Given, Ledger, give, is_admitted, payer
from recommender.allocation.solver.tables import Tables

Numbers = NDArray[np.float32]
Numbers64 = NDArray[np.float64]

_PACE = 64
"""Learners served between two looks at how fast the budgets are spent."""

_NEARLY_FREE = 0.01
"""Least price that the choice of who pays goes by, as a share of the highest of any budget."""

_N_BUCKETS = 4_096
"""Steps of equal width in which margins and values are ordered; within one, learners keep their order."""


@compiled
def first_choices(tables: Tables, class_cost: Numbers, segment_cost: Numbers, best: Integers, margin: Numbers) -> None:
    """Fill each learner's best option at the costs (-1 for none) and its lead over the next best, or over none."""
    counts = has_rules(segment_cost)
    left = np.empty(longest(tables.start), np.float32)
    for learner in range(len(best)):
        most, chosen = left_by_option(tables, learner, class_cost, segment_cost, counts, left)
        first = tables.start[learner]
        second = np.float32(-np.inf) if chosen < 0 else np.float32(0)
        for place in range(tables.start[learner + 1] - first):
            if place != chosen - first:
                second = max(second, left[place])
        best[learner] = chosen
        margin[learner] = most - second


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
    first_choice: Integers,
    class_cost: Numbers,
    segment_cost: Numbers,
    budget_price: Numbers64,
    least_left: float,
) -> None:
    """Each learner of the order without a voucher takes what leaves most after its costs among what is still admitted.

    ``first_choice`` (-1 for unknown) is what leaves most of all. Nothing is taken that leaves less than ``least_left``.
    """
    counts = has_rules(segment_cost)
    opening = ledger.budgets.copy()
    paced = budget_price.copy()
    cheapest = _cheapest_charges(tables)
    has_money = np.ones(len(tables.first_alternative) - 1, np.bool_)
    for place in range(len(order)):
        if place % _PACE == 0:
            _set_pace(budget_price, opening, ledger.budgets, place / len(order), paced)
            _set_money(tables, ledger.budgets, cheapest, has_money)
        learner = order[place]
        if given.option[learner] >= 0 or not has_money[tables.pay_class[learner]]:
            continue
        segment, pay_class = tables.segment[learner], tables.pay_class[learner]
        option = first_choice[learner]
        if option >= 0 and is_admitted(tables, ledger, segment, tables.certification[option]):
            alternative = payer(tables, ledger, paced, pay_class, tables.certification[option])
            if alternative >= 0:
                give(tables, ledger, given, learner, option, alternative)
                continue
        option, alternative = _best_admitted(
            tables, ledger, learner, class_cost, segment_cost, counts, paced, least_left
        )
        if option >= 0:
            give(tables, ledger, given, learner, option, alternative)


@compiled
def _set_pace(price: Numbers64, opening: Integers, left: Integers, progress: float, paced: Numbers64) -> None:
    """Make budgets dearer that are spent faster than learners are served, and cheaper those spent slower.

    At the optimum who pays is often a tie; if all took the same side of it, one budget would be gone with the other
    still full. For the same reason a budget that the optimum leaves unspent is not free but nearly so.
    """
    nearly_free = _NEARLY_FREE * price.max() + 1e-15 if len(price) > 0 else 0.0
    for budget in range(len(price)):
        spent = 1 - left[budget] / opening[budget] if opening[budget] > 0 else 1.0
        paced[budget] = (price[budget] + nearly_free) * (1 + spent - progress)


@compiled
def _cheapest_charges(tables: Tables) -> Integers:
    """Least that an alternative takes from each of its budgets for anything it can pay, as (alternative, place)."""
    n_alternatives, width = tables.budget.shape
    cheapest = np.full((n_alternatives, width), np.iinfo(np.int64).max)
    for alternative in range(n_alternatives):
        for place in range(width):
            for certification in range(tables.payable.shape[1]):
                if tables.payable[alternative, certification]:
                    charge = tables.charge[alternative, place, certification]
                    cheapest[alternative, place] = min(cheapest[alternative, place], charge)
    return cheapest


@compiled
def _set_money(tables: Tables, budgets: Integers, cheapest: Integers, has_money: NDArray[np.bool_]) -> None:
    """Tell of each pay class whether any of its alternatives could still pay its cheapest certification.

    Once money is spent, most learners who are left need no further look.
    """
    for pay_class in range(len(has_money)):
        has_money[pay_class] = False
        for alternative in range(tables.first_alternative[pay_class], tables.first_alternative[pay_class + 1]):
            is_enough = True
            for place in range(tables.budget.shape[1]):
                budget = tables.budget[alternative, place]
                is_enough &= budget < 0 or cheapest[alternative, place] <= budgets[budget]
            has_money[pay_class] |= is_enough


@compiled
def _best_admitted(
    tables: Tables,
    ledger: Ledger,
    learner: int,
    class_cost: Numbers,
    segment_cost: Numbers,
    counts: bool,
    budget_price: Numbers64,
    least_left: float,
) -> tuple[int, int]:
    """What leaves a learner most among what is still admitted, and who pays; -1 and -1 where nothing leaves enough."""
    segment, pay_class = tables.segment[learner], tables.pay_class[learner]
    most = least_left
    chosen = -1
    paid_by = -1
    for option in range(tables.start[learner], tables.start[learner + 1]):
        taken = tables.certification[option]
        if ledger.seats[taken] < 1:
            continue
        left = tables.value[option] - class_cost[pay_class, taken]
        if counts:
            left -= segment_cost[segment, tables.kind[taken]]
        if left > most and is_admitted(tables, ledger, segment, taken):
            alternative = payer(tables, ledger, budget_price, pay_class, taken)
            if alternative >= 0:
                most = left
                chosen = option
                paid_by = alternative
    return chosen, paid_by


@compiled
def highest_values(tables: Tables) -> Numbers:
    """Each learner's highest value of any option, 0 without options."""
    highest = np.zeros(len(tables.start) - 1, np.float32)
    for learner in range(len(highest)):
        for option in range(tables.start[learner], tables.start[learner + 1]):
            highest[learner] = max(highest[learner], tables.value[option])
    return highest
