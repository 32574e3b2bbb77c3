"""From no prices, or a day before's, to prices with a low bound: stages from few learners to all, ever less smooth."""

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import Problem
from recommender.allocation.solver.ascent import SmoothedDual, Stage, ascend, typical_value
from recommender.allocation.solver.contest import Contest
from recommender.allocation.solver.dual import dual_bound
from recommender.allocation.solver.tables import Tables
from recommender.allocation.solver.variables import Variables

STAGES = (
    Stage(0.05, 20_000, np.inf, 60),
    Stage(0.02, 50_000, 0.5, 40),
    Stage(0.008, 150_000, 0.3, 40),
    Stage(0.003, 400_000, 0.15, 30),
    Stage(0.001, None, 0.1, 40),
)
"""From many steps on few learners to few steps on all."""

COLDEST = Stage(0.0005, None, 0.05, 40)
"""One stage more where learners are few: whole vouchers then weigh more, and steps cost less."""

_FEW_LEARNERS = 300_000

_FIRST_WARM = 3
"""Stage that prices of a day before start with."""

_ANY = 1e9
"""A window that leaves nothing out."""


def priced(
    problem: Problem, flat: Tables, seed: int, warm: Multipliers | None, stages: tuple[Stage, ...] | None = None
) -> Multipliers:
    """Multipliers with a low bound; ``stages`` are those of the problem's size if not given.

    ``warm`` is left aside where it bounds worse than no prices at all.
    """
    if not len(flat.value):
        return Multipliers.zeros(problem)
    variables = Variables.of(problem)
    dual = SmoothedDual(flat, variables)
    scale = typical_value(flat)
    free = Multipliers.zeros(problem)
    best = (dual_bound(problem, free), free)
    if warm is not None:
        best = min(best, (dual_bound(problem, warm), warm), key=lambda one: one[0])
    prices = variables.prices(best[1])
    rng = np.random.default_rng(seed)
    n_learners = problem.n_learners
    for stage in stages or _stages(n_learners, is_warm=best[1] is warm):
        is_sample = stage.n_learners is not None and stage.n_learners < n_learners
        learners = (
            np.sort(rng.choice(n_learners, stage.n_learners, replace=False)) if is_sample else np.arange(n_learners)
        )
        window = min(stage.window * scale, _ANY)
        contest = Contest.within(flat, learners, dual.costs(prices, 0.0), window, n_learners)
        # Linear algebra on one thread: several add in another order, and small vectors gain nothing from them.
        with threadpool_limits(1, user_api="blas"):
            prices = ascend(dual, contest, prices, stage.temperature * scale, window / 2, stage.n_steps)
        if not is_sample:  # A sample's prices are only where the next stage starts from.
            multipliers = variables.multipliers(prices)
            best = min(best, (dual_bound(problem, multipliers), multipliers), key=lambda one: one[0])
    return best[1]


def _stages(n_learners: int, *, is_warm: bool) -> tuple[Stage, ...]:
    stages = STAGES[_FIRST_WARM:] if is_warm else STAGES
    return (*stages, COLDEST) if n_learners <= _FEW_LEARNERS else stages
