"""The smallest change that would have given a refused learner a voucher, confirmed by solving again.

Each constraint that stands in the way is tried alone. A first size comes from the prices: how far they would have to
fall, and how much seats or money others would take until then. The changed problem is then solved; while the learner
still gets nothing the change is doubled, and afterwards halved towards the least that still gives the voucher. So what
is told has been seen to hold. It need not be the very least, as plans are near the best, not always the best.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from recommender.allocation.changes import Change, MoreAllowed, MoreMoney, MoreSeats, MoreValue, OtherGap, OwnPart
from recommender.allocation.demand_at_prices import money_wanted_below, seats_wanted_above
from recommender.allocation.dual import alternative_costs
from recommender.allocation.explanations import Explanations, PriceTables, Reason
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import NO_LIMIT, Problem

Resolve = Callable[[Problem], Plan]
"""Solve a changed problem as the plan was found: same method, same seed, same lottery."""

_MOST_DOUBLINGS = 12
_MOST_HALVINGS = 10
_NEAR_ENOUGH = 0.05
"""Share of a change under which halving stops."""

_PESO = 100


class FlipKind(StrEnum):
    """What is changed; ``row`` of a flip is the option, certification, budget, rule, parity or learner."""

    VALUE = "value"
    SEATS = "seats"
    BUDGET = "budget"
    RULE = "rule"
    PARITY = "parity"
    OWN_PART = "own_part"


@dataclass(frozen=True, slots=True)
class Flip:
    """A change alone that gives the learner a voucher.

    Attributes
    ----------
    amount
        How much more: of value, seats, centavos, vouchers, share of a group; for `OWN_PART` the learner's part itself.
    option
        The option that the learner then gets.
    """

    kind: FlipKind
    row: int
    amount: float
    option: int


@dataclass(frozen=True, slots=True)
class Flips:
    """What was found, the binding constraint first, and which kinds were tried in vain."""

    found: tuple[Flip, ...]
    not_found: tuple[FlipKind, ...]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A kind of change, how it is made, its first size, its unit, and the most that it can be."""

    kind: FlipKind
    row: int
    change: Callable[[float], Change]
    first: float
    unit: float
    most: float = np.inf


def flips(
    problem: Problem, multipliers: Multipliers, explanations: Explanations, learner: int, resolve: Resolve
) -> Flips:
    """What would have given one refused learner a voucher; nothing for somebody who has one, or may take nothing."""
    found, not_found = [], []
    for attempt in _attempts(problem, multipliers, explanations, learner):
        flip = _smallest(problem, learner, attempt, resolve)
        if flip is None:
            not_found.append(attempt.kind)
        else:
            found.append(flip)
    return Flips(tuple(found), tuple(not_found))


def _smallest(problem: Problem, learner: int, attempt: _Attempt, resolve: Resolve) -> Flip | None:
    """Double until it flips, then halve the step between what does and what does not."""

    def option_given(amount: float) -> int:
        return int(resolve(attempt.change(amount).applied(problem)).option[learner])

    amount, too_little = min(attempt.first, attempt.most), 0.0
    option = option_given(amount)
    for _ in range(_MOST_DOUBLINGS):
        if option >= 0 or amount >= attempt.most:
            break
        too_little, amount = amount, min(2 * amount, attempt.most)
        option = option_given(amount)
    if option < 0:
        return None
    for _ in range(_MOST_HALVINGS):
        if amount - too_little <= max(attempt.unit, _NEAR_ENOUGH * amount):
            break
        middle = too_little + np.ceil((amount - too_little) / 2 / attempt.unit) * attempt.unit
        given = option_given(middle)
        if given >= 0:
            amount, option = middle, given
        else:
            too_little = middle
    return Flip(attempt.kind, attempt.row, amount, option)


