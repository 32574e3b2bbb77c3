"""From no prices, or a day before's, to prices with a low bound: stages from few learners to all, ever less smooth."""

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import Integers, Problem
from recommender.allocation.solver.ascent import Numbers64, SmoothedDual, Stage, ascend, typical_value
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

_NEAR = Stage(0.0005, None, 0.5, 40)
"""Where prices of a like problem begin: cold, as they are near already, and wide, as some may have moved far."""

_FEW_LEARNERS = 300_000

_FIRST_WARM = 3
"""Stage that prices of a day before go on with if one alone does not bring them to their place."""

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
    is_warm = best[1] is warm
    todo = list(stages or _stages(problem.n_learners))
    if is_warm and stages is None:
        todo = [_NEAR if problem.n_learners <= _FEW_LEARNERS else STAGES[-1], *todo[_FIRST_WARM:]]
    for number, stage in enumerate(todo):
        learners = _sampled(rng, problem.n_learners, stage)
        window = min(stage.window * scale, _ANY)
        contest = Contest.within(flat, learners, dual.costs(prices, 0.0), window, problem.n_learners)
        before = prices
        # Linear algebra on one thread: several add in another order, and small vectors gain nothing from them.
        with threadpool_limits(1, user_api="blas"):
            prices = ascend(dual, contest, prices, stage.temperature * scale, window / 2, stage.n_steps)
        if len(learners) == problem.n_learners:  # A sample's prices are only where the next stage starts from.
            multipliers = variables.multipliers(prices)
            best = min(best, (dual_bound(problem, multipliers), multipliers), key=lambda one: one[0])
        if is_warm and number == 0 and stages is None and not _is_at_reach(variables, before, prices, window / 2):
            break  # All prices found their place near those of a day before.
    return best[1]


def _stages(n_learners: int) -> tuple[Stage, ...]:
    return (*STAGES, COLDEST) if n_learners <= _FEW_LEARNERS else STAGES


def _sampled(rng: np.random.Generator, n_learners: int, stage: Stage) -> Integers:
    if stage.n_learners is None or stage.n_learners >= n_learners:
        return np.arange(n_learners)
    return np.sort(rng.choice(n_learners, stage.n_learners, replace=False))


def _is_at_reach(variables: Variables, before: Numbers64, after: Numbers64, reach: float) -> bool:
    """Whether a price moved as far as it was let, so that it may have to go further."""
    return bool((np.abs(after - before) * variables.charge > 0.999 * reach).any())
