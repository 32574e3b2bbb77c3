"""The whole allocation: the best plan found over all tiers and openings, and the parts that bound every plan."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.allocation.national.branching import Search
from recommender.allocation.national.nodes import Fixing, ProvenNode, grouped_certifications, relaxed, tiered_vendors
from recommender.allocation.plan import Multipliers, Plan, gap_between
from recommender.allocation.problem import NationalProblem
from recommender.allocation.solver.dual import dual_bound
from recommender.allocation.solver.exact import solve_exactly
from recommender.allocation.solver.solve import MOST_EXACT_CHOICES, n_choices, solve

_MOST_PRICINGS, _PRICINGS_BESIDE_EXACT = 60, 2
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class NationalSolution:
    """A lawful plan, and parts that together hold every plan, each bounded by its multipliers.

    Attributes
    ----------
    bound
        Largest of the parts' bounds: no plan is worth more.
    """

    plan: Plan
    nodes: tuple[ProvenNode, ...]
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """Share of the bound that the plan may fall short of, in [0, 1]; 0 where nothing can be had."""
        return gap_between(self.value, self.bound)


def allocate(national: NationalProblem, *, seed: int, warm: Multipliers | None = None) -> NationalSolution:
    """The best plan that could be found; small problems are solved exactly, and bounded like all others.

    Parameters
    ----------
    warm
        Multipliers of an earlier plan's first node, for a problem with as many limits of each kind.

    Raises
    ------
    LimitsError
        If some rules cannot be met together.
    """
    if not len(tiered_vendors(national)) and not len(grouped_certifications(national)):
        solution = solve(relaxed(national, Fixing()), seed=seed, warm=warm)
        return _solution(national, solution.plan, (ProvenNode(Fixing(), solution.multipliers),))
    is_small = n_choices(national.base) <= MOST_EXACT_CHOICES
    plan, value, bound = solve_exactly(national) if is_small else (None, 0.0, np.inf)
    is_best = plan is not None and value >= bound * (1 - _ROUNDING)
    search = Search(national, seed=seed, plan=plan, is_best=is_best)
    found, nodes = search.run(warm, _PRICINGS_BESIDE_EXACT if is_best else _MOST_PRICINGS)
    return _solution(national, found, nodes)


def bound_of(national: NationalProblem, nodes: Sequence[ProvenNode]) -> float:
    """Upper bound on every plan that is in one of the nodes."""
    return max(dual_bound(relaxed(national, node.fixing), node.multipliers) for node in nodes)


def _solution(national: NationalProblem, plan: Plan, nodes: tuple[ProvenNode, ...]) -> NationalSolution:
    return NationalSolution(plan, nodes, plan.value(national.base), bound_of(national, nodes))
