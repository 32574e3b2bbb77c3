"""The smallest change that would have given a refused learner a voucher, confirmed by solving again.

The constraint that binds is loosened alone, and the option's value raised alone. A first size comes from the prices:
how far they would have to fall, and how many seats or how much money others would take until then. The changed problem
is then solved; while the learner still gets nothing the change grows, and is afterwards halved towards the least that
still gives the voucher. So what is told has been seen to hold. It need not be the very least, as plans are near the
best, not always the best.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

import numpy as np

from recommender.allocation.explaining.changes import (
    Change,
    MoreAllowed,
    MoreMoney,
    MoreSeats,
    MoreValue,
    OtherGap,
    OwnPart,
)
from recommender.allocation.explaining.demand_at_prices import money_wanted, seats_wanted_above
from recommender.allocation.explaining.explanations import Explanations, PriceTables, Reason
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import Problem

Resolve = Callable[[Sequence[Change]], Plan]
"""The plan of the changed problem, found as the plan itself was: same method, same seed, same lottery."""

_GROWTHS = (1.1, 1.3, *(2.0**power for power in range(1, 13)))
"""Of the first size, while it does not flip: near it first, as prices tell it well."""

_MOST_HALVINGS = 8
_NEAR_ENOUGH = 0.1
"""Share of a change within which its least is looked for."""

_PESO = 100
_FEW_SEATS = 10
"""Seats are at most doubled, where there are few by so many: more would be another programme."""


class FlipKind(StrEnum):
    """What is changed; ``rows`` of a flip are the option, certification, budgets, rule, parity or learner."""

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
    rows
        One row, but of `BUDGET` a fund and the other budgets that count the same voucher and are used up as well.
    amount
        How much more: of value, seats, centavos (of each budget), vouchers, share of a group; for `OWN_PART` the
        learner's part itself.
    option
        The option that the learner then gets.
    """

    kind: FlipKind
    rows: tuple[int, ...]
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
    rows: tuple[int, ...]
    changes: Callable[[float], tuple[Change, ...]]
    first: float
    unit: float
    most: float = np.inf

    def step(self, amount: float) -> float:
        """How near to the least an amount must be."""
        return max(self.unit, _NEAR_ENOUGH * amount)


def flips(
    problem: Problem, multipliers: Multipliers, explanations: Explanations, learner: int, resolve: Resolve
) -> Flips:
    """What would have given one refused learner a voucher; nothing for somebody who has one, or may take nothing."""
    found, not_found = [], []
    for attempt in _attempts(problem, multipliers, explanations, learner):
        flip = _smallest(learner, attempt, resolve)
        if flip is None:
            not_found.append(attempt.kind)
        else:
            found.append(flip)
    return Flips(tuple(found), tuple(not_found))


def _smallest(learner: int, attempt: _Attempt, resolve: Resolve) -> Flip | None:
    """Grow until it flips, then halve the step between what does and what does not."""

    def option_given(amount: float) -> int:
        return int(resolve(attempt.changes(amount)).option[learner])

    amount, too_little = min(attempt.first, attempt.most), 0.0
    option = option_given(amount)
    for growth in _GROWTHS:
        if option >= 0 or amount >= attempt.most:
            break
        more = max(amount + attempt.unit, ceil(growth * attempt.first / attempt.unit) * attempt.unit)
        too_little, amount = amount, min(more, attempt.most)
        option = option_given(amount)
    if option < 0:
        return None
    # A good first size needs one look just below; only a bad one is halved.
    less = amount - attempt.step(amount)
    for _ in range(_MOST_HALVINGS):
        if amount - too_little <= attempt.step(amount):
            break
        given = option_given(less)
        if given >= 0:
            amount, option = less, given
        else:
            too_little = less
        less = _between(too_little, amount, attempt.unit)
    return Flip(attempt.kind, attempt.rows, amount, option)


