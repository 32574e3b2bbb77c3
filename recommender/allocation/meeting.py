"""Lower bounds that choosing in turn did not reach: vouchers moved, given and taken away at the least loss."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.compiled import compiled
from recommender.allocation.dual import alternative_costs, segment_costs
from recommender.allocation.ledger import Given, Ledger, give, is_admitted, is_dispensable, payer, take_back
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import Integers, Problem
from recommender.allocation.tables import Tables

Numbers64 = NDArray[np.float64]

_N_WAYS = 16
"""Vouchers that are tried when room has to be made, the most promising first."""

_MOST_DISPLACED = 8
_SMALLEST_LOSS = 1e-3
"""So that of holders who cost nothing the one who frees most is taken."""


class Prices(NamedTuple):
    """What a voucher takes from others at the prices.

    Attributes
    ----------
    cost
        Shape (n_alternatives, n_certifications): seat and charges, infinite where the alternative cannot pay.
    segment_cost
        Shape (n_segments, n_kinds): counting in rules, below 0 where that helps a lower bound.
    budget
        Shape (n_budgets,), value a centavo.
    """

    cost: Numbers64
    segment_cost: Numbers64
    budget: Numbers64


class Ways(NamedTuple):
    """Vouchers that could be given if there were room, and what each gains beyond its prices; -1 where there is none."""

    gain: Numbers64
    learner: Integers
    option: Integers
    alternative: Integers


def prices_at_multipliers(problem: Problem, multipliers: Multipliers) -> Prices:
    """Prices of the problem's own rules; further rules are free."""
    cost = alternative_costs(problem, multipliers) + multipliers.seat
    return Prices(cost, segment_costs(problem, multipliers), multipliers.budget)


def meet_lower_bounds(problem: Problem, tables: Tables, ledger: Ledger, given: Given, prices: Prices) -> Integers:
    """Change the plan until no rule misses its least, or nothing helps; no other limit is passed on the way.

    Returns
    -------
    Rules that are still missed.
    """
    segment = problem.counts.segment
    while True:
        missed = np.flatnonzero(ledger.spare < 0)
        before = int(ledger.spare[missed].sum())
        for rule in missed[np.argsort(ledger.spare[missed], kind="stable")]:
            learners = np.flatnonzero(problem.counts.of_segment[rule][segment])
            raise_where_left(tables, ledger, given, prices, rule, learners)
            while ledger.spare[rule] < 0 and raise_by_displacing(tables, ledger, given, prices, rule, learners):
                pass
        missed = np.flatnonzero(ledger.spare < 0)
        if not len(missed) or ledger.spare[missed].sum() == before:
            return missed


@compiled
def counts_in(tables: Tables, learner: int, option: int, rule: int) -> bool:
    """Whether an option, or none, counts in a rule that has the learner's segment."""
    return bool(option >= 0 and tables.rule_kind[rule, tables.kind[tables.certification[option]]])


@compiled
def reduced(tables: Tables, prices: Prices, learner: int, option: int, alternative: int) -> float:
    """What a voucher is worth beyond its prices, 0 for none."""
    if option < 0:
        return 0.0
    taken = tables.certification[option]
    rules = prices.segment_cost[tables.segment[learner], tables.kind[taken]]
    return float(tables.value[option] - prices.cost[alternative, taken] - rules)


@compiled
def best_admitted(tables: Tables, ledger: Ledger, prices: Prices, learner: int, rule: int) -> tuple[int, int, float]:
    """Option, alternative and reduced value of the best voucher a learner without one may get; option -1 for none.

    It counts in the rule, where that is not -1.
    """
    best = -np.inf
    chosen = -1
    paid_by = -1
    segment, pay_class = tables.segment[learner], tables.pay_class[learner]
    for option in range(tables.start[learner], tables.start[learner + 1]):
        taken = tables.certification[option]
        if rule >= 0 and not counts_in(tables, learner, option, rule):
            continue
        if not is_admitted(tables, ledger, segment, taken):
            continue
        alternative = payer(tables, ledger, prices.budget, pay_class, taken)
        if alternative >= 0:
            left = reduced(tables, prices, learner, option, alternative)
            if left > best:
                best = left
                chosen = option
                paid_by = alternative
    return chosen, paid_by, best


