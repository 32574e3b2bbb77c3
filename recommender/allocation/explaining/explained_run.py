"""A run with the reasons of every learner, and the way to solve it again after a change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.allocation.scenario import Lottery
from recommender.allocation.explaining.changes import Change, changed
from recommender.allocation.explaining.explanations import Explanations, explain
from recommender.allocation.explaining.flips import Flips, Resolve, flips
from recommender.allocation.lottery import Drawn
from recommender.allocation.national.agreements import settled
from recommender.allocation.national.allocate import allocate
from recommender.allocation.national.nodes import ProvenNode
from recommender.allocation.national.plan_prices import reference_multipliers, starting_multipliers
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import NationalProblem, Problem
from recommender.allocation.running.building import Built
from recommender.allocation.running.run import redrawn


@dataclass(frozen=True, slots=True)
class ExplainedRun:
    """A run's problem at the prices of its plan, what its limits are worth, and every learner's reason.

    ``is_month``: the plan is of one month of a year, decided with who is still expected.
    """

    built: Built
    lottery: Lottery
    seed: int
    problem: Problem
    multipliers: Multipliers
    explanations: Explanations
    is_month: bool = False

    @classmethod
    def of(
        cls,
        built: Built,
        lottery: Lottery,
        seed: int,
        drawn: Drawn,
        nodes: Sequence[ProvenNode],
        *,
        is_month: bool = False,
    ) -> "ExplainedRun":
        """Explain the plan after the lottery."""
        problem = settled(built.national, drawn.plan)
        multipliers = reference_multipliers(built.national, nodes)
        closed = closed_certifications(built.national, drawn.plan)
        explanations = explain(problem, drawn.plan, multipliers, drawn=drawn, closed=closed)
        return cls(built, lottery, seed, problem, multipliers, explanations, is_month)

    def flips(self, learner: int) -> Flips | None:
        """What would have given a learner a voucher, each change confirmed by solving again.

        None of a month: its forecasts are not solved again.
        """
        if self.is_month:
            return None
        resolve = resolver(self.built, self.lottery, self.seed, self.multipliers)
        return flips(self.problem, self.multipliers, self.explanations, learner, resolve)


def resolver(built: Built, lottery: Lottery, seed: int, warm: Multipliers) -> Resolve:
    """Solve changed problems with the same seed and lottery, beginning with the prices of the unchanged one."""

    def plan_after(changes: Sequence[Change]) -> Plan:
        national = replace(built.national, base=changed(built.national.base, changes))
        solution = allocate(national, seed=seed, warm=starting_multipliers(national, warm))
        return redrawn(replace(built, national=national), solution.plan, lottery, seed).plan

    return plan_after


def closed_certifications(national: NationalProblem, plan: Plan) -> NDArray[np.bool_]:
    """Certifications with a minimum group that nobody got, shape (n_certifications,)."""
    certification = national.base.options.certification[plan.option[plan.holders]]
    given = np.bincount(certification, minlength=national.base.n_certifications)
    return np.asarray((national.agreements.minimum_group > 1) & (given == 0))
