"""Lower bounds met and upper bounds of rules kept, one voucher at a time at the least loss; holders give way if needed."""

import numpy as np

from recommender.allocation.books import NONE, Books, best_way, counts_in, fits, give, keeps_rules, reduced
from recommender.allocation.compiled import compiled
from recommender.allocation.problem import Integers

_WAYS = 16
"""Vouchers that are tried when room has to be made, the most promising first."""

_MOST_DISPLACED = 6


@compiled
def lower_rule(books: Books, rule: int, learners: Integers) -> bool:
    """Take one voucher out of a rule: moved elsewhere if there is room, otherwise taken away."""
    best, best_learner, best_option, best_way_to_pay = -np.inf, NONE, NONE, NONE
    for learner in learners:
        option, alternative = books.option[learner], books.alternative[learner]
        if not counts_in(books, learner, option, rule):
            continue
        has = reduced(books, option, alternative)
        give(books, learner, NONE, NONE)
        to, way, left = best_way(books, learner, option, NONE, rule)
        if (to < 0 or left < 0) and keeps_rules(books, learner, option, NONE):
            to, way, left = NONE, NONE, 0.0
        give(books, learner, option, alternative)
        if left - has > best and (to >= 0 or left == 0.0):
            best, best_learner, best_option, best_way_to_pay = left - has, learner, to, way
    if best_learner < 0:
        return False
    give(books, best_learner, best_option, best_way_to_pay)
    return True


@compiled
def raise_rule(books: Books, rule: int, learners: Integers) -> bool:
    """One voucher more in a rule where seats and money are left."""
    best, best_learner, best_option, best_alternative = -np.inf, NONE, NONE, NONE
    for learner in learners:
        option, alternative = books.option[learner], books.alternative[learner]
        if counts_in(books, learner, option, rule):
            continue
        has = reduced(books, option, alternative)
        give(books, learner, NONE, NONE)
        to, way, left = best_way(books, learner, option, rule, NONE)
        give(books, learner, option, alternative)
        if to >= 0 and left - has > best:
            best, best_learner, best_option, best_alternative = left - has, learner, to, way
    if best_learner < 0:
        return False
    give(books, best_learner, best_option, best_alternative)
    return True


@compiled
def raise_rule_by_displacing(books: Books, rule: int, learners: Integers, holders: Integers) -> bool:
    """One voucher more in a rule, for which others move or lose theirs; the way of least loss among the promising."""
    gain = np.full(_WAYS, -np.inf)
    way = np.full((_WAYS, 3), NONE)
    for learner in learners:
        had = books.option[learner]
        if not counts_in(books, learner, had, rule):
            _note_ways(books, rule, learner, gain, way)
    best, best_place = -np.inf, NONE
    moved = np.empty((_MOST_DISPLACED + 1, 3), np.int64)
    for place in range(_WAYS):
        if gain[place] <= best:
            continue
        total, n_moved = _displace(books, way[place], holders, moved)
        for at in range(n_moved - 1, -1, -1):
            give(books, moved[at, 0], moved[at, 1], moved[at, 2])
        if total > best:
            best, best_place = total, place
    if best_place < 0:
        return False
    _displace(books, way[best_place], holders, moved)
    return True


@compiled
def _note_ways(books: Books, rule: int, learner: int, gain: np.ndarray, way: np.ndarray) -> None:
    """Keep the learner's best voucher that counts in the rule, whether or not there is room, among the best known."""
    best, best_option, best_alternative = -np.inf, NONE, NONE
    pay_class = books.pay_class[learner]
    for option in range(books.start[learner], books.start[learner + 1]):
        if not counts_in(books, learner, option, rule):
            continue
        for alternative in range(books.first_alternative[pay_class], books.first_alternative[pay_class + 1]):
            left = reduced(books, option, alternative)
            if left > best:
                best, best_option, best_alternative = left, option, alternative
    best -= reduced(books, books.option[learner], books.alternative[learner])
    worst = np.argmin(gain)
    if best > gain[worst]:
        gain[worst] = best
        way[worst, 0], way[worst, 1], way[worst, 2] = learner, best_option, best_alternative


