"""What comes out of an allocation: who gets what, the multipliers that prove how good it is, and both together."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import Integers, Numbers32, Problem

Multipliers64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets which voucher and who pays.

    Attributes
    ----------
    option
        Shape (n_learners,): row of `Options`, -1 for no voucher.
    alternative
        Shape (n_learners,): row of `Payments`, -1 for no voucher.
    """

    option: Integers
    alternative: Numbers32

    @classmethod
    def empty(cls, n_learners: int) -> Self:
        """Nobody gets anything."""
        return cls(np.full(n_learners, -1, np.int64), np.full(n_learners, -1, np.int32))

    @property
    def holders(self) -> Integers:
        """Learners with a voucher, in order."""
        return np.flatnonzero(self.option >= 0)

    def value(self, problem: Problem) -> float:
        """Sum of what the vouchers are worth."""
        return float(problem.options.value[self.option[self.holders]].sum(dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Multipliers:
    """A price for each constraint of a `Problem`, all at least 0; any such prices prove an upper bound.

    Attributes
    ----------
    seat
        Shape (n_certifications,): value of one more seat.
    budget
        Shape (n_budgets,): value of one more centavo.
    at_most, at_least
        Shape (n_rules,): value of raising ``most`` by one, of lowering ``least`` by one.
    above, below
        One array a parity, shape (n_groups,): value of letting a group's share be higher, or lower, by 1.
    """

    seat: Multipliers64
    budget: Multipliers64
    at_most: Multipliers64
    at_least: Multipliers64
    above: tuple[Multipliers64, ...] = ()
    below: tuple[Multipliers64, ...] = ()

    def __post_init__(self) -> None:
        every = (self.seat, self.budget, self.at_most, self.at_least, *self.above, *self.below)
        if any(not np.isfinite(one).all() or (one < 0).any() for one in every):
            raise ValueError("multipliers must be finite and at least 0")

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Shapes of all arrays, in order, with how many parities there are."""
        every = (self.seat, self.budget, self.at_most, self.at_least, *self.above, *self.below)
        return (*(one.shape for one in every), (len(self.above), len(self.below)))

    @classmethod
    def zeros(cls, problem: Problem) -> Self:
        """Every constraint at no price: the bound is then each learner's best option."""
        groups = tuple(np.zeros(len(parity.size)) for parity in problem.parities)
        n_rules = problem.counts.n_rules
        return cls(
            np.zeros(problem.n_certifications),
            np.zeros(len(problem.budgets)),
            np.zeros(n_rules),
            np.zeros(n_rules),
            groups,
            tuple(one.copy() for one in groups),
        )


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan without any breach, and multipliers whose bound no plan can exceed."""

    plan: Plan
    multipliers: Multipliers
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """Share of the bound that the plan may fall short of, in [0, 1]; 0 where nothing can be had."""
        return gap_between(self.value, self.bound)


def gap_between(value: float, bound: float) -> float:
    """Share of a bound that a value falls short of, in [0, 1]; 0 where nothing can be had."""
    return max(0.0, 1 - value / bound) if bound > 0 else 0.0
