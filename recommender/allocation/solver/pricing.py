"""From no prices, or a day before's, to prices with a low bound: stages from few learners to all, ever less smooth."""

import numpy as np
from threadpoolctl import threadpool_limits

from recommender.allocation.plan import Multipliers
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

_NEAR = Stage(0.0005, None, 0.5, 40)
"""Where prices of a like problem begin: cold, as they are near already, and wide, as some may have moved far."""

_FEW_LEARNERS = 300_000

_FIRST_WARM = 3
"""Stage that prices of a day before go on with if one alone does not bring them to their place."""

_NEARLY_ALL = 0.999
"""Part of its reach at which a price may want to go further."""

_ANY = 1e9
"""A window that leaves nothing out."""


def priced(
    variables: Variables, flat: Tables, seed: int, warm: Multipliers | None, stages: tuple[Stage, ...] | None = None
) -> tuple[Multipliers, float]:
    """Multipliers of the problem of ``variables`` with a low bound, and the bound.

    ``stages`` are those of the problem's size if not given. ``warm`` is left aside where it bounds worse than no prices
    at all.
    """
    problem = variables.problem
    if not len(flat.value):
        none = Multipliers.zeros(problem)
        return none, dual_bound(problem, none)
    descent = _Descent(variables, flat, seed, warm)
    if stages is None:
        is_small = problem.n_learners <= _FEW_LEARNERS
        stages = (*STAGES, COLDEST) if is_small else STAGES
        if descent.best is warm:
            if descent.follow(_NEAR if is_small else STAGES[-1]):
                return descent.best, descent.bound
            stages = stages[_FIRST_WARM:]
    for stage in stages:
        descent.follow(stage)
    return descent.best, descent.bound


class _Descent:
    """Prices on their way down; ``best`` are the multipliers of the lowest ``bound`` so far."""

    def __init__(self, variables: Variables, flat: Tables, seed: int, warm: Multipliers | None) -> None:
        self._problem, self._flat, self._variables = variables.problem, flat, variables
        self._dual = SmoothedDual(flat, variables)
        self._scale = typical_value(flat)
        self._rng = np.random.default_rng(seed)
        self.best = Multipliers.zeros(self._problem)
        self.bound = dual_bound(self._problem, self.best)
        if warm is not None:
            self._note(warm)
        self._prices = self._variables.prices(self.best)

    def follow(self, stage: Stage) -> bool:
        """Follow a stage; returns whether every price came to its place, none as far as it was let."""
        n_learners, before = self._problem.n_learners, self._prices
        is_sample = stage.n_learners is not None and stage.n_learners < n_learners
        learners = (
            np.sort(self._rng.choice(n_learners, stage.n_learners, replace=False))
            if is_sample
            else np.arange(n_learners)
        )
        window = min(stage.window * self._scale, _ANY)
        contest = Contest.within(self._flat, learners, self._dual.costs(before, 0.0), window, n_learners)
        temperature, reach = stage.temperature * self._scale, window / 2
        # Linear algebra on one thread: several add in another order, and small vectors gain nothing from them.
        with threadpool_limits(1, user_api="blas"):
            self._prices = ascend(self._dual, contest, before, temperature, reach, stage.n_steps)
        if not is_sample:  # A sample's prices are only where the next stage starts from.
            self._note(self._variables.multipliers(self._prices))
        moved = np.abs(self._prices - before) * self._variables.charge
        return bool((moved <= _NEARLY_ALL * reach).all())

    def _note(self, multipliers: Multipliers) -> None:
        """Keep multipliers that bound lower."""
        bound = dual_bound(self._problem, multipliers)
        if bound < self.bound:
            self.bound, self.best = bound, multipliers