@compiled
def _displace(books: Books, way: np.ndarray, holders: Integers, moved: np.ndarray) -> tuple[float, int]:
    """Give the voucher and take others back until no limit is passed; then offer those what is left.

    Returns
    -------
    Change of reduced value, minus infinity if it cannot be done; and how many rows of ``moved`` (learner, option and
    alternative before) undo it, in reverse order.
    """
    learner, option, alternative = way[0], way[1], way[2]
    had, had_way = books.option[learner], books.alternative[learner]
    moved[0, 0], moved[0, 1], moved[0, 2] = learner, had, had_way
    total = reduced(books, option, alternative) - reduced(books, had, had_way)
    give(books, learner, NONE, NONE)
    is_lawful = keeps_rules(books, learner, had, option)
    give(books, learner, option, alternative)
    n_moved = 1
    while is_lawful and _is_over(books, option, alternative):
        loser = _cheapest_to_displace(books, learner, option, alternative, holders)
        if loser < 0 or n_moved > _MOST_DISPLACED:
            is_lawful = False
            break
        moved[n_moved, 0], moved[n_moved, 1], moved[n_moved, 2] = loser, books.option[loser], books.alternative[loser]
        total -= reduced(books, books.option[loser], books.alternative[loser])
        give(books, loser, NONE, NONE)
        n_moved += 1
    if not is_lawful:
        return -np.inf, n_moved
    for at in range(1, n_moved):
        to, to_way, left = best_way(books, moved[at, 0], NONE, NONE, NONE)
        if to >= 0 and left > 0:
            give(books, moved[at, 0], to, to_way)
            total += left
    return total, n_moved


@compiled
def _is_over(books: Books, option: int, alternative: int) -> bool:
    if books.seats[books.certification[option]] < 0:
        return True
    for place in range(books.budget.shape[1]):
        budget = books.budget[alternative, place]
        if budget >= 0 and books.budgets[budget] < 0:
            return True
    return False


@compiled
def _cheapest_to_displace(books: Books, learner: int, option: int, alternative: int, holders: Integers) -> int:
    """Holder whose voucher lets most be freed for its reduced value, among those that no rule needs."""
    best, best_holder = np.inf, NONE
    taken = books.certification[option]
    for holder in holders:
        one, way = books.option[holder], books.alternative[holder]
        if one < 0 or holder == learner:
            continue
        relief = 0.0
        if books.seats[taken] < 0 and books.certification[one] == taken:
            relief += 1.0
        for place in range(books.budget.shape[1]):
            budget = books.budget[way, place]
            if budget >= 0 and books.budgets[budget] < 0 and _charges(books, alternative, budget):
                freed = books.charge[way, place, books.certification[one]]
                relief += min(1.0, freed / -books.budgets[budget])
        if relief <= 0.0:
            continue
        loss = (reduced(books, one, way) + 1e-3) / relief
        if loss < best and _is_spare(books, holder, one):
            best, best_holder = loss, holder
    return best_holder


@compiled
def _charges(books: Books, alternative: int, budget: int) -> bool:
    for place in range(books.budget.shape[1]):
        if books.budget[alternative, place] == budget:
            return True
    return False


@compiled
def _is_spare(books: Books, holder: int, option: int) -> bool:
    """Whether every rule could do with one voucher less of this one."""
    cell = books.segment_cell[holder] + books.kind[books.certification[option]]
    for at in range(books.rule_start[cell], books.rule_start[cell + 1]):
        rule = books.rule_at[at]
        if books.count[rule] <= books.least[rule]:
            return False
    return True


@compiled
def improve(books: Books, order: Integers) -> int:
    """Give each learner the lawful voucher of highest value if it is worth more than theirs; how many changed."""
    n_changed = 0
    for learner in order:
        option, alternative = books.option[learner], books.alternative[learner]
        has = books.value[option] if option >= 0 else 0.0
        give(books, learner, NONE, NONE)
        pay_class = books.pay_class[learner]
        best, best_left, best_option, best_alternative = has, -np.inf, option, alternative
        for one in range(books.start[learner], books.start[learner + 1]):
            if books.value[one] <= has or books.value[one] < best:
                continue
            for way in range(books.first_alternative[pay_class], books.first_alternative[pay_class + 1]):
                left = reduced(books, one, way)
                if left == -np.inf or (books.value[one] == best and left <= best_left):
                    continue
                if fits(books, one, way) and keeps_rules(books, learner, option, one):
                    best, best_left, best_option, best_alternative = books.value[one], left, one, way
        give(books, learner, best_option, best_alternative)
        n_changed += best_option != option
    return n_changed
