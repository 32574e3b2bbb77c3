"""What a plan uses of every limit, counted from the plan alone: independent of however the plan was found."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.plan import Plan
from recommender.allocation.problem import NO_LIMIT, Integers, Parity, Problem

_ROUNDING = 1e-9
"""Shares of groups are quotients of whole numbers; what they differ by from rounding is no breach."""


class Limit(StrEnum):
    """Kinds of limits; the row of a limit counts within its kind."""

    OPTION = "option"
    """The voucher is one of the learner's own options; row: learner."""
    PAYMENT = "payment"
    """Who pays may pay for it, and what is left is within the learner's limit; row: learner."""
    SEATS = "seats"
    BUDGET = "budget"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    PARITY = "parity"
    MINIMUM_GROUP = "minimum_group"
    """A certification gets no voucher or at least so many; row: certification."""


@dataclass(frozen=True, slots=True)
class Use:
    """How much of one limit a plan takes.

    Attributes
    ----------
    used, limit
        Vouchers, centavos or, for parity, the difference between the highest and the lowest share.
    """

    kind: Limit
    row: int
    used: float
    limit: float

    @property
    def slack(self) -> float:
        """What could change without a breach; below 0 in a breach."""
        at_least = self.kind in (Limit.AT_LEAST, Limit.MINIMUM_GROUP)
        return self.used - self.limit if at_least else self.limit - self.used


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that a plan does not keep to; ``use`` and ``limit`` as in `Use`, 1 and 0 where a thing is not allowed."""

    kind: Limit
    row: int
    use: float
    limit: float


def breaches(problem: Problem, plan: Plan) -> tuple[Breach, ...]:
    """Every limit that the plan does not keep to, in the order of `Limit`; none for a lawful plan.

    Raises
    ------
    ValueError
        If the plan is of other learners, or names options or alternatives that do not exist.
    """
    forbidden = tuple(_forbidden(problem, plan))
    return forbidden + over_limit(uses(problem, plan))


def over_limit(every: tuple[Use, ...]) -> tuple[Breach, ...]:
    """Uses that their limits do not allow."""
    return tuple(
        Breach(use.kind, use.row, use.used, use.limit)
        for use in every
        if use.slack < (-_ROUNDING if use.kind is Limit.PARITY else 0)
    )


def uses(problem: Problem, plan: Plan) -> tuple[Use, ...]:
    """Use of every limit of the problem: seats, budgets, rules that have a bound, parities."""
    _check_rows(problem, plan)
    certification = problem.options.certification[plan.option[plan.holders]]
    seats = np.bincount(certification, minlength=problem.n_certifications)
    budgets = spent(problem, plan)
    counts = counted(problem, plan)
    rules = problem.counts
    return (
        *_uses(Limit.SEATS, seats, problem.seats),
        *_uses(Limit.BUDGET, budgets, problem.budgets),
        *_uses(Limit.AT_MOST, counts, rules.most, rules.most < NO_LIMIT),
        *_uses(Limit.AT_LEAST, counts, rules.least, rules.least > 0),
        *(
            Use(Limit.PARITY, row, float(np.ptp(group_shares(problem, plan, parity))), parity.gap)
            for row, parity in enumerate(problem.parities)
            if len(parity.size)
        ),
    )


def spent(problem: Problem, plan: Plan) -> Integers:
    """Centavos taken from each budget, shape (n_budgets,)."""
    holders = plan.holders
    alternative = plan.alternative[holders]
    certification = problem.options.certification[plan.option[holders]]
    charge = problem.payments.charges(problem.price)[alternative, :, certification]
    budget = problem.payments.budget[alternative]
    total = np.zeros(len(problem.budgets), np.int64)
    np.add.at(total, budget[budget >= 0], charge[budget >= 0])
    return total


def counted(problem: Problem, plan: Plan) -> Integers:
    """Vouchers that each count rule counts, shape (n_rules,)."""
    rules, holders = problem.counts, plan.holders
    table = np.zeros((rules.of_segment.shape[1], rules.of_kind.shape[1]), np.int64)
    kind = rules.kind[problem.options.certification[plan.option[holders]]]
    np.add.at(table, (rules.segment[holders], kind), 1)
    in_segments = rules.of_segment.astype(np.int64) @ table
    return np.asarray((in_segments * rules.of_kind).sum(axis=1))


def group_shares(problem: Problem, plan: Plan, parity: Parity) -> NDArray[np.float64]:
    """Share of each group's learners with a voucher, shape (n_groups,)."""
    group = parity.group[problem.counts.segment[plan.holders]]
    held = np.bincount(group[group >= 0], minlength=len(parity.size))
    return np.asarray(held / parity.size)


def _check_rows(problem: Problem, plan: Plan) -> None:
    if len(plan.option) != problem.n_learners or len(plan.alternative) != problem.n_learners:
        raise ValueError(f"the plan is of {len(plan.option)} learners, the problem of {problem.n_learners}")
    if ((plan.option >= 0) != (plan.alternative >= 0)).any():
        raise ValueError("a voucher must say who pays, and only a voucher may")
    if (plan.option >= len(problem.options.value)).any():
        raise ValueError("the plan names an option that does not exist")
    if (plan.alternative >= len(problem.payments.budget)).any():
        raise ValueError("the plan names an alternative of payment that does not exist")


def _forbidden(problem: Problem, plan: Plan) -> Iterator[Breach]:
    _check_rows(problem, plan)
    holders = plan.holders
    option, alternative = plan.option[holders], plan.alternative[holders]
    start, payments = problem.options.start, problem.payments
    foreign = (option < start[holders]) | (option >= start[holders + 1])
    yield from (Breach(Limit.OPTION, int(row), 1, 0) for row in holders[foreign])
    of_class = payments.class_of_alternative[alternative] == payments.pay_class[holders]
    is_payable = payments.is_payable(problem.price)[alternative, problem.options.certification[option]]
    yield from (Breach(Limit.PAYMENT, int(row), 1, 0) for row in holders[~(of_class & is_payable)])


def _uses(kind: Limit, used: Integers, limit: Integers, has_bound: NDArray[np.bool_] | None = None) -> Iterator[Use]:
    rows = range(len(used)) if has_bound is None else np.flatnonzero(has_bound)
    return (Use(kind, int(row), int(used[row]), int(limit[row])) for row in rows)
