"""One month's vouchers: learners who are there compete with those who are still expected, and with them alone."""

from dataclasses import replace

import numpy as np

from recommender.allocation.applicants import Applicants
from recommender.allocation.plan import Multipliers, Plan, Solution
from recommender.allocation.problem import NO_LIMIT, Problem
from recommender.allocation.solve import solve


def decide_month(
    present: Problem, expected: Applicants, *, seed: int, warm: Multipliers | None = None
) -> tuple[Plan, Solution]:
    """Give this month's vouchers and keep back what the expected learners would bring more with.

    ``present`` holds the learners who are there and what is *left* of seats, budgets and counts (`left_after`). The
    plan is the part of the learners who are there in the best plan for them and the expected together, so that it keeps
    to every limit; the other result is that whole plan, whose multipliers are the prices of the month and the ``warm``
    start of the next. Where nobody is expected any more, nothing is kept back.

    Raises
    ------
    ValueError
        If the problem asks for parity, which can only be judged when all of a year's learners are known.
    """
    if present.parities:
        raise ValueError("parity is a rule of a whole plan; give month by month without it")
    whole = solve(Applicants.of(present).joined(expected).set_into(present), seed=seed, warm=warm)
    n_present = present.n_learners
    return Plan(whole.plan.option[:n_present], whole.plan.alternative[:n_present]), whole


def left_after(problem: Problem, plan: Plan) -> Problem:
    """The same problem with the seats, budgets and counts that the plan leaves; its learners stay."""
    holders = plan.holders
    certification = problem.options.certification[plan.option[holders]]
    alternative = plan.alternative[holders]
    payments, counts = problem.payments, problem.counts
    charged = payments.budget[alternative]
    amounts = payments.charges(problem.price)[alternative, :, certification]
    budgets = problem.budgets.copy()
    np.subtract.at(budgets, charged[charged >= 0], amounts[charged >= 0])
    in_rule = counts.of_segment[:, counts.segment[holders]] & counts.of_kind[:, counts.kind[certification]]
    n_counted = in_rule.sum(axis=1)
    most = np.where(counts.most == NO_LIMIT, NO_LIMIT, counts.most - n_counted)
    return replace(
        problem,
        seats=problem.seats - np.bincount(certification, minlength=problem.n_certifications),
        budgets=budgets,
        counts=replace(counts, least=np.maximum(counts.least - n_counted, 0), most=most),
    )
