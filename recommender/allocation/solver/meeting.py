"""Lower bounds that choosing in turn did not reach: vouchers moved, given and taken away at the least loss."""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import Integers, Problem
from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.dual import alternative_costs, segment_costs
from recommender.allocation.solver.ledger import Given, Ledger, give, is_admitted, is_dispensable, payer, take_back
from recommender.allocation.solver.tables import Tables

Numbers64 = NDArray[np.float64]

_N_WAYS = 8
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

    @classmethod
    def of(cls, problem: Problem, multipliers: Multipliers) -> Self:
        """Prices of the problem's own rules; rules that are added to it cost nothing."""
        cost = alternative_costs(problem, multipliers) + multipliers.seat
        return cls(cost, segment_costs(problem, multipliers), multipliers.budget)


class Ways(NamedTuple):
    """Vouchers that could be given if there were room, and what each gains beyond its prices; -1 for none."""

    gain: Numbers64
    learner: Integers
    option: Integers
    alternative: Integers


@dataclass(frozen=True, slots=True)
class Repair:
    """A plan that misses lower bounds, and all that is needed to change it; no other limit is passed on the way."""

    tables: Tables
    ledger: Ledger
    given: Given
    prices: Prices

    def meet(self) -> bool:
        """Change the plan until no rule misses its least, or nothing helps; returns whether all are met."""
        spare = self.ledger.spare
        while True:
            missed = np.flatnonzero(spare < 0)
            before = int(spare[missed].sum())
            for rule in missed[np.argsort(spare[missed], kind="stable")].tolist():
                learners = self._learners(rule)
                self._raise_where_left(rule, learners)
                while spare[rule] < 0 and self._raise_by_displacing(rule, learners):
                    pass
            missed = np.flatnonzero(spare < 0)
            if not len(missed) or spare[missed].sum() == before:
                return not len(missed)

    def _learners(self, rule: int) -> Integers:
        """Learners whose segment the rule has."""
        segment_of = np.repeat(np.arange(len(self.tables.rule_start) - 1), np.diff(self.tables.rule_start))
        has = np.zeros(len(self.tables.rule_start) - 1, np.bool_)
        has[segment_of[self.tables.rule == rule]] = True
        return np.flatnonzero(has[self.tables.segment])

    def _raise_where_left(self, rule: int, learners: Integers) -> None:
        """Vouchers that count in the rule to those who gain most by it, while seats and money are left."""
        gain = gains_where_left(self.tables, self.ledger, self.given, self.prices, rule, learners)
        for place in np.argsort(-gain, kind="stable"):
            if self.ledger.spare[rule] >= 0 or gain[place] == -np.inf:
                break
            learner = learners[place]
            held = self.given.option[learner], self.given.alternative[learner]
            if not may_lose(self.tables, self.ledger, learner, held[0]):
                continue
            self._put(learner, (-1, -1))
            option, alternative, _ = best_admitted(self.tables, self.ledger, self.prices, learner, rule)
            self._put(learner, (option, alternative) if option >= 0 else held)

    def _raise_by_displacing(self, rule: int, learners: Integers) -> bool:
        """More vouchers in the rule, for which others move or lose theirs: of the promising ways, those of least loss.

        Returns whether there was any.
        """
        # Where everybody counts, whoever holds a seat counts as well: to displace them raises nothing.
        is_of_all = len(learners) == len(self.tables.pay_class)
        ways = promising_ways(self.tables, self.ledger, self.given, self.prices, rule, learners, is_of_all)
        holders = np.flatnonzero(self.given.option >= 0)
        changes = []
        for place in range(len(ways.gain)):
            change, before = self._displace(ways, place, holders)
            self._put_back(before)
            changes.append(change)
        is_raised = False
        for place in np.argsort(-np.array(changes), kind="stable").tolist():
            if self.ledger.spare[rule] >= 0 or changes[place] == -np.inf:
                break
            change, before = self._displace(ways, place, holders)
            if change == -np.inf:
                self._put_back(before)
            else:
                is_raised = True
        return is_raised

    def _displace(self, ways: Ways, place: int, holders: Integers) -> tuple[float, dict[int, tuple[int, int]]]:
        """Give a voucher, take others back until no limit is passed, and offer those what is left.

        Returns
        -------
        Change of reduced value, minus infinity if limits are still passed; and what each learner held before.
        """
        learner = int(ways.learner[place])
        if learner < 0 or not may_lose(self.tables, self.ledger, learner, self.given.option[learner]):
            return -np.inf, {}
        before = {learner: self._held(learner)}
        change = reduced(self.tables, self.prices, learner, ways.option[place], ways.alternative[place])
        change -= reduced(self.tables, self.prices, learner, *before[learner])
        self._put(learner, (int(ways.option[place]), int(ways.alternative[place])))
        while self._is_any_limit_passed():
            is_rule = bool((self.ledger.most < 0).any())
            loser = cheapest_to_displace(self.tables, self.ledger, self.given, self.prices, learner, holders, is_rule)
            if loser < 0 or len(before) > _MOST_DISPLACED:
                return -np.inf, before
            before[loser] = self._held(loser)
            change -= reduced(self.tables, self.prices, loser, *before[loser])
            self._put(loser, (-1, -1))
        for loser in list(before)[1:]:
            option, alternative, left = best_admitted(self.tables, self.ledger, self.prices, loser, -1)
            if option >= 0:
                self._put(loser, (option, alternative))
                change += left
        return change, before

    def _is_any_limit_passed(self) -> bool:
        return any(bool((part < 0).any()) for part in (self.ledger.seats, self.ledger.budgets, self.ledger.most))

    def _put_back(self, before: dict[int, tuple[int, int]]) -> None:
        for learner in before:
            self._put(learner, (-1, -1))
        for learner, held in before.items():
            self._put(learner, held)

    def _held(self, learner: int) -> tuple[int, int]:
        return int(self.given.option[learner]), int(self.given.alternative[learner])

    def _put(self, learner: int, voucher: tuple[int, int]) -> None:
        if self.given.option[learner] >= 0:
            take_back(self.tables, self.ledger, self.given, learner)
        if voucher[0] >= 0:
            give(self.tables, self.ledger, self.given, learner, *voucher)


