"""Up to five paths of which none is better than another in hours, money and date alike."""

from itertools import pairwise
from typing import Final

from recommender.paths.model import Limits
from recommender.paths.problem import Objective, Path, PathProblem
from recommender.paths.solve import EFFORT, solve

MOST_PATHS: Final = 5

Cost = tuple[int, int, int]


def trade_off(problem: PathProblem, *, effort: float = EFFORT) -> tuple[Path, ...]:
    """Paths by hours, then money, then date; each is better than any other one in something. Empty where there is none.

    The shortest, the cheapest and the soonest path, and then those of half the difference in money between neighbours.
    Each is made the soonest of all that take no more hours and no more money, so that nothing beats it in everything.
    """
    found: dict[Cost, Path] = {}
    for objective in Objective:
        _keep(found, problem, _least(problem, objective, None, effort), effort)
    while found and len(found) < MOST_PATHS and _split_widest(found, problem, effort):
        pass
    return tuple(path for _, path in sorted(found.items()))


def _split_widest(found: dict[Cost, Path], problem: PathProblem, effort: float) -> bool:
    """Look for the shortest path that costs at most what lies half-way between two neighbours; whether it is new."""
    money = sorted({cost[1] for cost in found}, reverse=True)
    for dear, cheap in sorted(pairwise(money), key=lambda pair: (pair[1] - pair[0], pair)):
        limits = Limits(problem.means.hours[-1], (dear + cheap) // 2, problem.means.last_week)
        if _keep(found, problem, _least(problem, Objective.HOURS, limits, effort), effort):
            return True
    return False


def _least(problem: PathProblem, objective: Objective, limits: Limits | None, effort: float) -> Path | None:
    return solve(problem, objective, limits=limits, effort=effort).path


def _keep(found: dict[Cost, Path], problem: PathProblem, path: Path | None, effort: float) -> bool:
    """Make a path the soonest of those that cost no more of anything, and keep it; whether it is new."""
    if path is None:
        return False
    limits = Limits(path.hours(problem), path.money(problem), path.finish)
    best = _least(problem, Objective.DATE, limits, effort) or path
    cost = best.hours(problem), best.money(problem), best.finish
    is_new = cost not in found
    found.setdefault(cost, best)
    return is_new
