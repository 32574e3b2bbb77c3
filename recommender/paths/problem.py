"""A learner's way to a target as data: what can be taken, where they stand, what they have, what they aim at.

Weeks are numbered from 0, the week in which the path starts. An exam is sat at the end of its week. Money is integer
centavos, hours are integers, levels of English are CEFR ranks 0-6.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final, NewType

from data.errors import InputError

NodeId = NewType("NodeId", str)

RETAKE_HOURS: Final = 0.3
"""Part of the preparation that each further try takes. A convention, not a finding."""

FOREVER: Final = 1_000_000
"""Last valid week of what never expires."""


class CircleError(InputError):
    """Nodes that each need another of them first, so that none can be begun; the detail names them in order."""

    key = "error.path_circle"

    def __init__(self, circle: tuple[NodeId, ...]) -> None:
        super().__init__(f"prerequisites go round in a circle: {' -> '.join(circle)}; take one of them out")
        self.circle = circle


class UnknownNodeError(InputError):
    """A target, a prerequisite or something held that is not among the nodes."""

    key = "error.path_unknown"


class NodeKind(StrEnum):
    """What a step is."""

    CERTIFICATION = "certification"
    SUBJECT = "subject"
    ENGLISH_COURSE = "english_course"


class Objective(StrEnum):
    """What a path has least of."""

    HOURS = "hours"
    MONEY = "money"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Node:
    """Something that can be taken once on a path.

    ``hours`` are those of the first try, ``price`` what the learner pays for it (after the subsidy, where a voucher is
    expected) and ``retake_price`` what each further try costs them. ``needs`` is a conjunction of alternatives, each
    to be passed in an earlier week and still valid in the week of this exam. Whoever holds one of ``equivalents``
    counts as holding this node. ``validity_weeks`` is ``None`` where it never expires.
    """

    id: NodeId
    kind: NodeKind
    hours: int
    price: int
    retake_price: int = 0
    pass_chance: float = 1.0
    needs: tuple[frozenset[NodeId], ...] = ()
    skills: frozenset[str] = frozenset()
    english_needed: int = 0
    english_given: int = 0
    validity_weeks: int | None = None
    equivalents: frozenset[NodeId] = frozenset()

    def __post_init__(self) -> None:
        if self.hours <= 0 or self.price < 0 or self.retake_price < 0:
            raise ValueError(f"node {self.id}: hours above 0 and prices from 0 on, got {self}")
        if not 0 < self.pass_chance <= 1:
            raise ValueError(f"node {self.id}: chance of passing in (0, 1], got {self.pass_chance}")
        if self.validity_weeks is not None and (self.validity_weeks < 1 or self.english_given):
            raise ValueError(f"node {self.id}: valid for a week at least, for ever if it raises English, got {self}")

    @property
    def tries(self) -> float:
        """Expected number of tries until it is passed, each with the same chance."""
        return 1 / self.pass_chance

    @property
    def expected_hours(self) -> int:
        """Hours of all expected tries, rounded up."""
        return math.ceil(self.hours * (1 + (self.tries - 1) * RETAKE_HOURS) - 1e-9)

    @property
    def expected_price(self) -> int:
        """Centavos of all expected tries, rounded up."""
        return math.ceil(self.price + (self.tries - 1) * self.retake_price - 1e-9)

    def last_valid(self, week: int) -> int:
        """The last week in which it counts if it is passed in ``week``."""
        return FOREVER if self.validity_weeks is None else week + self.validity_weeks


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands: the last valid week of each node held, skills that stay theirs, English."""

    held: Mapping[NodeId, int] = field(default_factory=dict)
    skills: frozenset[str] = frozenset()
    english: int = 0


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to spend: ``hours[w]`` and ``money[w]`` are what has come together by the end of week ``w``.

    Both never fall and are equally long; ``last_week`` is the last in which an exam may be sat. All that is prepared by
    the end of a week has to fit into the hours that have come by then, all that is paid into the money.
    """

    hours: tuple[int, ...]
    money: tuple[int, ...]
    last_week: int

    def __post_init__(self) -> None:
        if len(self.hours) != len(self.money) or not 0 <= self.last_week < len(self.hours):
            raise ValueError(f"{len(self.hours)} weeks of hours, {len(self.money)} of money, last {self.last_week}")
        for cumulative in (self.hours, self.money):
            if cumulative[0] < 0 or any(a > b for a, b in pairwise(cumulative)):
                raise ValueError("hours and money that have come together are never less than the week before")


@dataclass(frozen=True, slots=True)
class Target:
    """What has to be valid in the last week of the path.

    One of each of ``groups``, and skills that together weigh at least ``least_weight``.
    """

    groups: tuple[frozenset[NodeId], ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    least_weight: int = 0

    def __post_init__(self) -> None:
        if any(weight <= 0 for weight in self.skills.values()):
            raise ValueError(f"weights of skills are above 0, got {dict(self.skills)}")


class StudyGraph:
    """Everything that can be taken, and what has to be passed before what.

    Raises
    ------
    UnknownNodeError
        If a prerequisite or an equivalent is not among the nodes.
    CircleError
        If nodes need each other in a circle, be it only as alternatives.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes: Final[Mapping[NodeId, Node]] = {node.id: node for node in nodes}
        for one in self.nodes.values():
            self.refuse_unknown(f"{one.id} needs", frozenset().union(*one.needs))
            self.refuse_unknown(f"{one.id} is equivalent to", one.equivalents)
        levels = range(1, 1 + max((one.english_needed for one in self.nodes.values()), default=0))
        self._courses = {level: self._english_courses(level) for level in levels}
        self._needs = {id_: self._needs_of(one) for id_, one in self.nodes.items()}
        self._refuse_circles()

    def refuse_unknown(self, where: str, ids: Iterable[NodeId]) -> None:
        """Stop where an id is not that of a node."""
        unknown = sorted(set(ids) - self.nodes.keys())
        if unknown:
            raise UnknownNodeError(f"{where}: there is no {', '.join(unknown)}")

    def alternatives(self, group: Iterable[NodeId]) -> frozenset[NodeId]:
        """The members of a group and all that count as one of them."""
        named = frozenset(group)
        return named.union(*(self.nodes[id_].equivalents for id_ in named))

    def needs_of(self, id_: NodeId, english: int) -> tuple[frozenset[NodeId], ...]:
        """What has to be passed before a node, equivalents and, from a level of English, courses among it."""
        needed = self.nodes[id_].english_needed
        return self._needs[id_] if needed <= english else (*self._needs[id_], self._courses[needed])

    def _needs_of(self, node: Node) -> tuple[frozenset[NodeId], ...]:
        return tuple(self.alternatives(group) - {node.id} for group in node.needs)

    def _english_courses(self, level: int) -> frozenset[NodeId]:
        """What raises English to a level or above, and does not need that level itself: one of these comes first."""
        return frozenset(one.id for one in self.nodes.values() if one.english_needed < level <= one.english_given)

    def _refuse_circles(self) -> None:
        before = {id_: frozenset().union(*self.needs_of(id_, 0)) for id_ in self.nodes}
        try:
            TopologicalSorter(before).prepare()
        except CycleError as error:
            # graphlib names each before the one that needs it, and the first again at the end.
            raise CircleError(tuple(error.args[1])) from error