@compiled
def counts_in(tables: Tables, option: int, rule: int) -> bool:
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
        if rule >= 0 and not counts_in(tables, option, rule):
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
def gains_where_left(
    tables: Tables, ledger: Ledger, given: Given, prices: Prices, rule: int, learners: Integers
) -> Numbers64:
    """Reduced value that each learner gains by the best admitted voucher in the rule, minus infinity without one."""
    gain = np.full(len(learners), -np.inf)
    for place, learner in enumerate(learners):
        if not counts_in(tables, given.option[learner], rule):
            gain[place] = best_admitted(tables, ledger, prices, learner, rule)[2]
            gain[place] -= reduced(tables, prices, learner, given.option[learner], given.alternative[learner])
    return gain


@compiled
def promising_ways(
    tables: Tables,
    ledger: Ledger,
    given: Given,
    prices: Prices,
    rule: int,
    learners: Integers,
    only_free_seats: bool,
) -> Ways:
    """Each learner's best voucher that counts in the rule, money or not; of all learners those that gain most."""
    empty = np.full(_N_WAYS, -1, np.int64)
    ways = Ways(np.full(_N_WAYS, -np.inf), empty, empty.copy(), empty.copy())
    worst = np.int64(0)
    for learner in learners:
        held = given.option[learner]
        if counts_in(tables, held, rule) or not may_lose(tables, ledger, learner, held):
            continue
        has = reduced(tables, prices, learner, held, given.alternative[learner])
        least = ways.gain[worst] + has
        best = least
        pay_class = tables.pay_class[learner]
        for option in range(tables.start[learner], tables.start[learner + 1]):
            if not counts_in(tables, option, rule):
                continue
            if only_free_seats and ledger.seats[tables.certification[option]] < 1:
                continue
            for alternative in range(tables.first_alternative[pay_class], tables.first_alternative[pay_class + 1]):
                left = reduced(tables, prices, learner, option, alternative)
                if left > best:
                    best = left
                    ways.option[worst] = option
                    ways.alternative[worst] = alternative
        if best > least:
            ways.gain[worst] = best - has
            ways.learner[worst] = learner
            worst = np.argmin(ways.gain)
    return ways


@compiled
def cheapest_to_displace(
    tables: Tables,
    ledger: Ledger,
    given: Given,
    prices: Prices,
    learner: int,
    holders: Integers,
    is_rule_passed: bool,
) -> int:
    """Holder other than the learner who frees most of what is passed for the value lost; -1 if every one is needed."""
    least = np.inf
    cheapest = -1
    for holder in holders:
        option, alternative = given.option[holder], given.alternative[holder]
        if option < 0 or holder == learner:
            continue
        relief = freed_room(tables, ledger, option, alternative)
        if is_rule_passed:
            relief += freed_rules(tables, ledger, tables.segment[holder], option)
        if relief <= 0:
            continue
        loss = (max(0.0, reduced(tables, prices, holder, option, alternative)) + _SMALLEST_LOSS) / relief
        if loss < least and may_lose(tables, ledger, holder, option):
            least = loss
            cheapest = holder
    return cheapest


@compiled
def freed_room(tables: Tables, ledger: Ledger, option: int, alternative: int) -> float:
    """How much of the seats and budgets that are passed the voucher would free, in parts of what is passed, summed."""
    taken = tables.certification[option]
    relief = 1.0 if ledger.seats[taken] < 0 else 0.0
    for at in range(tables.budget.shape[1]):
        budget = tables.budget[alternative, at]
        if budget >= 0 and ledger.budgets[budget] < 0:
            relief += min(1.0, -tables.charge[alternative, at, taken] / ledger.budgets[budget])
    return relief


@compiled
def freed_rules(tables: Tables, ledger: Ledger, segment: int, option: int) -> float:
    """Rules that are passed and count the voucher."""
    relief = 0.0
    kind = tables.kind[tables.certification[option]]
    for at in range(tables.rule_start[segment], tables.rule_start[segment + 1]):
        rule = tables.rule[at]
        if ledger.most[rule] < 0 and tables.rule_kind[rule, kind]:
            relief += 1.0
    return relief
