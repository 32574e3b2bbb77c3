"""The part of a problem that can matter for its target, in numbers: what is worth taking and who can serve whom.

Nothing is lost: a node is left out only if it leads nowhere near the target, or if another one does all that it does,
never expires, needs no more and costs neither more hours nor more money. Putting that one in its place keeps every
path a path, no dearer, no longer and no later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from typing import Final, Self

from recommender.paths.problem import FOREVER, Means, Node, NodeId, PathProblem

NOT_HELD: Final = -1


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives: places of nodes that can be taken, and until when one that is held serves (-1: none is)."""

    members: tuple[int, ...]
    held_until: int = NOT_HELD


@dataclass(frozen=True, slots=True)
class Reduced:
    """Nodes that may be worth taking, by place; whatever a node needs stands before it.

    ``skills`` are pairs of a weight and who shows the skill; together ``least_weight`` of it must be shown.
    """

    ids: tuple[NodeId, ...]
    hours: tuple[int, ...]
    prices: tuple[int, ...]
    validity: tuple[int | None, ...]
    needs: tuple[tuple[Group, ...], ...]
    target: tuple[Group, ...]
    skills: tuple[tuple[int, Group], ...]
    least_weight: int
    means: Means

    def __len__(self) -> int:
        return len(self.ids)

    def last_valid(self, place: int, week: int) -> int:
        """The last week in which a node counts if it is passed in ``week``."""
        weeks = self.validity[place]
        return FOREVER if weeks is None else week + weeks

    def only(self, places: Sequence[int]) -> Self:
        """The same problem where nothing else can be taken; ``places`` rise."""
        new = {place: number for number, place in enumerate(places)}

        def kept(group: Group) -> Group:
            return Group(tuple(new[one] for one in group.members if one in new), group.held_until)

        return type(self)(
            ids=tuple(self.ids[one] for one in places),
            hours=tuple(self.hours[one] for one in places),
            prices=tuple(self.prices[one] for one in places),
            validity=tuple(self.validity[one] for one in places),
            needs=tuple(tuple(map(kept, self.needs[one])) for one in places),
            target=tuple(map(kept, self.target)),
            skills=tuple((weight, kept(group)) for weight, group in self.skills),
            least_weight=self.least_weight,
            means=self.means,
        )

    def ending_after(self, week: int) -> Self:
        """The same problem for paths that end in ``week`` or later: what is held, but expires before, shows nothing."""

        def left(group: Group) -> Group:
            return group if group.held_until >= week else replace(group, held_until=NOT_HELD)

        return replace(
            self,
            target=tuple(map(left, self.target)),
            skills=tuple((weight, left(group)) for weight, group in self.skills),
        )


def reduced(problem: PathProblem) -> Reduced:
    """Cut a problem to what can matter for its target."""
    needs = _Needs(problem)
    target = tuple(
        group for group in map(problem.graph.alternatives, problem.target.groups) if not needs.is_settled(group)
    )
    missing = {s: weight for s, weight in problem.target.skills.items() if s not in problem.standing.skills}
    shown = {skill: needs.showing(skill) for skill in missing}
    settled = {skill for skill, group in shown.items() if needs.is_settled(group)}
    least = problem.target.least_weight - sum(problem.target.skills.values()) + sum(missing.values())
    least -= sum(missing[skill] for skill in settled)
    open_skills = {skill: group for skill, group in shown.items() if skill not in settled} if least > 0 else {}
    reached = needs.closure([*target, *open_skills.values()])
    kept = _undominated(problem, needs, reached, target, open_skills)
    order = _ordered(needs, kept)
    place = {id_: number for number, id_ in enumerate(order)}

    def group_of(ids: Iterable[NodeId]) -> Group:
        named = frozenset(ids)
        return Group(tuple(sorted(place[id_] for id_ in named if id_ in place)), needs.held_until(named))

    return Reduced(
        ids=order,
        hours=tuple(problem.nodes[id_].expected_hours for id_ in order),
        prices=tuple(problem.nodes[id_].expected_price for id_ in order),
        validity=tuple(problem.nodes[id_].validity_weeks for id_ in order),
        needs=tuple(tuple(map(group_of, needs.open_groups(id_))) for id_ in order),
        target=tuple(map(group_of, target)),
        skills=tuple((missing[skill], group_of(open_skills[skill])) for skill in sorted(open_skills)),
        least_weight=max(0, least),
        means=problem.means,
    )


