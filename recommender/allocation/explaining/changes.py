"""Changes of a problem that somebody may ask about: more money, seats, value; other bounds; without a rule."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from recommender.allocation.problem import NO_LIMIT, Integers, Options, Payments, Problem


class Change(Protocol):
    """A step from one problem to another of the same learners and certifications."""

    def applied(self, problem: Problem) -> Problem:
        """The changed problem."""


@dataclass(frozen=True, slots=True)
class MoreMoney:
    """``centavos`` more in a budget, or fewer; never below nothing."""

    budget: int
    centavos: int

    def applied(self, problem: Problem) -> Problem:
        """The changed problem."""
        return replace(problem, budgets=_raised(problem.budgets, self.budget, self.centavos))


@dataclass(frozen=True, slots=True)
class MoreSeats:
    """``seats`` more of a certification, or fewer; never below none."""

    certification: int
    seats: int

    def applied(self, problem: Problem) -> Problem:
        """The changed problem."""
        return replace(problem, seats=_raised(problem.seats, self.certification, self.seats))


@dataclass(frozen=True, slots=True)
class WithoutSeats:
    """No seat of these certifications: what is left when a vendor goes."""

    certifications: tuple[int, ...]

    def applied(self, problem: Problem) -> Problem:
        """The changed problem."""
        seats = problem.seats.copy()
        seats[list(self.certifications)] = 0
        return replace(problem, seats=seats)


@dataclass(frozen=True, slots=True)
class OtherLeast:
    """Another lower bound of a count rule; 0 asks nothing."""

    rule: int
    least: int

    def applied(self, problem: Problem) -> Problem:
        """The changed problem."""
        least = problem.counts.least.copy()
        least[self.rule] = max(0, self.least)
        return replace(problem, counts=replace(problem.counts, least=least))


@dataclass(frozen=True, slots=True)
class MoreAllowed:
    """``vouchers`` more than a count rule's upper bound allowed."""

    rule: int
    vouchers: int

    def applied(self, problem: Problem) -> Problem:
        """The changed problem."""
        return replace(
            problem, counts=replace(problem.counts, most=_raised(problem.counts.most, self.rule, self.vouchers))
        )


@dataclass(frozen=True, slots=True)
class WithoutRule:
    """A count rule that asks nothing."""

    rule: int

    def applied(self, problem: Problem) -> Problem:
        """The changed problem."""
        least, most = problem.counts.least.copy(), problem.counts.most.copy()
        least[self.rule], most[self.rule] = 0, NO_LIMIT
        return replace(problem, counts=replace(problem.counts, least=least, most=most))


@dataclass(frozen=True, slots=True)
class OtherGap:
    """Another gap that a parity allows; 1 asks nothing."""

    parity: int
    gap: float

    def applied(self, problem: Problem) -> Problem:
        """The changed problem."""
        parities = list(problem.parities)
        parities[self.parity] = replace(parities[self.parity], gap=min(1.0, max(0.0, self.gap)))
        return replace(problem, parities=tuple(parities))


@dataclass(frozen=True, slots=True)
class MoreValue:
    """An option worth ``amount`` more."""

    option: int
    amount: float

    def applied(self, problem: Problem) -> Problem:
        """The changed problem."""
        options = problem.options
        value = options.value.copy()
        # Never less than asked for, though values are kept in single precision.
        raised = np.float32(value[self.option] + self.amount)
        value[self.option] = np.nextafter(raised, np.float32(np.inf), dtype=np.float32)
        return replace(problem, options=Options(options.start, options.certification, value))


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A learner who is willing to pay up to ``centavos``; others of the class are as they were."""

    learner: int
    centavos: int

    def applied(self, problem: Problem) -> Problem:
        """The changed problem: the learner is a class of their own, with the same alternatives."""
        payments = problem.payments
        own_class = payments.pay_class[self.learner]
        rows = np.arange(payments.first_alternative[own_class], payments.first_alternative[own_class + 1])
        pay_class = payments.pay_class.copy()
        pay_class[self.learner] = len(payments.own_limit)
        return replace(
            problem,
            payments=Payments(
                pay_class,
                np.append(payments.first_alternative, payments.first_alternative[-1] + len(rows)),
                np.concatenate([payments.budget, payments.budget[rows]]),
                np.concatenate([payments.share, payments.share[rows]]),
                np.concatenate([payments.cap, payments.cap[rows]]),
                np.concatenate([payments.pays_part, payments.pays_part[rows]]),
                np.concatenate([payments.covers, payments.covers[rows]]),
                np.append(payments.own_limit, self.centavos),
            ),
        )


def changed(problem: Problem, changes: Iterable[Change]) -> Problem:
    """The problem after all changes, one after the other."""
    for change in changes:
        problem = change.applied(problem)
    return problem


def _raised(limits: Integers, row: int, amount: int) -> Integers:
    raised = limits.copy()
    raised[row] = max(0, int(raised[row]) + amount)
    return raised
