"""From which week to which week each step of a path is studied."""

from bisect import bisect_right
from dataclasses import dataclass

from recommender.paths.problem import NodeId, Path, PathProblem


@dataclass(frozen=True, slots=True)
class Span:
    """A step is studied from ``first`` on and passed at the end of ``last``."""

    node_id: NodeId
    first: int
    last: int


def study_spans(problem: PathProblem, path: Path) -> tuple[Span, ...]:
    """The steps one after the other, each as soon as those before it are prepared; the order is that of the path."""
    spans, hours = [], 0
    for step in path.steps:
        # The first week in which an hour comes that the steps before do not need.
        first = bisect_right(problem.means.hours, hours)
        spans.append(Span(step.node_id, min(first, step.week), step.week))
        hours += problem.nodes[step.node_id].expected_hours
    return tuple(spans)
