import pytest

from recommender.paths.checker import Breach, BreachKind, breaches
from recommender.paths.problem import (
    Means,
    Node,
    NodeId,
    NodeKind,
    Path,
    PathProblem,
    Standing,
    Step,
    StudyGraph,
    Target,
)

A, B, C = NodeId("a"), NodeId("b"), NodeId("c")
GRAPH = StudyGraph(
    (
        Node(A, NodeKind.CERTIFICATION, 10, 100, validity_weeks=2, skills=frozenset({"sql"})),
        Node(B, NodeKind.CERTIFICATION, 10, 100, needs=(frozenset({A}),)),
        Node(C, NodeKind.ENGLISH_COURSE, 5, 0, english_given=3),
        Node(NodeId("d"), NodeKind.CERTIFICATION, 5, 0, english_needed=3),
    )
)
D = NodeId("d")


def found(target: Target, *steps: tuple[NodeId, int], held: dict[NodeId, int] | None = None) -> tuple[Breach, ...]:
    """Ten hours a week; 150 centavos, and 150 more in week 4."""
    means = Means(tuple(10 * (week + 1) for week in range(8)), (150,) * 4 + (300,) * 4, 6)
    problem = PathProblem(GRAPH, Standing(held or {}), means, target)
    return breaches(problem, Path(tuple(Step(id_, week) for id_, week in steps)))


AIM_A, AIM_B, AIM_D = (Target((frozenset({id_}),)) for id_ in (A, B, D))


class TestBreaches:
    def test_finds_nothing_in_a_path_that_can_be_walked(self) -> None:
        assert found(AIM_B, (A, 2), (B, 4)) == ()

    @pytest.mark.parametrize(
        ("target", "steps", "expected"),
        [
            (AIM_B, [(A, 1), (B, 4)], [Breach(BreachKind.NEEDS, "b")]),
            (AIM_B, [(A, 4), (B, 4)], [Breach(BreachKind.NEEDS, "b")]),
            (AIM_B, [(A, 2), (B, 3)], [Breach(BreachKind.MONEY, "3")]),
            (AIM_A, [(A, 0), (C, 0)], [Breach(BreachKind.HOURS, "0")]),
            (AIM_A, [(A, 7)], [Breach(BreachKind.WEEK, "a")]),
            (AIM_A, [(A, 0), (C, 3)], [Breach(BreachKind.TARGET, "a")]),
            (AIM_A, [(A, 1), (A, 5)], [Breach(BreachKind.TWICE, "a")]),
            (AIM_D, [(D, 0)], [Breach(BreachKind.ENGLISH, "d")]),
            (AIM_D, [(NodeId("z"), 0)], [Breach(BreachKind.UNKNOWN, "z")]),
            (Target(skills={"sql": 1}, least_weight=1), [(D, 1), (C, 0)], [Breach(BreachKind.SKILLS, "skills")]),
        ],
    )
    def test_names_the_rule_that_is_broken(
        self, target: Target, steps: list[tuple[NodeId, int]], expected: list[Breach]
    ) -> None:
        assert list(found(target, *steps)) == expected

    def test_counts_what_is_held_until_it_expires(self) -> None:
        assert found(AIM_B, (B, 3), held={A: 3}) == ()
        assert found(AIM_B, (B, 3), held={A: 2}) == (Breach(BreachKind.NEEDS, "b"),)
