"""What is wrong with a path, found without the model that made it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from recommender.paths.problem import NodeId, Path, PathProblem


class BreachKind(StrEnum):
    """Which rule a path breaks."""

    UNKNOWN = "unknown"
    TWICE = "twice"
    WEEK = "week"
    NEEDS = "needs"
    ENGLISH = "english"
    HOURS = "hours"
    MONEY = "money"
    TARGET = "target"
    SKILLS = "skills"


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is broken, and at which node or week."""

    kind: BreachKind
    where: str


def breaches(problem: PathProblem, path: Path) -> tuple[Breach, ...]:
    """Every rule that a path breaks; none for a path that can be walked and reaches the target."""
    unknown = [step.node_id for step in path.steps if step.node_id not in problem.nodes]
    if unknown:
        return tuple(Breach(BreachKind.UNKNOWN, id_) for id_ in unknown)
    return tuple(_found(problem, path))


def _found(problem: PathProblem, path: Path) -> Iterator[Breach]:
    taken = [step.node_id for step in path.steps]
    yield from (Breach(BreachKind.TWICE, id_) for id_ in sorted(set(taken)) if taken.count(id_) > 1)
    for step in path.steps:
        if not 0 <= step.week <= problem.means.last_week:
            yield Breach(BreachKind.WEEK, step.node_id)
    yield from _unmet_needs(problem, path)
    yield from _overspent(problem, path)
    yield from _missed_target(problem, path)


def _valid(problem: PathProblem, path: Path, week: int, passed_by: int) -> set[NodeId]:
    """What counts in ``week``: held and not expired, or passed on the path in ``passed_by`` or before."""
    own = {id_ for id_, last in problem.standing.held.items() if week <= last}
    return own | {
        step.node_id
        for step in path.steps
        if step.week <= passed_by and week <= problem.nodes[step.node_id].last_valid(step.week)
    }


def _has_one(problem: PathProblem, group: frozenset[NodeId], valid: set[NodeId]) -> bool:
    return any(id_ in valid or not problem.nodes[id_].equivalents.isdisjoint(valid) for id_ in group)


def _unmet_needs(problem: PathProblem, path: Path) -> Iterator[Breach]:
    for step in path.steps:
        node = problem.nodes[step.node_id]
        valid = _valid(problem, path, step.week, step.week - 1) - {node.id}
        if not all(_has_one(problem, group, valid) for group in node.needs):
            yield Breach(BreachKind.NEEDS, node.id)
        reached = max([problem.standing.english, *(problem.nodes[id_].english_given for id_ in valid)])
        if reached < node.english_needed:
            yield Breach(BreachKind.ENGLISH, node.id)


def _overspent(problem: PathProblem, path: Path) -> Iterator[Breach]:
    for week in sorted({step.week for step in path.steps if 0 <= step.week < len(problem.means.hours)}):
        so_far = Path(tuple(step for step in path.steps if step.week <= week))
        if so_far.hours(problem) > problem.means.hours[week]:
            yield Breach(BreachKind.HOURS, str(week))
        if so_far.money(problem) > problem.means.money[week]:
            yield Breach(BreachKind.MONEY, str(week))


def _missed_target(problem: PathProblem, path: Path) -> Iterator[Breach]:
    target, valid = problem.target, _valid(problem, path, path.finish, path.finish)
    for group in target.groups:
        if not _has_one(problem, group, valid):
            yield Breach(BreachKind.TARGET, " | ".join(sorted(group)))
    shown = problem.standing.skills.union(*(problem.nodes[id_].skills for id_ in valid))
    if sum(weight for skill, weight in target.skills.items() if skill in shown) < target.least_weight:
        yield Breach(BreachKind.SKILLS, "skills")
