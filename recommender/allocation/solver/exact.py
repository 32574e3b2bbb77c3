"""The best plan of a small problem, proven by HiGHS with every feature on at once."""

from dataclasses import replace

import numpy as np

from recommender.allocation.breaches import Breach, Limit
from recommender.allocation.national.agreements import national_breaches
from recommender.allocation.plan import Plan
from recommender.allocation.problem import WHOLE, Agreements, Integers, NationalProblem, Problem, Tier
from recommender.allocation.solver.limits_error import LimitsError
from recommender.allocation.solver.program import Choices, Program, all_choices

_MOST_TRIES = 6


def solve_exactly(
    problem: Problem | NationalProblem, *, seconds: float = 60.0, gap: float = 0.0, held: tuple[Integers, ...] = ()
) -> tuple[Plan, float, float]:
    """The best plan, what it is worth, and the solver's own upper bound.

    Parameters
    ----------
    seconds
        Wall time after which the best plan found so far is taken.
    gap
        Share of the value that may be given up for speed.
    held
        Vouchers in each group of each parity that others have, where the problem is a part of a larger one.

    Raises
    ------
    LimitsError
        If no plan keeps to every rule, with the rules that a plan which misses least still misses; or if none was
        found in time.
    """
    national = problem if isinstance(problem, NationalProblem) else without_agreements(problem)
    choices = all_choices(national)
    value = national.base.options.value[choices.option].astype(np.float64)
    budgets, first_bound = national.base.budgets, np.inf
    for _ in range(_MOST_TRIES):
        program = Program(replace(national, base=replace(national.base, budgets=budgets)), choices, held)
        answer, is_proven = program.solve(value, seconds, gap)
        if answer is None:
            raise LimitsError(program.least_missed(seconds), is_proven=is_proven)
        first_bound = min(first_bound, answer.bound)
        plan = plan_of(national.base.n_learners, choices, answer.chosen)
        over = [breach for breach in national_breaches(national, plan) if not (held and breach.kind is Limit.PARITY)]
        if not over:
            worth = plan.value(national.base)
            return plan, worth, max(first_bound, worth)
        budgets = _tightened(budgets, over)
    raise LimitsError((), is_proven=False)


def without_agreements(problem: Problem) -> NationalProblem:
    """The same problem as a whole one in which nothing depends on volume."""
    vendor = np.zeros(problem.n_certifications, np.int32)
    return NationalProblem(problem, Agreements(vendor, ((Tier(0, WHOLE),),), np.zeros_like(problem.seats)))


def plan_of(n_learners: int, choices: Choices, chosen: Integers) -> Plan:
    """The plan that takes these rows of the choices."""
    plan = Plan.empty(n_learners)
    plan.option[choices.learner[chosen]] = choices.option[chosen]
    plan.alternative[choices.learner[chosen]] = choices.alternative[chosen]
    return plan


def _tightened(budgets: Integers, over: list[Breach]) -> Integers:
    """Budgets lowered by the few centavos that the solver's tolerance let pass."""
    lower = budgets.copy()
    for breach in over:
        if breach.kind is Limit.BUDGET:
            lower[breach.row] -= int(breach.use - breach.limit)
    return lower
