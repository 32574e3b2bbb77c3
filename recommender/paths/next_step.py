"""What to do next, and what can be reached with so many hours and so much money by a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from recommender.paths.problem import NodeId, Objective, Path, PathProblem, Step, Target
from recommender.paths.solve import solve
from recommender.paths.unreachable import attainable

_EFFORT: Final = 0.2
"""Deterministic time for one of many targets."""


@dataclass(frozen=True, slots=True)
class WithinReach:
    """A node that can be held by the last week, and the path of fewest hours to it."""

    node_id: NodeId
    path: Path


def next_step(path: Path) -> Step | None:
    """The step to begin with; ``None`` where the target is reached."""
    return path.steps[0] if path.steps else None


def within_reach(problem: PathProblem, wanted: Iterable[NodeId]) -> tuple[WithinReach, ...]:
    """Which of some nodes can be passed by the last week, each by itself; by hours, then id. Those held are left out.

    The target of ``problem`` does not matter.
    """
    means, held = problem.means, problem.standing.held
    hours, money = means.hours[means.last_week], means.money[means.last_week]
    found = []
    for id_ in sorted(attainable(problem) & frozenset(wanted) - held.keys()):
        node = problem.nodes[id_]
        if node.expected_hours > hours or node.expected_price > money:
            continue
        aimed = replace(problem, target=Target(groups=(frozenset({id_}),)))
        path = solve(aimed, Objective.HOURS, effort=_EFFORT).path
        if path is not None and path.steps:
            found.append(WithinReach(id_, path))
    return tuple(sorted(found, key=lambda one: (one.path.hours(problem), one.node_id)))
