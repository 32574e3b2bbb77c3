"""Why each learner got what they got, as codes and numbers; texts are made when somebody reads them.

A refusal is explained by the option that came nearest: the one that is worth most after its prices. The prices are the
plan's multipliers, which say what others would have made of the same seat, money or count.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.breaches import counted, spent
from recommender.allocation.lottery import Drawn
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import NO_LIMIT, Integers, Numbers32, Problem
from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.dual import alternative_costs, class_costs, segment_costs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Reason(IntEnum):
    """What decided; of a refusal the first that holds, in this order."""

    GIVEN = 0
    DRAWN = 1
    """Given, by lot."""
    OBJECTS = 2
    """The learner objects to automated decisions and is in no problem: a person decides."""
    NO_OPTION = 3
    """No certification that the learner may take."""
    NOBODY_PAYS = 4
    """No fund covers any of the learner's options."""
    OWN_PART = 5
    """Funds cover some, but leave the learner more than their own limit."""
    NOT_OPENED = 6
    """Too few applicants for the certification to be opened at all."""
    NOT_DRAWN = 7
    """Took part in the lottery, without luck."""
    SEATS = 8
    """Seats went to those for whom they are worth more."""
    BUDGET = 9
    """A fund's money went where it brings more a peso."""
    RULE = 10
    """A rule's upper bound is reached."""
    PARITY = 11
    """Another group must not be left behind."""
    REST = 12
    """Nothing has a price, but what is left does not suffice for another voucher."""


REFUSED = frozenset(Reason) - {Reason.GIVEN, Reason.DRAWN}
"""Reasons of those without a voucher."""


@dataclass(frozen=True, slots=True)
class Explanations:
    """A row a learner.

    Attributes
    ----------
    reason
        `Reason` of each.
    option
        The option given, or the one that came nearest; -1 where there is none to speak of.
    alternative
        Who pays, or would have paid at least cost; -1 where nobody can.
    row
        What was binding: the budget of `BUDGET`, the rule of `RULE`, the parity of `PARITY`; else -1.
    worth, needed
        What the option is worth, and what it needed to be worth at the plan's prices; NaN where there is none.
    best
        What the learner's best option that somebody can pay is worth; NaN where there is none.
    own_part
        Centavos that the option leaves, or would leave, to the learner; -1 where there is none.
    chance
        Chance of a voucher before the lottery was drawn.
    """

    reason: NDArray[np.int8]
    option: Integers
    alternative: Integers
    row: Integers
    worth: Floats
    needed: Floats
    best: Floats
    own_part: Integers
    chance: Floats

    @property
    def is_refused(self) -> Flags:
        """Learners without a voucher, shape (n_learners,)."""
        return np.asarray(self.reason > Reason.DRAWN)


@dataclass(frozen=True, slots=True)
class PriceTables:
    """What an option costs at some multipliers, and whether somebody can pay it."""

    problem: Problem
    multipliers: Multipliers
    of_class: Floats
    of_segment: Floats

    @classmethod
    def of(cls, problem: Problem, multipliers: Multipliers) -> "PriceTables":
        """The tables of a problem."""
        return cls(problem, multipliers, class_costs(problem, multipliers), segment_costs(problem, multipliers))

    def cost(self, learner: NDArray[np.integer], option: NDArray[np.integer]) -> Floats:
        """Price of options of these learners, pair by pair; infinite where nobody can pay."""
        problem = self.problem
        certification = problem.options.certification[option]
        own = self.of_class[problem.payments.pay_class[learner], certification]
        segment, kind = problem.counts.segment[learner], problem.counts.kind[certification]
        return np.asarray(own + self.of_segment[segment, kind])