class _Needs:
    """What nodes need that is not held for ever, each worked out once."""

    def __init__(self, problem: PathProblem) -> None:
        self._problem = problem
        self._open: dict[NodeId, tuple[frozenset[NodeId], ...]] = {}
        self._showing: dict[str, set[NodeId]] = {skill: set() for skill in problem.target.skills}
        for node in problem.nodes.values():
            for skill in node.skills & self._showing.keys():
                self._showing[skill].add(node.id)

    def showing(self, skill: str) -> frozenset[NodeId]:
        """Who shows a skill of the target."""
        return frozenset(self._showing[skill])

    def held_until(self, group: frozenset[NodeId]) -> int:
        """Until when one of a group that is held serves."""
        return max((last for id_, last in self._problem.standing.held.items() if id_ in group), default=NOT_HELD)

    def is_settled(self, group: frozenset[NodeId]) -> bool:
        """Whether one of a group is held for as long as a path can last."""
        return self.held_until(group) >= len(self._problem.means.hours) - 1

    def open_groups(self, id_: NodeId) -> tuple[frozenset[NodeId], ...]:
        """What still has to be seen to before a node."""
        if id_ not in self._open:
            self._open[id_] = tuple(g for g in self._problem.needs_of(id_) if not self.is_settled(g))
        return self._open[id_]

    def closure(self, groups: Iterable[frozenset[NodeId]]) -> frozenset[NodeId]:
        """Everything that some groups lead back to."""
        found: set[NodeId] = set()
        waiting = list(frozenset[NodeId]().union(*groups))
        while waiting:
            id_ = waiting.pop()
            if id_ not in found:
                found.add(id_)
                waiting += frozenset[NodeId]().union(*self.open_groups(id_)) - found
        return frozenset(found)


def _undominated(
    problem: PathProblem,
    needs: _Needs,
    reached: frozenset[NodeId],
    target: Sequence[frozenset[NodeId]],
    skills: dict[str, frozenset[NodeId]],
) -> frozenset[NodeId]:
    """What is left when whatever another node does as well is taken out."""
    purposes: dict[NodeId, set[tuple[str, int]]] = {id_: set() for id_ in reached}
    groups = [*target, *skills.values(), *(group for id_ in sorted(reached) for group in needs.open_groups(id_))]
    for number, group in enumerate(dict.fromkeys(groups)):
        for id_ in group & reached:
            purposes[id_].add(("group", number))
    # Who does all that somebody else does is found by the rarest thing that the other does.
    by_purpose: dict[tuple[str, int], set[NodeId]] = {}
    for id_, own in purposes.items():
        for purpose in own:
            by_purpose.setdefault(purpose, set()).add(id_)
    left = set(reached)
    for id_ in sorted(reached, key=lambda one: _cost(problem.nodes[one]), reverse=True):
        rivals = by_purpose[min(purposes[id_], key=lambda one: (len(by_purpose[one]), one))] & left - {id_}
        if any(
            purposes[id_] <= purposes[rival] and _does_as_well(problem.nodes[rival], problem.nodes[id_], needs)
            for rival in rivals
        ):
            left.discard(id_)
    return frozenset(left)


def _does_as_well(rival: Node, node: Node, needs: _Needs) -> bool:
    """Whether ``rival`` can stand in for a node: never expires, costs no more, and needs nothing more."""
    return (
        rival.validity_weeks is None
        and rival.expected_hours <= node.expected_hours
        and rival.expected_price <= node.expected_price
        and all(any(own <= group for own in needs.open_groups(node.id)) for group in needs.open_groups(rival.id))
    )


def _cost(node: Node) -> tuple[int, int, NodeId]:
    return node.expected_hours, node.expected_price, node.id


def _ordered(needs: _Needs, kept: frozenset[NodeId]) -> tuple[NodeId, ...]:
    """Whatever a node needs before it, else by id."""
    sorter = TopologicalSorter(
        {id_: sorted(kept.intersection(*[frozenset().union(*needs.open_groups(id_))])) for id_ in sorted(kept)}
    )
    return tuple(sorter.static_order())