@compiled
def may_lose(tables: Tables, ledger: Ledger, learner: int, option: int) -> bool:
    """Whether the learner has no voucher, or one that no rule needs."""
    return option < 0 or is_dispensable(tables, ledger, tables.segment[learner], tables.certification[option])


@compiled
def raise_where_left(
    tables: Tables, ledger: Ledger, given: Given, prices: Prices, rule: int, learners: Integers
) -> None:
    """Vouchers that count in the rule to those who gain most by it, while seats and money are left."""
    gain = np.full(len(learners), -np.inf)
    for place, learner in enumerate(learners):
        if not counts_in(tables, learner, given.option[learner], rule):
            gain[place] = best_admitted(tables, ledger, prices, learner, rule)[2]
            gain[place] -= reduced(tables, prices, learner, given.option[learner], given.alternative[learner])
    for place in np.argsort(-gain):
        if ledger.spare[rule] >= 0 or gain[place] == -np.inf:
            break
        learner = learners[place]
        held, held_by = given.option[learner], given.alternative[learner]
        if not may_lose(tables, ledger, learner, held):
            continue
        if held >= 0:
            take_back(tables, ledger, given, learner)
        chosen, paid_by, _ = best_admitted(tables, ledger, prices, learner, rule)
        if chosen >= 0:
            give(tables, ledger, given, learner, chosen, paid_by)
        elif held >= 0:
            give(tables, ledger, given, learner, held, held_by)


@compiled
def raise_by_displacing(
    tables: Tables, ledger: Ledger, given: Given, prices: Prices, rule: int, learners: Integers
) -> bool:
    """One voucher more in the rule, for which others move or lose theirs: the least loss among the promising ways."""
    ways = promising_ways(tables, ledger, given, prices, rule, learners)
    holders = np.flatnonzero(given.option >= 0)
    before = Given(given.option.copy(), given.alternative.copy())
    touched = np.empty(_MOST_DISPLACED + 1, np.int64)
    most = -np.inf
    best = -1
    for place in range(_N_WAYS):
        if ways.gain[place] <= most:
            continue
        change, n_touched = displace(tables, ledger, given, prices, ways, place, holders, touched)
        _undo(tables, ledger, given, before, touched[:n_touched])
        if change > most:
            most = change
            best = place
    if best < 0:
        return False
    displace(tables, ledger, given, prices, ways, best, holders, touched)
    return True


@compiled
def promising_ways(tables: Tables, ledger: Ledger, given: Given, prices: Prices, rule: int, learners: Integers) -> Ways:
    """Each learner's best voucher that counts in the rule, room or not; of all learners those that gain most."""
    empty = np.full(_N_WAYS, -1, np.int64)
    ways = Ways(np.full(_N_WAYS, -np.inf), empty, empty.copy(), empty.copy())
    for learner in learners:
        held = given.option[learner]
        if counts_in(tables, learner, held, rule) or not may_lose(tables, ledger, learner, held):
            continue
        has = reduced(tables, prices, learner, held, given.alternative[learner])
        pay_class = tables.pay_class[learner]
        for option in range(tables.start[learner], tables.start[learner + 1]):
            if not counts_in(tables, learner, option, rule):
                continue
            for alternative in range(tables.first_alternative[pay_class], tables.first_alternative[pay_class + 1]):
                gain = reduced(tables, prices, learner, option, alternative) - has
                worst = np.argmin(ways.gain)
                if gain > ways.gain[worst]:
                    ways.gain[worst] = gain
                    ways.learner[worst] = learner
                    ways.option[worst] = option
                    ways.alternative[worst] = alternative
    return ways