def explain(
    problem: Problem,
    plan: Plan,
    multipliers: Multipliers,
    *,
    drawn: Drawn | None = None,
    closed: Flags | None = None,
) -> Explanations:
    """Explain a plan to every learner.

    ``plan`` is the one that holds, after the lottery if there was one; ``closed`` (n_certifications,) marks those that
    no minimum group was found for.
    """
    n = problem.n_learners
    prices = PriceTables.of(problem, multipliers)
    nearest, best, is_payable = _nearest(
        problem.options.start,
        problem.options.certification,
        problem.options.value,
        problem.payments.pay_class,
        problem.counts.segment,
        problem.counts.kind,
        prices.of_class,
        prices.of_segment,
        np.zeros(problem.n_certifications, np.bool_) if closed is None else closed,
    )
    option = np.where(plan.option >= 0, plan.option, nearest)
    reason = np.full(n, Reason.NO_OPTION, np.int8)
    reason[option >= 0] = Reason.REST
    row = np.full(n, -1)
    alternative = plan.alternative.astype(np.int64)
    needed = np.full(n, np.nan)
    competed = np.flatnonzero((plan.option < 0) & (option >= 0) & is_payable)
    needed[competed] = prices.cost(competed, option[competed])
    cheapest = cheapest_alternatives(problem, multipliers)
    # The last of these stands for -1: no option.
    certification = np.append(problem.options.certification, -1)[option]
    worth = np.append(problem.options.value, np.nan)[option]
    alternative[competed] = cheapest[problem.payments.pay_class[competed], certification[competed]]
    reason[competed], row[competed] = _binding(prices, plan, competed, option[competed], alternative[competed])
    _mark_unpayable(problem, plan, option, alternative, reason, is_payable)
    if closed is not None:
        _mark_closed(problem, option, reason, competed, closed)
    reason[plan.option >= 0] = Reason.GIVEN
    chance = (plan.option >= 0).astype(np.float64)
    if drawn is not None:
        chance = drawn.propensity
        in_pool = drawn.pool >= 0
        reason[in_pool] = np.where(plan.option[in_pool] >= 0, Reason.DRAWN, Reason.NOT_DRAWN)
    row[~np.isin(reason, (Reason.BUDGET, Reason.RULE, Reason.PARITY))] = -1
    own_part = np.full(n, -1)
    told = (option >= 0) & (alternative >= 0)
    own_part[told] = problem.payments.own_part(problem.price)[alternative[told], certification[told]]
    return Explanations(reason, option, alternative, row, worth, needed, best, own_part, chance)


@compiled
def _nearest(
    start: Integers,
    certification: Numbers32,
    value: NDArray[np.float32],
    pay_class: Numbers32,
    segment: Numbers32,
    kind: Numbers32,
    class_cost: Floats,
    segment_cost: Floats,
    closed: Flags,
) -> tuple[Integers, Floats, Flags]:
    """Of every learner: the option to speak of, worth of the best that can be paid, and whether any can be paid.

    The option is the best at the prices of those that can be paid and are open; failing that of those that are closed;
    failing that it is the one worth most.
    """
    n = len(start) - 1
    nearest, best, is_payable = np.full(n, -1), np.full(n, np.nan), np.zeros(n, np.bool_)
    for learner in range(n):
        rank, most = -1, 0.0
        for option in range(start[learner], start[learner + 1]):
            taken = certification[option]
            left = np.float64(value[option])
            cost = class_cost[pay_class[learner], taken]
            own_rank = 0
            if cost < np.inf:
                own_rank = 1 if closed[taken] else 2
                best[learner] = max(left, best[learner]) if is_payable[learner] else left
                is_payable[learner] = True
                left -= cost + segment_cost[segment[learner], kind[taken]]
            if own_rank > rank or (own_rank == rank and left > most):
                rank, most, nearest[learner] = own_rank, left, option
    return nearest, best, is_payable


def cheapest_alternatives(problem: Problem, multipliers: Multipliers) -> Integers:
    """The alternative that pays at least cost, the first of equals: (n_classes, n_certifications), -1 for none."""
    costs = alternative_costs(problem, multipliers)
    first = problem.payments.first_alternative
    cheapest = np.full((len(first) - 1, problem.n_certifications), -1)
    for own_class in range(len(first) - 1):
        if first[own_class] < first[own_class + 1]:
            rows = costs[first[own_class] : first[own_class + 1]]
            cheapest[own_class] = first[own_class] + rows.argmin(axis=0)
    return cheapest


