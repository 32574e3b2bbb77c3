"""Path problems drawn at random."""

from itertools import accumulate

import numpy as np

from recommender.paths.problem import (
    FOREVER,
    Means,
    Node,
    NodeId,
    NodeKind,
    PathProblem,
    Standing,
    StudyGraph,
    Target,
)

N_SKILLS = 8


def node_id(number: int) -> NodeId:
    """The id of a node of the cases."""
    return NodeId(f"n{number:02}")


def random_problem(rng: np.random.Generator, n_nodes: int, most_weeks: int = 30) -> PathProblem:
    """A problem with everything in it: alternatives, equivalents, English, expiry, retakes, breaks, little money."""
    n_courses = int(rng.integers(0, 1 + min(2, n_nodes // 3)))
    nodes = [_course(number) for number in range(n_courses)]
    nodes += [_certification(rng, number, n_courses) for number in range(n_courses, n_nodes)]
    held = {
        node.id: FOREVER if rng.random() < 0.3 else int(rng.integers(0, 30))
        for node in nodes
        if node.kind is NodeKind.CERTIFICATION and rng.random() < 0.1
    }
    standing = Standing(held, frozenset(_some(rng, 1)), english=int(rng.integers(0, 3)))
    return PathProblem(StudyGraph(nodes), standing, _means(rng, most_weeks), _target(rng, n_courses, n_nodes))


def _course(number: int) -> Node:
    return Node(node_id(number), NodeKind.ENGLISH_COURSE, 12, 100, english_needed=1 + number, english_given=2 + number)


def _certification(rng: np.random.Generator, number: int, first: int) -> Node:
    before = [node_id(one) for one in range(first, number)]
    n_groups = int(rng.choice([0, 1, 2], p=[0.35, 0.45, 0.2])) if before else 0
    needs = tuple(
        frozenset(
            NodeId(str(one)) for one in rng.choice(before, min(len(before), int(rng.integers(1, 4))), replace=False)
        )
        for _ in range(n_groups)
    )
    return Node(
        node_id(number),
        NodeKind.CERTIFICATION,
        hours=int(rng.integers(1, 20)),
        price=int(rng.choice([0, 50, 120, 300])),
        retake_price=int(rng.choice([0, 80])),
        pass_chance=float(rng.choice([1.0, 0.8, 0.5])),
        needs=needs,
        skills=frozenset(_some(rng, int(rng.integers(0, 3)))),
        english_needed=int(rng.choice([0, 1, 2, 3], p=[0.6, 0.2, 0.15, 0.05])),
        validity_weeks=None if rng.random() < 0.5 else int(rng.integers(2, 20)),
        equivalents=frozenset({before[-1]}) if before and rng.random() < 0.1 else frozenset(),
    )


def _some(rng: np.random.Generator, n: int) -> list[str]:
    return [f"s{one}" for one in rng.choice(N_SKILLS, n, replace=False)]


def _means(rng: np.random.Generator, most_weeks: int) -> Means:
    n_weeks, hours_a_week = int(rng.integers(8, most_weeks + 1)), int(rng.integers(6, 20))
    a_month, saved = int(rng.choice([0, 100, 300, 1000], p=[0.1, 0.2, 0.3, 0.4])), int(rng.choice([0, 200]))
    hours = accumulate(0 if rng.random() < 0.15 else hours_a_week for _ in range(n_weeks))
    money = accumulate(a_month if week % 4 == 0 else 0 for week in range(n_weeks))
    return Means(tuple(hours), tuple(saved + one for one in money), int(rng.integers(2 * n_weeks // 3, n_weeks)))


def _target(rng: np.random.Generator, first: int, n_nodes: int) -> Target:
    if rng.random() < 0.5:
        late = np.arange((first + n_nodes) // 2, n_nodes)
        wanted = rng.choice(late, min(len(late), int(rng.integers(1, 4))), replace=False)
        return Target(groups=tuple(frozenset({node_id(int(one))}) for one in wanted))
    skills = {skill: int(rng.integers(1, 5)) for skill in _some(rng, int(rng.integers(2, 7)))}
    total = sum(skills.values())
    return Target(skills=skills, least_weight=int(rng.integers(1, total + 1)))