@compiled
def displace(
    tables: Tables,
    ledger: Ledger,
    given: Given,
    prices: Prices,
    ways: Ways,
    place: int,
    holders: Integers,
    touched: Integers,
) -> tuple[float, int]:
    """Give the voucher, take others back until no limit is passed, and offer those what is left.

    Returns
    -------
    Change of reduced value, minus infinity if limits are still passed; and how many learners were ``touched``.
    """
    learner, option, alternative = ways.learner[place], ways.option[place], ways.alternative[place]
    touched[0] = learner
    change = ways.gain[place]
    if given.option[learner] >= 0:
        take_back(tables, ledger, given, learner)
    give(tables, ledger, given, learner, option, alternative)
    n_touched = 1
    while is_passed(tables, ledger, learner, option, alternative):
        loser = cheapest_to_displace(tables, ledger, given, prices, ways, place, holders)
        if loser < 0 or n_touched == len(touched):
            return -np.inf, n_touched
        touched[n_touched] = loser
        n_touched += 1
        change -= reduced(tables, prices, loser, given.option[loser], given.alternative[loser])
        take_back(tables, ledger, given, loser)
    for loser in touched[1:n_touched]:
        chosen, paid_by, left = best_admitted(tables, ledger, prices, loser, -1)
        if chosen >= 0:
            give(tables, ledger, given, loser, chosen, paid_by)
            change += left
    return change, n_touched


@compiled
def is_passed(tables: Tables, ledger: Ledger, learner: int, option: int, alternative: int) -> bool:
    """Whether a limit that the voucher takes from is passed."""
    taken = tables.certification[option]
    if ledger.seats[taken] < 0:
        return True
    for place in range(tables.budget.shape[1]):
        budget = tables.budget[alternative, place]
        if budget >= 0 and ledger.budgets[budget] < 0:
            return True
    segment = tables.segment[learner]
    for at in range(tables.rule_start[segment], tables.rule_start[segment + 1]):
        if tables.rule_kind[tables.rule[at], tables.kind[taken]] and ledger.most[tables.rule[at]] < 0:
            return True
    return False


@compiled
def cheapest_to_displace(
    tables: Tables, ledger: Ledger, given: Given, prices: Prices, ways: Ways, place: int, holders: Integers
) -> int:
    """Holder who frees most of what is passed for the reduced value lost, among those whom no rule needs; -1 for none."""
    least = np.inf
    cheapest = -1
    for holder in holders:
        option, alternative = given.option[holder], given.alternative[holder]
        if option < 0 or holder == ways.learner[place]:
            continue
        relief = freed(tables, ledger, ways, place, tables.segment[holder], option, alternative)
        if relief <= 0:
            continue
        loss = (max(0.0, reduced(tables, prices, holder, option, alternative)) + _SMALLEST_LOSS) / relief
        if loss < least and may_lose(tables, ledger, holder, option):
            least = loss
            cheapest = holder
    return cheapest


@compiled
def freed(tables: Tables, ledger: Ledger, ways: Ways, place: int, segment: int, option: int, alternative: int) -> float:
    """How much of each limit that the way passes the voucher would free, in parts of what is passed, summed."""
    relief = 0.0
    taken, wanted = tables.certification[option], tables.certification[ways.option[place]]
    if taken == wanted and ledger.seats[taken] < 0:
        relief += 1.0
    for at in range(tables.budget.shape[1]):
        budget = tables.budget[alternative, at]
        if budget >= 0 and ledger.budgets[budget] < 0:
            relief += min(1.0, -tables.charge[alternative, at, taken] / ledger.budgets[budget])
    for at in range(tables.rule_start[segment], tables.rule_start[segment + 1]):
        rule = tables.rule[at]
        if ledger.most[rule] < 0 and tables.rule_kind[rule, tables.kind[taken]]:
            relief += 1.0
    return relief


@compiled
def _undo(tables: Tables, ledger: Ledger, given: Given, before: Given, touched: Integers) -> None:
    for learner in touched:
        if given.option[learner] >= 0:
            take_back(tables, ledger, given, learner)
    for learner in touched:
        if before.option[learner] >= 0:
            give(tables, ledger, given, learner, before.option[learner], before.alternative[learner])