def _binding(
    prices: PriceTables, plan: Plan, learner: Integers, option: Integers, alternative: Integers
) -> tuple[NDArray[np.int8], Integers]:
    """The limit whose price is the largest part of an option's price; where none has a price, one that is reached."""
    problem, multipliers = prices.problem, prices.multipliers
    payments, counts = problem.payments, problem.counts
    certification = problem.options.certification[option]
    segment, kind = counts.segment[learner], counts.kind[certification]
    seats_left = problem.seats - np.bincount(
        problem.options.certification[plan.option[plan.holders]], minlength=problem.n_certifications
    )
    found = _Largest(len(learner))
    found.see(Reason.SEATS, -1, multipliers.seat[certification], seats_left[certification] <= 0)
    charges = payments.charges(problem.price)
    money_left = problem.budgets - spent(problem, plan)
    for place in range(payments.budget.shape[1]):
        budget = payments.budget[alternative, place]
        charge = np.where(budget >= 0, charges[alternative, place, certification], 0)
        found.see(Reason.BUDGET, budget, multipliers.budget[budget] * charge, charge > money_left[budget])
    count = counted(problem, plan)
    for rule in range(counts.n_rules):
        counts_here = counts.of_segment[rule, segment] & counts.of_kind[rule, kind]
        is_full = counts.most[rule] < NO_LIMIT and count[rule] >= counts.most[rule]
        found.see(Reason.RULE, rule, multipliers.at_most[rule] * counts_here, counts_here & is_full)
    for row, (parity, above) in enumerate(zip(problem.parities, multipliers.above, strict=True)):
        group = parity.group[segment]
        price = np.where(group >= 0, (above / parity.size)[group], 0.0)
        found.see(Reason.PARITY, row, price, np.zeros(len(learner), bool))
    return found.reason, found.row


class _Largest:
    """The largest price seen so far of each learner; a limit that is reached counts a little without a price."""

    def __init__(self, n: int) -> None:
        self.reason = np.full(n, Reason.REST, np.int8)
        self.row = np.full(n, -1)
        self._price = np.zeros(n)

    def see(self, reason: Reason, row: Integers | int, price: Floats, is_reached: Flags) -> None:
        """Take a limit into account."""
        weight = np.maximum(price, np.where(is_reached, np.finfo(np.float64).tiny, 0.0))
        larger = weight > self._price
        self.reason[larger] = reason
        self.row[larger] = np.broadcast_to(row, larger.shape)[larger]
        self._price[larger] = weight[larger]


def _mark_unpayable(
    problem: Problem, plan: Plan, option: Integers, alternative: Integers, reason: NDArray[np.int8], is_payable: Flags
) -> None:
    """Learners whose options nobody can pay: is it their own limit? Then the option that would leave them least."""
    payments, options = problem.payments, problem.options
    own_part = np.where(payments.covers, payments.own_part(problem.price), NO_LIMIT)
    for learner in np.flatnonzero((plan.option < 0) & (option >= 0) & ~is_payable):
        own_class = payments.pay_class[learner]
        first, last = payments.first_alternative[own_class : own_class + 2]
        row = np.arange(options.start[learner], options.start[learner + 1])
        left = own_part[first:last][:, options.certification[row]]
        reason[learner] = Reason.NOBODY_PAYS
        if left.size and left.min() < NO_LIMIT:
            which, place = np.unravel_index(left.argmin(), left.shape)
            reason[learner] = Reason.OWN_PART
            option[learner], alternative[learner] = row[place], first + which


def _mark_closed(
    problem: Problem, option: Integers, reason: NDArray[np.int8], competed: Integers, closed: Flags
) -> None:
    is_closed = closed[problem.options.certification[option[competed]]]
    reason[competed[is_closed]] = Reason.NOT_OPENED
