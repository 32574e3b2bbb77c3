"""Smooth arithmetic of the dual: soft choices of learners and of who pays, as compiled loops over flat arrays."""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import Integers, Numbers32
from recommender.allocation.solver.choices import longest
from recommender.allocation.solver.compiled import compiled

Numbers = NDArray[np.float32]
Numbers64 = NDArray[np.float64]
Cells = NDArray[np.uint32]

_BLOCK = 256
"""Learners whose exponentials are computed in one run."""


@compiled
def soft_choices(
    start: Integers,
    value: Numbers,
    cell: Cells,
    rule_cell: Cells,
    cost: Numbers,
    rule_cost: Numbers,
    temperature: float,
    use: Numbers64,
    rule_use: Numbers64,
) -> float:
    """Sum over learners of temperature x log(1 + sum of exp(value less costs, over temperature)).

    Adds to ``use`` and ``rule_use`` the share with which each entry is chosen. Shares below about 1e-7 vanish.
    """
    weights = np.empty(_BLOCK * (longest(start) + 1), np.float32)
    top = np.empty(_BLOCK, np.float32)
    total = 0.0
    for block in range(0, len(start) - 1, _BLOCK):
        end = min(block + _BLOCK, len(start) - 1)
        used = _exponents(start, value, cell, rule_cell, cost, rule_cost, temperature, block, end, weights, top)
        _exponentials(weights, used)
        total += _taken(start, cell, rule_cell, temperature, block, end, weights, top, use, rule_use)
    return total


@compiled
def _exponents(
    start: Integers,
    value: Numbers,
    cell: Cells,
    rule_cell: Cells,
    cost: Numbers,
    rule_cost: Numbers,
    temperature: float,
    block: int,
    end: int,
    weights: Numbers,
    top: Numbers,
) -> int:
    """Fill ``weights`` with how far each entry, and taking nothing, is below the learner's best; return how many."""
    per_degree = np.float32(1 / temperature)
    used = 0
    for learner in range(block, end):
        first, last = start[learner], start[learner + 1]
        best = np.float32(0)
        for entry in range(first, last):
            left = value[entry] - cost[cell[entry]]
            if len(rule_cell) > 0:
                left -= rule_cost[rule_cell[entry]]
            weights[used + entry - first] = left
            best = max(best, left)
        weights[used + last - first] = 0  # To take nothing.
        top[learner - block] = best
        for place in range(used, used + last - first + 1):
            weights[place] = (weights[place] - best) * per_degree
        used += last - first + 1
    return used


@compiled
def _taken(
    start: Integers,
    cell: Cells,
    rule_cell: Cells,
    temperature: float,
    block: int,
    end: int,
    weights: Numbers,
    top: Numbers,
    use: Numbers64,
    rule_use: Numbers64,
) -> float:
    """Add the block's shares to ``use`` and ``rule_use``; return what its learners gain."""
    total = 0.0
    used = 0
    for learner in range(block, end):
        first, last = start[learner], start[learner + 1]
        together = np.float32(0)
        for place in range(used, used + last - first + 1):
            together += weights[place]
        total += top[learner - block] + temperature * np.log(together)
        per_weight = np.float32(1) / together
        for entry in range(first, last):
            share = weights[used + entry - first] * per_weight
            use[cell[entry]] += share
            if len(rule_cell) > 0:
                rule_use[rule_cell[entry]] += share
        used += last - first + 1
    return total


@compiled
def _exponentials(exponents: Numbers, count: int) -> None:
    """Replace exponents at most 0 by their exponentials, to about 1e-5 of each; those below -16 by nearly 0.

    exp(x) = exp(x / 256) ** 256, with four terms and eight squarings: processors do eight or more at once, where a call
    of the library's function does one.
    """
    for place in range(count):
        x = max(exponents[place], np.float32(-16)) * np.float32(1 / 256)
        y = np.float32(1) + x * (
            np.float32(1) + x * (np.float32(0.5) + x * (np.float32(1 / 6) + x * np.float32(1 / 24)))
        )
        y *= y
        y *= y
        y *= y
        y *= y
        y *= y
        y *= y
        y *= y
        y *= y
        exponents[place] = y


@compiled
def soft_costs(
    first_alternative: Integers,
    budget: Numbers32,
    charge: Numbers,
    payable: NDArray[np.bool_],
    seat_price: Numbers,
    budget_price: Numbers,
    temperature: float,
    cost: Numbers,
    part: Numbers,
) -> None:
    """Fill ``cost`` (n_classes, n_certifications) and ``part``, with which each alternative pays for a certification.

    The cost is the softened minimum over the alternatives plus the seat's price; without alternatives it is infinite.
    At temperature 0 the cheapest pays alone, or the cheapest share.
    """
    for alternative in range(len(budget)):
        _fill_cost_of_alternative(budget[alternative], charge[alternative], budget_price, part[alternative])
        part[alternative][~payable[alternative]] = np.inf
    for pay_class in range(len(cost)):
        first, last = first_alternative[pay_class], first_alternative[pay_class + 1]
        if last - first == 1:
            cost[pay_class] = part[first] + seat_price
            part[first] = 1
            continue
        for taken in range(cost.shape[1]):
            least = _share_payment(part[first:last, taken], np.float32(temperature))
            cost[pay_class, taken] = least + seat_price[taken]


@compiled
def _fill_cost_of_alternative(budget: Numbers32, charge: Numbers, budget_price: Numbers, cost: Numbers) -> None:
    cost[:] = 0
    for place in range(len(budget)):
        if budget[place] >= 0:
            price = budget_price[budget[place]]
            charged = charge[place]
            for taken in range(len(cost)):
                cost[taken] += price * charged[taken]


@compiled
def _share_payment(costs: Numbers, temperature: np.float32) -> np.float32:
    """Replace the costs of alternatives by the part with which each pays; return the softened least cost."""
    least = np.float32(np.inf)
    for alternative in range(len(costs)):
        least = min(least, costs[alternative])
    if least == np.inf:
        costs[:] = 0
        return least
    together = np.float32(0)
    for alternative in range(len(costs)):
        if temperature > 0:
            costs[alternative] = np.exp((least - costs[alternative]) / temperature)
        else:
            costs[alternative] = np.float32(costs[alternative] == least)
        together += costs[alternative]
    costs /= together
    return np.float32(least - temperature * np.log(together))


@compiled
def spread_use(
    first_alternative: Integers,
    budget: Numbers32,
    charge: Numbers,
    part: Numbers,
    use: Numbers64,
    seat_use: Numbers64,
    budget_use: Numbers64,
) -> None:
    """Add vouchers by class and certification to the seats and budgets that they take."""
    n_classes, n_certifications = use.shape
    for pay_class in range(n_classes):
        used = use[pay_class]
        seat_use += used
        for alternative in range(first_alternative[pay_class], first_alternative[pay_class + 1]):
            row = part[alternative]
            for place in range(budget.shape[1]):
                if budget[alternative, place] >= 0:
                    charged = charge[alternative, place]
                    spent = 0.0
                    for taken in range(n_certifications):
                        spent += used[taken] * row[taken] * charged[taken]
                    budget_use[budget[alternative, place]] += spent
