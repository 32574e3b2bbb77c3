"""The smallest extra budget with which every lower bound and parity could be met."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.breaches import Limit, spent
from recommender.allocation.national.agreements import settled
from recommender.allocation.national.nodes import grouped_certifications, tiered_vendors
from recommender.allocation.problem import NO_LIMIT, Integers, NationalProblem
from recommender.allocation.solver.exact import plan_of
from recommender.allocation.solver.limits_error import UnmetLimit
from recommender.allocation.solver.program import Choices, Program, all_choices


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is missing, in money.

    Attributes
    ----------
    extra
        Shape (n_budgets,), centavos; all 0 where the rules can be met as things are.
    least
        Weighted centavos proven to be needed: equal to the weighted sum of ``extra`` where that is the very least.
    unmet
        Where no money would do, or none was found in time: the rules that a plan with endless money still misses.
    """

    extra: Integers
    least: float
    unmet: tuple[UnmetLimit, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether the extra money meets every rule."""
        return not self.unmet


def shortfall(
    national: NationalProblem, weight: NDArray[np.float64] | None = None, *, seconds: float = 60.0
) -> Shortfall:
    """The least extra money, summed over budgets.

    Parameters
    ----------
    weight
        Shape (n_budgets,), from 0: what a peso of each budget counts; 1 each unless stated. A ceiling, which bounds
        what others pay, should count little, or the same peso would count twice.
    """
    budgets = national.base.budgets
    weight = np.ones(len(budgets)) if weight is None else weight
    choices = _useful(national, all_choices(national))
    if not len(choices):
        return Shortfall(np.zeros_like(budgets), 0.0, _asked(national))
    program = Program(national, choices)
    answer = program.least_extra(weight, seconds)
    if answer is None:
        endless = replace(national, base=replace(national.base, budgets=np.full_like(budgets, NO_LIMIT // 2)))
        return Shortfall(np.zeros_like(budgets), 0.0, Program(endless, choices).least_missed(seconds))
    plan = plan_of(national.base.n_learners, choices, answer.chosen)
    extra = np.maximum(spent(settled(national, plan), plan) - budgets, 0)
    return Shortfall(extra, min(answer.bound, float(weight @ extra)))


def _useful(national: NationalProblem, choices: Choices) -> Choices:
    """Vouchers that count for a lower bound; all where parities, groups or prices by volume may need others as well."""
    problem = national.base
    if problem.parities or len(tiered_vendors(national)) or len(grouped_certifications(national)):
        return choices
    counts = problem.counts
    helps = counts.of_segment[counts.least > 0].T.astype(np.int64) @ counts.of_kind[counts.least > 0] > 0
    keep = helps[counts.segment[choices.learner], counts.kind[choices.certification]]
    return Choices(*(getattr(choices, name)[keep] for name in choices.__slots__))


def _asked(national: NationalProblem) -> tuple[UnmetLimit, ...]:
    """All that lower bounds ask for, where no voucher can be given."""
    least = national.base.counts.least
    return tuple(UnmetLimit(Limit.AT_LEAST, int(row), float(least[row])) for row in np.flatnonzero(least > 0))
