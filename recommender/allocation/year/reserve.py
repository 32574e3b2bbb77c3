"""One month's vouchers: learners who are there compete with those who are still expected."""

from dataclasses import replace

import numpy as np

from recommender.allocation.breaches import counted, spent
from recommender.allocation.plan import Plan, Solution
from recommender.allocation.problem import NO_LIMIT, Problem
from recommender.allocation.solver.solve import solve
from recommender.allocation.year.applicants import Applicants


def decide_month(present: Problem, expected: Applicants, *, seed: int) -> tuple[Plan, Solution]:
    """Give this month's vouchers and keep back what the expected learners would bring more with.

    ``present`` holds the learners who are there and what is *left* of seats, budgets and counts (`left_after`). The
    plan is the part of the learners who are there in the best plan for them and the expected together, so that it keeps
    to every upper limit; lower bounds are aimed at over the months to come. The other result is that whole plan, whose
    multipliers are the month's prices. Where nobody is expected any more, nothing is kept back.

    Raises
    ------
    ValueError
        If the problem asks for parity, which can only be judged when all of a year's learners are known.
    LimitsError
        If the lower bounds cannot be met by who is there and who is expected.
    """
    if present.parities:
        raise ValueError("parity is a rule of a whole plan; give month by month without it")
    whole = solve(Applicants.of(present).joined(expected).set_into(present), seed=seed)
    n_present = present.n_learners
    return Plan(whole.plan.option[:n_present], whole.plan.alternative[:n_present]), whole


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
