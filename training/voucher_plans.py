"""The allocation against the usual ways to give vouchers: the same values, funds and vendors' seats for all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.plan import Plan
from recommender.allocation.problem import Problem
from recommender.allocation.reserve import left_after
from recommender.allocation.solve import solve
from training.metrics import Interval, bootstrap_mean
from training.plans_in_order import first_come_plan, greedy_plan
from training.voucher_trial import Given, Score, Trial, averted_by_learner, filled_by_learner

Matrix = NDArray[np.float64]
Give = Callable[[Problem], Plan]

ALLOCATION, GREEDY, FIRST_COME = "allocation", "greedy by worth a peso", "first come, first served"
N_ROUNDS = 3
"""After each part of the vouchers the rest is valued anew: a region's need falls as it is filled."""
N_ORDERS = 10
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


def compare_plans(
    trial: Trial,
    gross: Score,
    believed_holds: Matrix,
    problem_of: Callable[[Matrix, NDArray[np.bool_]], Problem],
    seed: int,
) -> PlanTrial:
    """Give the vouchers of a trial in three ways and count positions filled and drop-outs averted.

    ``gross`` is the worth of each option in centavos while so much is open, ``believed_holds`` the chance that a voucher
    ends in a certification as it is believed, and ``problem_of`` turns worth and allowed options, shape (n, m) each,
    into the problem of the programme's limits. Seats and pesos of the trial itself are not looked at.
    """
    rng = np.random.default_rng(seed)
    n = len(trial.state)
    orders = [rng.permutation(n) for _ in range(N_ORDERS)]
    ways: dict[str, list[Give]] = {
        ALLOCATION: [lambda problem: solve(problem, seed=seed).plan],
        GREEDY: [greedy_plan],
        FIRST_COME: [lambda problem, order=order: first_come_plan(problem, order) for order in orders],
    }
    given = {
        name: [give_in_rounds(trial, gross, believed_holds, problem_of, give, rng) for give in gives]
        for name, gives in ways.items()
    }
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


def give_in_rounds(
    trial: Trial,
    gross: Score,
    believed_holds: Matrix,
    problem_of: Callable[[Matrix, NDArray[np.bool_]], Problem],
    give: Give,
    rng: np.random.Generator,
) -> Given:
    """Give vouchers in ``N_ROUNDS`` parts, each drawn from a plan for all who have none yet, at what is still open."""
    free = np.ones(len(trial.state), bool)
    still_open = trial.open_positions.copy()
    learners, certifications = np.empty(0, np.int64), np.empty(0, np.int64)
    left: Problem | None = None
    for n_rounds_left in range(N_ROUNDS, 0, -1):
        valued = problem_of(gross(still_open), trial.allowed & free[:, None])
        left = valued if left is None else replace(left, options=valued.options)
        plan = give(left)
        holders = rng.permutation(plan.holders)
        chosen = np.sort(holders[: -(-len(holders) // n_rounds_left)])
        part = Plan.empty(len(free))
        part.option[chosen], part.alternative[chosen] = plan.option[chosen], plan.alternative[chosen]
        taken = left.options.certification[part.option[chosen]].astype(np.int64)
        left = left_after(left, part)
        free[chosen] = False
        learners, certifications = np.append(learners, chosen), np.append(certifications, taken)
        for learner, certification in zip(chosen, taken, strict=True):
            filled = believed_holds[learner, certification] * trial.newly_proven(learner, certification)
            still_open[trial.state[learner]] = np.maximum(0.0, still_open[trial.state[learner]] - filled)
    return Given(learners, certifications, float(trial.cost_centavos[learners, certifications].sum()))


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
