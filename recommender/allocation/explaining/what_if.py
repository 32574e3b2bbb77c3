"""What a change of the whole problem would do: the plan after it beside the plan before, in groups."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.breaches import spent
from recommender.allocation.explaining.changes import Change, changed
from recommender.allocation.national.agreements import settled
from recommender.allocation.national.allocate import NationalSolution, allocate
from recommender.allocation.national.plan_prices import reference_multipliers, starting_multipliers
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import Integers, NationalProblem

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Learners in groups by one of their columns: ``group`` (n_learners,) is the row of ``names``, -1 for none."""

    column: str
    names: tuple[str, ...]
    group: Integers


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan comes to.

    Attributes
    ----------
    by_certification
        Shape (n_certifications,): vouchers.
    by_group
        Of each `Grouping` an array of vouchers a group.
    spent
        Shape (n_budgets,), centavos.
    """

    vouchers: int
    value: float
    bound: float
    by_certification: Integers
    by_group: tuple[Integers, ...]
    spent: Integers


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The same groups before and after."""

    before: Outcome
    after: Outcome


def what_if(
    national: NationalProblem,
    solution: NationalSolution,
    after: NationalProblem,
    groupings: Sequence[Grouping],
    *,
    seed: int,
) -> WhatIf:
    """Compare a plan with that of a changed problem of the same learners, certifications and budgets.

    Both are plans before a lottery, so that luck makes no difference.

    Raises
    ------
    LimitsError
        If the changed problem's rules cannot be met together.
    """
    prices = reference_multipliers(national, solution.nodes)
    changed_solution = allocate(after, seed=seed, warm=_warm(prices, after))
    return WhatIf(outcome(national, solution, groupings), outcome(after, changed_solution, groupings))


def with_changes(national: NationalProblem, changes: Sequence[Change]) -> NationalProblem:
    """The whole problem after changes; agreements stay."""
    return replace(national, base=changed(national.base, changes))


def outcome(national: NationalProblem, solution: NationalSolution, groupings: Sequence[Grouping]) -> Outcome:
    """What a solution's plan comes to."""
    plan, problem = solution.plan, settled(national, solution.plan)
    certification = problem.options.certification[plan.option[plan.holders]]
    return Outcome(
        vouchers=len(plan.holders),
        value=solution.value,
        bound=solution.bound,
        by_certification=np.bincount(certification, minlength=problem.n_certifications),
        by_group=tuple(_counted(plan, grouping) for grouping in groupings),
        spent=spent(problem, plan),
    )


def _counted(plan: Plan, grouping: Grouping) -> Integers:
    group = grouping.group[plan.holders]
    return np.bincount(group[group >= 0], minlength=len(grouping.names))


def _warm(prices: Multipliers, after: NationalProblem) -> Multipliers | None:
    """Prices to begin with, if the changed problem has the same rules."""
    is_alike = len(prices.at_most) == after.base.counts.n_rules and len(prices.above) == len(after.base.parities)
    return starting_multipliers(after, prices) if is_alike else None
