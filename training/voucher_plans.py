"""The allocation against the usual ways to give vouchers: the same values, funds and vendors' seats for all three."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.plan import Plan
from recommender.allocation.problem import Problem
from recommender.allocation.solver.solve import solve
from training.metrics import Interval, bootstrap_mean
from training.plans_in_order import first_come_plan, greedy_plan
from training.voucher_trial import Given, Trial, averted_by_learner, filled_by_learner

ALLOCATION, GREEDY, FIRST_COME = "allocation", "greedy by worth a peso", "first come, first served"
N_ORDERS = 5
"""Orders of arrival that first come, first served is averaged over."""


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """One outcome by the known truth: each way's mean over learners and the allocation's minus each other's."""

    metric: str
    means: Mapping[str, Interval]
    allocation_minus: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class PlanTrial:
    """Outcomes, and what each way gave: vouchers and pesos, of first come the mean over the orders of arrival."""

    comparisons: tuple[PlanComparison, ...]
    n_vouchers: Mapping[str, float]
    pesos: Mapping[str, float]


def compare_plans(trial: Trial, problem: Problem, seed: int) -> PlanTrial:
    """Give the vouchers of a problem in three ways and count positions filled and drop-outs averted by the truth.

    The problem's learners are those of the trial, its certifications the catalogue's; seats and pesos of the trial
    itself are not looked at.
    """
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(problem.n_learners) for _ in range(N_ORDERS)]
    plans = {
        ALLOCATION: [solve(problem, seed=seed).plan],
        GREEDY: [greedy_plan(problem)],
        FIRST_COME: [first_come_plan(problem, order) for order in orders],
    }
    given = {name: [_given(trial, problem, plan) for plan in ones] for name, ones in plans.items()}
    measures = {
        "unmet cluster positions filled per 1,000 learners": filled_by_learner,
        "drop-outs averted in a year per 1,000 learners": averted_by_learner,
    }
    return PlanTrial(
        tuple(
            _comparison(metric, {name: _mean_by_learner(trial, one, amounts) for name, one in given.items()}, rng)
            for metric, amounts in measures.items()
        ),
        {name: float(np.mean([len(one.learner) for one in ones])) for name, ones in given.items()},
        {name: float(np.mean([one.spent_centavos for one in ones])) / 100 for name, ones in given.items()},
    )


def _given(trial: Trial, problem: Problem, plan: Plan) -> Given:
    certification = problem.options.certification[plan.option[plan.holders]].astype(np.int64)
    return Given(plan.holders, certification, float(trial.cost_centavos[plan.holders, certification].sum()))


def _mean_by_learner(
    trial: Trial, given: list[Given], amounts: Callable[[Trial, Given], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Amounts of each learner's voucher, 0 without one, as a mean over several givings: shape (n,)."""
    by_learner = np.zeros(len(trial.state))
    for one in given:
        by_learner[one.learner] += amounts(trial, one) / len(given)
    return by_learner


def _comparison(
    metric: str, per_learner: Mapping[str, NDArray[np.float64]], rng: np.random.Generator
) -> PlanComparison:
    ours = per_learner[ALLOCATION]
    return PlanComparison(
        metric,
        {name: bootstrap_mean(1000 * amounts, rng) for name, amounts in per_learner.items()},
        {
            name: bootstrap_mean(1000 * (ours - amounts), rng)
            for name, amounts in per_learner.items()
            if name != ALLOCATION
        },
    )