@dataclass(frozen=True, slots=True)
class PathProblem:
    """Everything that decides which path is best.

    Raises
    ------
    UnknownNodeError
        If the target or what is held is not in the graph.
    """

    graph: StudyGraph
    standing: Standing
    means: Means
    target: Target

    def __post_init__(self) -> None:
        self.graph.refuse_unknown("target", frozenset().union(*self.target.groups))
        self.graph.refuse_unknown("held", self.standing.held)

    @property
    def nodes(self) -> Mapping[NodeId, Node]:
        """What can be taken, by id."""
        return self.graph.nodes

    def needs_of(self, id_: NodeId) -> tuple[frozenset[NodeId], ...]:
        """What this learner has to have passed before a node."""
        return self.graph.needs_of(id_, self.standing.english)


@dataclass(frozen=True, slots=True)
class Step:
    """A node and the week in which it is passed."""

    node_id: NodeId
    week: int


@dataclass(frozen=True, slots=True)
class Path:
    """Steps by week, then in the order in which they were planned; empty where the target is reached already."""

    steps: tuple[Step, ...]

    @property
    def finish(self) -> int:
        """The week in which the target is reached."""
        return max((step.week for step in self.steps), default=0)

    def hours(self, problem: PathProblem) -> int:
        """Expected hours of all steps."""
        return sum(problem.nodes[step.node_id].expected_hours for step in self.steps)

    def money(self, problem: PathProblem) -> int:
        """Expected centavos of all steps."""
        return sum(problem.nodes[step.node_id].expected_price for step in self.steps)
