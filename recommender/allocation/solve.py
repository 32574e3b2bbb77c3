"""A near-optimal plan of a settled problem, with the multipliers that prove how near."""

import numpy as np

from recommender.allocation.ascent import SmoothedDual, Stage, ascend, typical_value
from recommender.allocation.contest import Contest
from recommender.allocation.dual import dual_bound
from recommender.allocation.improve import move_to_better
from recommender.allocation.ledger import Given, opening_ledger
from recommender.allocation.plan import Multipliers, Plan, Solution
from recommender.allocation.problem import Problem
from recommender.allocation.rounding import falling_order, first_choices, give_in_turn, highest_values
from recommender.allocation.tables import Tables, tables
from recommender.allocation.variables import Variables

STAGES = (
    Stage(0.06, 20_000, np.inf, 100),
    Stage(0.02, 60_000, 0.4, 80),
    Stage(0.008, 200_000, 0.2, 60),
    Stage(0.005, None, 0.1, 40),
)
"""From many steps on few learners to few steps on all."""


def solve(problem: Problem, *, seed: int, warm: Multipliers | None = None) -> Solution:
    """Plan of the problem, worth close to the most that is possible; equal input and seed give the equal plan.

    ``warm`` are multipliers of a like problem, yesterday's say: they save steps and change no guarantee.
    """
    flat = tables(problem)
    multipliers = priced(problem, flat, seed, warm)
    plan = planned(problem, flat, multipliers)
    return Solution(plan, multipliers, plan.value(problem), dual_bound(problem, multipliers))


def priced(problem: Problem, flat: Tables, seed: int, warm: Multipliers | None) -> Multipliers:
    """Multipliers with a low bound."""
    variables = Variables.of(problem)
    dual = SmoothedDual(flat, variables)
    scale = typical_value(flat)
    prices = np.zeros(len(variables.limit)) if warm is None else variables.prices(warm)
    best = (np.inf, variables.multipliers(prices))
    rng = np.random.default_rng(seed)
    n_learners = problem.n_learners
    for stage in STAGES:
        if warm is not None and stage.n_learners is not None:
            continue
        learners = np.arange(n_learners)
        if stage.n_learners is not None and stage.n_learners < n_learners:
            learners = np.sort(rng.choice(n_learners, stage.n_learners, replace=False))
        window = min(stage.window * scale, 1e9)
        contest = Contest.within(flat, learners, dual.costs(prices, 0.0), window, n_learners)
        prices = ascend(dual, contest, prices, stage.temperature * scale, window / 2, stage.n_steps)
        multipliers = variables.multipliers(prices)
        best = min(best, (dual_bound(problem, multipliers), multipliers), key=lambda one: one[0])
    return best[1]


def planned(problem: Problem, flat: Tables, multipliers: Multipliers) -> Plan:
    """Integer plan near the prices."""
    variables = Variables.of(problem)
    dual = SmoothedDual(flat, variables)
    class_cost, segment_cost = dual.costs(variables.prices(multipliers), 0.0)
    empty = Plan.empty(problem.n_learners)
    given = Given(empty.option, empty.alternative)
    ledger = opening_ledger(problem)
    best, margin = np.empty(problem.n_learners, np.int64), np.empty(problem.n_learners, np.float32)
    first_choices(flat, class_cost, segment_cost, best, margin)
    order = falling_order(margin, np.flatnonzero(best >= 0))
    give_in_turn(flat, ledger, given, order, class_cost, segment_cost, multipliers.budget, -1e-3)
    rest = falling_order(highest_values(flat), np.flatnonzero(given.option < 0))
    give_in_turn(flat, ledger, given, rest, class_cost, segment_cost, multipliers.budget, -np.inf)
    for _ in range(3):
        if not move_to_better(flat, ledger, given, multipliers.budget):
            break
    return Plan(given.option, given.alternative)