def _attempts(
    problem: Problem, multipliers: Multipliers, explanations: Explanations, learner: int
) -> tuple[_Attempt, ...]:
    reason, option = Reason(explanations.reason[learner]), int(explanations.option[learner])
    row = int(explanations.row[learner])
    if reason in (Reason.GIVEN, Reason.DRAWN, Reason.OBJECTS) or option < 0:
        return ()
    if reason in (Reason.OWN_PART, Reason.NOBODY_PAYS):
        return _own_part(problem, learner)
    prices = PriceTables.of(problem, multipliers)
    value = _value(prices, learner, option)
    match reason:
        case Reason.SEATS:
            return (*_seats(prices, learner, option), value)
        case Reason.BUDGET:
            return (*_budget(prices, learner, row), value)
        case Reason.RULE:
            rule = _Attempt(FlipKind.RULE, row, lambda more: MoreAllowed(row, int(more)), 1, 1, problem.n_learners)
            return (rule, value)
        case Reason.PARITY:
            gap = problem.parities[row].gap
            unit = 1 / float(problem.parities[row].size.max())
            parity = _Attempt(FlipKind.PARITY, row, lambda more: OtherGap(row, gap + more), unit, unit, 1 - gap)
            return (parity, value)
        case _:
            return (value,)


def _value(prices: PriceTables, learner: int, option: int) -> _Attempt:
    """Raise what the option is worth to its price and a little more, as a tie would not do."""
    worth = float(prices.problem.options.value[option])
    price = float(prices.cost(np.array([learner]), np.array([option]))[0])
    unit = max(price, worth) / 1000
    return _Attempt(FlipKind.VALUE, option, lambda more: MoreValue(option, more), max(price - worth, 0.0) + unit, unit)


def _seats(prices: PriceTables, learner: int, option: int) -> tuple[_Attempt, ...]:
    """As many seats as learners who would come first; none if the option is not worth its other prices."""
    problem = prices.problem
    certification = int(problem.options.certification[option])
    price = float(prices.cost(np.array([learner]), np.array([option]))[0])
    fallen_to = float(problem.options.value[option]) - (price - prices.multipliers.seat[certification])
    if fallen_to <= 0:
        return ()
    wanted = seats_wanted_above(prices, certification, fallen_to)
    first = max(1, wanted + 1 - int(problem.seats[certification]))
    return (
        _Attempt(
            FlipKind.SEATS,
            certification,
            lambda more: MoreSeats(certification, int(more)),
            min(first, problem.n_learners),
            1,
            problem.n_learners,
        ),
    )


def _budget(prices: PriceTables, learner: int, budget: int) -> tuple[_Attempt, ...]:
    """As much money as is wanted until its price has fallen so far that an option of the learner is worth it."""
    problem = prices.problem
    payments, options = problem.payments, problem.options
    row = np.arange(options.start[learner], options.start[learner + 1])
    cost = prices.cost(np.full(len(row), learner), row)
    own_class = payments.pay_class[learner]
    first, last = payments.first_alternative[own_class : own_class + 2]
    own_costs = alternative_costs(problem, prices.multipliers)[first:last, options.certification[row]]
    cheapest = first + own_costs.argmin(axis=0)
    charges = payments.charges(problem.price)[cheapest, :, options.certification[row]]
    charge = np.where(payments.budget[cheapest] == budget, charges, 0).sum(axis=1)
    payable = np.isfinite(cost) & (charge > 0)
    if not payable.any():
        return ()
    short = np.maximum(cost - options.value[row], 0)[payable] / charge[payable]
    price = float(prices.multipliers.budget[budget])
    if price - short.min() <= 0:
        return ()
    least = int(charge[payable][short.argmin()])
    wanted = money_wanted_below(prices, budget, price - float(short.min()))
    first_amount = max(least, wanted - int(problem.budgets[budget]))
    return (
        _Attempt(
            FlipKind.BUDGET,
            budget,
            lambda more: MoreMoney(budget, int(more)),
            min(first_amount, NO_LIMIT // 4),
            _PESO,
            float(NO_LIMIT // 2),
        ),
    )


def _own_part(problem: Problem, learner: int) -> tuple[_Attempt, ...]:
    """Let the learner pay what the cheapest, then a dearer one of the options that a fund covers would leave."""
    payments, options = problem.payments, problem.options
    certification = options.certification[options.start[learner] : options.start[learner + 1]]
    own_class = payments.pay_class[learner]
    first, last = payments.first_alternative[own_class : own_class + 2]
    left = payments.own_part(problem.price)[first:last][:, certification]
    left = left[payments.covers[first:last][:, certification]]
    if not left.size:
        return ()
    least, most = float(left.min()), float(left.max())
    return (_Attempt(FlipKind.OWN_PART, learner, lambda part: OwnPart(learner, int(part)), least, _PESO, most),)
