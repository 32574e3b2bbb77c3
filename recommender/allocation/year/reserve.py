"""One month's vouchers: learners who are there compete with those who are still expected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from recommender.allocation.breaches import counted, spent
from recommender.allocation.plan import Multipliers, Plan, Solution
from recommender.allocation.problem import NO_LIMIT, Problem
from recommender.allocation.solver.solve import solve
from recommender.allocation.year.agreed import agreed_plan
from recommender.allocation.year.applicants import Applicants


@dataclass(frozen=True, slots=True)
class Month:
    """One month's vouchers, and the best plan with each forecast: of who is there first, then of the expected."""

    plan: Plan
    wholes: tuple[Solution, ...]


def decide_month(
    present: Problem, forecasts: Sequence[Applicants], *, seed: int, warm: Multipliers | None = None
) -> Month:
    """Give this month's vouchers and keep back what the expected learners would bring more with.

    ``present`` holds the learners who are there and what is *left* of seats, budgets and counts (`left_after`);
    ``forecasts`` are likely rests of the year (`expected_after`), as good as each other. With each of them the best
    plan for who is there and who is expected is found; who is there gets what most of these plans give (`agreed_plan`),
    so that one draw's chance decides about nobody. All upper limits are kept to; lower bounds are aimed at over the
    months to come. Where nobody is expected any more, nothing is kept back.

    Parameters
    ----------
    warm
        Multipliers of an earlier month: they save steps.

    Raises
    ------
    ValueError
        If there is no forecast, or the problem asks for parity, which can only be judged when all of a year's learners
        are known.
    LimitsError
        If the lower bounds cannot be met by who is there and who is expected.
    """
    if present.parities:
        raise ValueError("parity is a rule of a whole plan; give month by month without it")
    if not forecasts:
        raise ValueError("at least one forecast is needed; nobody expected is one")
    here, wholes = Applicants.of(present), []
    for expected in forecasts if any(map(len, forecasts)) else forecasts[:1]:
        wholes.append(solve(here.joined(expected).set_into(present), seed=seed, warm=warm))
        warm = wholes[-1].multipliers
    n_present = present.n_learners
    plans = [Plan(one.plan.option[:n_present], one.plan.alternative[:n_present]) for one in wholes]
    return Month(agreed_plan(present, plans), tuple(wholes))


def left_after(problem: Problem, plan: Plan) -> Problem:
    """The same problem with the seats, budgets and counts that the plan leaves; its learners stay."""
    certification = problem.options.certification[plan.option[plan.holders]]
    counts, n_counted = problem.counts, counted(problem, plan)
    return replace(
        problem,
        seats=problem.seats - np.bincount(certification, minlength=problem.n_certifications),
        budgets=problem.budgets - spent(problem, plan),
        counts=replace(
            counts,
            least=np.maximum(counts.least - n_counted, 0),
            most=np.where(counts.most == NO_LIMIT, NO_LIMIT, counts.most - n_counted),
        ),
    )