def _between(low: float, high: float, unit: float) -> float:
    """Whole units above ``low``, about half way to ``high``."""
    return low + max(1, int((high - low) / 2 / unit)) * unit


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
    match reason:
        case Reason.SEATS:
            first = _seats(prices, learner, option)
        case Reason.BUDGET:
            first = _budget(prices, learner, option, int(explanations.alternative[learner]), row)
        case Reason.RULE:
            most = problem.n_learners
            first = (_Attempt(FlipKind.RULE, (row,), lambda more: (MoreAllowed(row, int(more)),), 1, 1, most),)
        case Reason.PARITY:
            first = _parity(problem, row)
        case _:
            first = ()
    return (*first, _value(prices, learner, option))


def _value(prices: PriceTables, learner: int, option: int) -> _Attempt:
    """Raise what the option is worth to its price and a little more, as a tie would not do."""
    short, worth = _short(prices, learner, option)
    unit = max(short, worth) / 1000
    return _Attempt(FlipKind.VALUE, (option,), lambda more: (MoreValue(option, more),), max(short, 0.0) + unit, unit)


def _seats(prices: PriceTables, learner: int, option: int) -> tuple[_Attempt, ...]:
    """As many seats as learners who would come first; none if the option is not worth its other prices."""
    problem = prices.problem
    certification = int(problem.options.certification[option])
    fallen_to = float(prices.multipliers.seat[certification]) - _short(prices, learner, option)[0]
    if fallen_to < 0:
        return ()
    seats = int(problem.seats[certification])
    first = max(1, seats_wanted_above(prices, certification, fallen_to) + 1 - seats)
    most = min(2 * seats + _FEW_SEATS, problem.n_learners)
    return (
        _Attempt(FlipKind.SEATS, (certification,), lambda more: (MoreSeats(certification, int(more)),), first, 1, most),
    )


def _budget(prices: PriceTables, learner: int, option: int, alternative: int, budget: int) -> tuple[_Attempt, ...]:
    """As much money as is wanted until its price has fallen so far that the option is worth it."""
    problem = prices.problem
    payments = problem.payments
    charges = payments.charges(problem.price)[alternative, :, problem.options.certification[option]]
    charged = payments.budget[alternative]
    priced = (charged >= 0) & ((prices.multipliers.budget[charged] > 0) | (charged == budget))
    rows = (budget, *(int(other) for other in charged[priced] if other != budget))
    costs = float((prices.multipliers.budget[charged] * charges)[priced].sum())
    short = max(_short(prices, learner, option)[0], 0.0)
    if short > costs:
        return ()
    kept = 1 - short / costs if costs > 0 else 1.0
    wanted = money_wanted(prices, rows, kept) - problem.budgets[list(rows)]
    first = max(_PESO, int(charges.max()) // 4, int(wanted.max()))
    # A fund is at most doubled: more would be another programme.
    most = float(max(first, problem.budgets[list(rows)].max()))
    return (
        _Attempt(
            FlipKind.BUDGET, rows, lambda more: tuple(MoreMoney(row, int(more)) for row in rows), first, _PESO, most
        ),
    )


def _parity(problem: Problem, row: int) -> tuple[_Attempt, ...]:
    """A gap wider by one learner of the largest group."""
    parity = problem.parities[row]
    unit = 1 / float(parity.size.max())
    most = 1 - parity.gap
    return (_Attempt(FlipKind.PARITY, (row,), lambda more: (OtherGap(row, parity.gap + more),), unit, unit, most),)


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
    return (_Attempt(FlipKind.OWN_PART, (learner,), lambda part: (OwnPart(learner, int(part)),), least, _PESO, most),)


def _short(prices: PriceTables, learner: int, option: int) -> tuple[float, float]:
    """By how much an option's price is above its worth, and that worth."""
    worth = float(prices.problem.options.value[option])
    return float(prices.cost(np.array([learner]), np.array([option]))[0]) - worth, worth
