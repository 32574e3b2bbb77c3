"""Why no path leads to a target, and the least that would do."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from recommender.paths.problem import Means, NodeId, Objective, PathProblem
from recommender.paths.solve import EFFORT, solve


class ObstacleKey(StrEnum):
    """What stands in the way of a target."""

    NOBODY_SHOWS = "nobody_shows"
    NEVER_OPEN = "never_open"
    ENGLISH = "english"
    MONEY = "money"
    HOURS = "hours"
    DATE = "date"
    EXPIRY = "expiry"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One obstacle.

    ``ids`` are skills that nothing shows, nodes that can never be begun, or nodes for which no course reaches the
    English. ``have`` and ``least`` are centavos, hours, or weeks (the last one allowed and the first that would do).
    """

    key: ObstacleKey
    ids: tuple[str, ...] = ()
    have: int = 0
    least: int = 0


def obstacles_to(problem: PathProblem, *, effort: float = EFFORT) -> tuple[Obstacle, ...]:
    """What stands in the way of a target that no path reaches; at least one."""
    missing = _out_of_reach(problem)
    if missing:
        return missing
    return _too_little(problem, effort)


def attainable(problem: PathProblem) -> frozenset[NodeId]:
    """What could be passed with any amount of hours, money and time, from what is held and can be taken."""
    found: set[NodeId] = set()
    grew = True
    while grew:
        new = {
            id_
            for id_ in problem.nodes.keys() - found
            if all(group & (found | problem.standing.held.keys()) for group in problem.needs_of(id_))
        }
        found |= new
        grew = bool(new)
    return frozenset(found)


def _out_of_reach(problem: PathProblem) -> tuple[Obstacle, ...]:
    """What no means would change."""
    can = attainable(problem) | problem.standing.held.keys()
    closed = [group for group in problem.target.groups if not problem.graph.alternatives(group) & can]
    shown = problem.standing.skills.union(*(problem.nodes[id_].skills for id_ in can))
    unshown = sorted(problem.target.skills.keys() - shown)
    weight = sum(weight for skill, weight in problem.target.skills.items() if skill in shown)
    found = [_closed(problem, group) for group in closed]
    if weight < problem.target.least_weight:
        found.append(Obstacle(ObstacleKey.NOBODY_SHOWS, tuple(unshown)))
    return tuple(found)


def _closed(problem: PathProblem, group: Iterable[NodeId]) -> Obstacle:
    ids = tuple(sorted(group))
    top = max([problem.standing.english, *(one.english_given for one in problem.nodes.values())])
    is_english = all(problem.nodes[id_].english_needed > top for id_ in ids)
    return Obstacle(ObstacleKey.ENGLISH if is_english else ObstacleKey.NEVER_OPEN, ids)


def _too_little(problem: PathProblem, effort: float) -> tuple[Obstacle, ...]:
    """Least money, least hours and soonest date, each with enough of all else, where more is needed than there is."""
    means, last = problem.means, problem.means.last_week
    found = []
    cheapest = solve(_with_means(problem, _endless(means)), Objective.MONEY, effort=effort)
    if cheapest.path is None:
        return (Obstacle(ObstacleKey.EXPIRY if cheapest.is_proven else ObstacleKey.UNDECIDED),)
    money, hours = cheapest.path.money(problem), 0
    if money > means.money[last]:
        found.append(Obstacle(ObstacleKey.MONEY, have=means.money[last], least=money))
    shortest = solve(_with_means(problem, _endless(means)), Objective.HOURS, effort=effort)
    if shortest.path is not None:
        hours = shortest.path.hours(problem)
    if hours > means.hours[last]:
        found.append(Obstacle(ObstacleKey.HOURS, have=means.hours[last], least=hours))
    later = replace(means, last_week=len(means.hours) - 1)
    soonest = solve(_with_means(problem, later), Objective.DATE, effort=effort)
    if soonest.path is not None:
        found.append(Obstacle(ObstacleKey.DATE, have=last, least=soonest.path.finish))
    return tuple(found) or (Obstacle(ObstacleKey.UNDECIDED),)


def _endless(means: Means) -> Means:
    """All hours and money that anybody could need, from the first week on."""
    n_weeks, plenty = len(means.hours), 10**9
    return Means((plenty,) * n_weeks, (plenty,) * n_weeks, n_weeks - 1)


def _with_means(problem: PathProblem, means: Means) -> PathProblem:
    return replace(problem, means=means)
