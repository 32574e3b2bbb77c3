"""A plan's running account, for changes one voucher at a time: what is left of every limit, and what changes are lawful.

Kernels share the arrays and change them in place. Only rules that have a bound are kept.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.breaches import counted, spent
from recommender.allocation.compiled import compiled
from recommender.allocation.dual import alternative_costs, segment_costs
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import NO_LIMIT, CountRules, Integers, Numbers32, Problem

NONE = -1


class Books(NamedTuple):
    """Arrays of the problem, of the prices, and of the plan as it stands.

    Attributes
    ----------
    worth
        Shape (n_options,): value less what the rules' prices ask of the learner's segment and the kind.
    cost
        Shape (n_alternatives, n_certifications): seat and charges at their prices, infinite where not payable.
    cell, rule_start, rule_at
        Cell of (segment, kind), shapes (n_learners,) and (n_certifications,) added up; rules of each cell as a list.
    seats, budgets
        What is left.
    count, least, most
        Shape (n_rules,).
    option, alternative
        The plan.
    """

    start: Integers
    certification: Numbers32
    value: NDArray[np.float64]
    worth: NDArray[np.float64]
    pay_class: Numbers32
    first_alternative: Integers
    budget: Numbers32
    charge: Integers
    cost: NDArray[np.float64]
    segment_cell: Integers
    kind: Numbers32
    rule_start: Integers
    rule_at: Integers
    seats: Integers
    budgets: Integers
    count: Integers
    least: Integers
    most: Integers
    option: Integers
    alternative: Numbers32


def open_books(problem: Problem, multipliers: Multipliers, plan: Plan) -> Books:
    """The account of a plan; parities are not in it, they come as count rules."""
    counts, options = problem.counts, problem.options
    n_kinds = counts.of_kind.shape[1]
    rule_start, rule_at = _rules_of_cells(counts)
    rule_cost = segment_costs(problem, multipliers)
    kind = counts.kind[options.certification]
    value = options.value.astype(np.float64)
    certification = options.certification[plan.option[plan.holders]]
    return Books(
        options.start,
        options.certification,
        value,
        value - rule_cost[counts.segment[options.learners()], kind],
        problem.payments.pay_class,
        problem.payments.first_alternative,
        problem.payments.budget,
        problem.payments.charges(problem.price),
        alternative_costs(problem, multipliers) + multipliers.seat,
        counts.segment.astype(np.int64) * n_kinds,
        counts.kind,
        rule_start,
        rule_at,
        problem.seats - np.bincount(certification, minlength=problem.n_certifications),
        problem.budgets - spent(problem, plan),
        counted(problem, plan),
        counts.least.astype(np.int64),
        counts.most.astype(np.int64),
        plan.option.astype(np.int64),
        plan.alternative.astype(np.int32),
    )


def plan_in(books: Books) -> Plan:
    """The plan as it stands."""
    return Plan(books.option.copy(), books.alternative.copy())


def _rules_of_cells(counts: CountRules) -> tuple[Integers, Integers]:
    """Rules with a bound of each (segment, kind), as one list after another."""
    n_segments, n_kinds = counts.of_segment.shape[1], counts.of_kind.shape[1]
    cells, rules = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for rule in np.flatnonzero((counts.least > 0) | (counts.most < NO_LIMIT)):
        segments, kinds = np.flatnonzero(counts.of_segment[rule]), np.flatnonzero(counts.of_kind[rule])
        cells.append((segments[:, None] * n_kinds + kinds[None, :]).ravel())
        rules.append(np.full(len(cells[-1]), rule))
    cell, rule = np.concatenate(cells), np.concatenate(rules)
    order = np.argsort(cell, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=n_segments * n_kinds))])
    return start.astype(np.int64), rule[order]


@compiled
def cell_of(books: Books, learner: int, option: int) -> int:
    """Cell that the option counts in."""
    return books.segment_cell[learner] + books.kind[books.certification[option]]


@compiled
def counts_in(books: Books, learner: int, option: int, rule: int) -> bool:
    """Whether the option, or none, counts in the rule."""
    if option < 0:
        return False
    cell = cell_of(books, learner, option)
    for at in range(books.rule_start[cell], books.rule_start[cell + 1]):
        if books.rule_at[at] == rule:
            return True
    return False


@compiled
def reduced(books: Books, option: int, alternative: int) -> float:
    """What a voucher is worth beyond its prices, 0 for none."""
    if option < 0:
        return 0.0
    return books.worth[option] - books.cost[alternative, books.certification[option]]


@compiled
def give(books: Books, learner: int, option: int, alternative: int) -> None:
    """Put the voucher, or none, in the place of what the learner has; nothing is checked."""
    for sign in (-1, 1):
        if sign > 0:
            books.option[learner] = option
            books.alternative[learner] = alternative
        one, way = books.option[learner], books.alternative[learner]
        if one < 0:
            continue
        taken = books.certification[one]
        books.seats[taken] -= sign
        for place in range(books.budget.shape[1]):
            if books.budget[way, place] >= 0:
                books.budgets[books.budget[way, place]] -= sign * books.charge[way, place, taken]
        cell = cell_of(books, learner, one)
        for at in range(books.rule_start[cell], books.rule_start[cell + 1]):
            books.count[books.rule_at[at]] += sign


@compiled
def fits(books: Books, option: int, alternative: int) -> bool:
    """Whether a seat and the money are there; the learner's own voucher must have been taken back before."""
    taken = books.certification[option]
    if books.seats[taken] < 1:
        return False
    for place in range(books.budget.shape[1]):
        budget = books.budget[alternative, place]
        if budget >= 0 and books.charge[alternative, place, taken] > books.budgets[budget]:
            return False
    return True


@compiled
def keeps_rules(books: Books, learner: int, before: int, after: int) -> bool:
    """Whether a learner without a voucher now, who had ``before``, may get ``after``: no rule may become worse."""
    if after >= 0:
        cell = cell_of(books, learner, after)
        for at in range(books.rule_start[cell], books.rule_start[cell + 1]):
            rule = books.rule_at[at]
            if books.count[rule] >= books.most[rule] and not counts_in(books, learner, before, rule):
                return False
    if before >= 0:
        cell = cell_of(books, learner, before)
        for at in range(books.rule_start[cell], books.rule_start[cell + 1]):
            rule = books.rule_at[at]
            if books.count[rule] < books.least[rule] and not counts_in(books, learner, after, rule):
                return False
    return True


@compiled
def best_way(books: Books, learner: int, before: int, counting: int, avoiding: int) -> tuple[int, int, float]:
    """Best lawful voucher of a learner without one now, who had ``before``: option, alternative, reduced value.

    It counts in rule ``counting`` and not in rule ``avoiding``, where they are not -1. Option -1 where there is none.
    """
    best, best_option, best_alternative = -np.inf, NONE, NONE
    pay_class = books.pay_class[learner]
    for option in range(books.start[learner], books.start[learner + 1]):
        taken = books.certification[option]
        is_checked = False
        for way in range(books.first_alternative[pay_class], books.first_alternative[pay_class + 1]):
            left = books.worth[option] - books.cost[way, taken]
            if left <= best or not fits(books, option, way):
                continue
            if not is_checked:
                if counting >= 0 and not counts_in(books, learner, option, counting):
                    break
                if avoiding >= 0 and counts_in(books, learner, option, avoiding):
                    break
                if not keeps_rules(books, learner, before, option):
                    break
                is_checked = True
            best, best_option, best_alternative = left, option, way
    return best_option, best_alternative, best
