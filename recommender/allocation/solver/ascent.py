"""Good prices: the dual, smoothed, is lowered in stages from a sample of learners to all that are contested."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, minimize

from recommender.allocation.solver.contest import Contest
from recommender.allocation.solver.smoothing import soft_choices, soft_costs, spread_use
from recommender.allocation.solver.tables import Tables
from recommender.allocation.solver.variables import Variables

Numbers = NDArray[np.float32]
Numbers64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of the ascent.

    ``temperature`` and ``window`` are shares of the typical value; ``n_learners`` are sampled, all where None.
    """

    temperature: float
    n_learners: int | None
    window: float
    n_steps: int


class SmoothedDual:
    """The smoothed dual of a contest as a function of prices, with its slope."""

    def __init__(self, tables: Tables, variables: Variables) -> None:
        problem = variables.problem
        self.tables, self.variables = tables, variables
        n_classes = len(tables.first_alternative) - 1
        self._charge = tables.charge.astype(np.float32)
        self._class_cost = np.empty((n_classes, problem.n_certifications), np.float32)
        self._part = np.empty((len(tables.budget), problem.n_certifications), np.float32)
        self.has_rules = bool(problem.counts.n_rules or problem.parities)

    def costs(self, prices: Numbers64, temperature: float) -> tuple[Numbers, Numbers]:
        """Class costs, softened, and segment costs; the first is overwritten by the next call."""
        seat, budget, *_ = self.variables.parts(prices)
        tables = self.tables
        soft_costs(
            tables.first_alternative, tables.budget, self._charge, tables.payable, seat.astype(np.float32),
            budget.astype(np.float32), temperature, self._class_cost, self._part
        )  # fmt: skip
        return self._class_cost, self.variables.segment_costs(prices).astype(np.float32)

    def value_and_slope(self, contest: Contest, prices: Numbers64, temperature: float) -> tuple[float, Numbers64]:
        """Smoothed bound of the contest at the prices, and its derivative by each price."""
        variables, tables = self.variables, self.tables
        class_cost, segment_cost = self.costs(prices, temperature)
        use, rule_use = np.zeros(class_cost.size), np.zeros(segment_cost.size)
        gained = contest.weight * soft_choices(
            contest.start, contest.value, contest.cell, contest.rule_cell, class_cost.ravel(), segment_cost.ravel(),
            temperature, use, rule_use
        )  # fmt: skip
        use = use * contest.weight + contest.settled_use
        rule_use = rule_use * contest.weight + contest.settled_rule_use
        gained += contest.settled_value - _spent(contest.settled_use, class_cost.ravel())
        gained -= _spent(contest.settled_rule_use, segment_cost.ravel())
        seat_use, budget_use = (np.zeros(len(part)) for part in variables.parts(prices)[:2])
        spread_use(
            tables.first_alternative, tables.budget, self._charge, self._part, use.reshape(class_cost.shape),
            seat_use, budget_use
        )  # fmt: skip
        used = np.concatenate([seat_use, budget_use, *variables.counted(rule_use.reshape(segment_cost.shape))])
        level_value, level_slope = _free_levels(variables, prices, temperature)
        return gained + float((variables.limit * prices).sum()) + level_value, variables.limit - used + level_slope


def ascend(
    dual: SmoothedDual, contest: Contest, prices: Numbers64, temperature: float, reach: float, n_steps: int
) -> Numbers64:
    """Prices after up to ``n_steps`` quasi-Newton steps on the smoothed dual of the contest.

    No price moves the worth of a typical voucher by more than ``reach``: the contest knows nothing of what lies beyond.
    """
    variables = dual.variables
    free = np.flatnonzero(variables.may_bind)
    if not len(free):
        return prices
    unit = variables.unit[free] * typical_value(dual.tables)
    farthest = reach / variables.charge[free]
    whole = prices.copy()
    per_learner = 1 / (contest.n_learners * typical_value(dual.tables))

    def evaluated(point: Numbers64) -> tuple[float, Numbers64]:
        whole[free] = point * unit
        value, slope = dual.value_and_slope(contest, whole, temperature)
        return value * per_learner, slope[free] * unit * per_learner

    found = minimize(
        evaluated,
        prices[free] / unit,
        jac=True,
        method="L-BFGS-B",
        bounds=Bounds(np.maximum(0, prices[free] - farthest) / unit, (prices[free] + farthest) / unit),
        options={"maxiter": n_steps, "maxcor": 20, "ftol": 1e-9, "maxls": 8, "gtol": 1e-9},
    )
    result = prices.copy()
    result[free] = found.x * unit
    return result


def typical_value(tables: Tables) -> float:
    """Mean value of an option: temperatures and windows are shares of it."""
    return float(tables.value.mean(dtype=np.float64)) if len(tables.value) else 1.0


def _spent(use: Numbers64, cost: Numbers) -> float:
    # Not the inner product of a library: its order of adding depends on the number of threads.
    is_used = use > 0
    return float((use[is_used] * cost[is_used]).sum())


def _free_levels(variables: Variables, prices: Numbers64, temperature: float) -> tuple[float, Numbers64]:
    """Softened max(0, sum(above) - sum(below)) of each parity, and its slope: the level t of the groups' rates."""
    value, slope = 0.0, np.zeros(len(prices))
    groups, slopes = variables.parts(prices)[4:], variables.parts(slope)[4:]
    for number, parity in enumerate(variables.problem.parities):
        above, below = groups[2 * number], groups[2 * number + 1]
        degree = temperature * float(parity.size.mean())
        spread = (above.sum() - below.sum()) / degree
        level = 1 / (1 + np.exp(-np.clip(spread, -500, 500)))
        value += degree * float(np.logaddexp(0.0, spread))
        slopes[2 * number] += level
        slopes[2 * number + 1] -= level
    return value, slope
