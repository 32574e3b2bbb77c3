from itertools import pairwise

import pytest

from recommender.paths.problem import CircleError, Means, Node, NodeId, NodeKind, StudyGraph, UnknownNodeError


def node(id_: str, *needs: str, **more: object) -> Node:
    groups = tuple(frozenset({NodeId(one)}) for one in needs)
    return Node(NodeId(id_), NodeKind.CERTIFICATION, 10, 0, needs=groups, **more)  # type: ignore[arg-type] # any field


class TestStudyGraph:
    def test_names_a_circle_in_the_order_of_its_nodes(self) -> None:
        with pytest.raises(CircleError) as caught:
            StudyGraph((node("a", "c"), node("b", "a"), node("c", "b"), node("d", "a")))
        circle = list(caught.value.circle)
        assert circle[0] == circle[-1]
        # Each is needed by the next one.
        assert set(pairwise(circle)) == {("a", "b"), ("b", "c"), ("c", "a")}
        assert " -> ".join(circle) in caught.value.detail

    def test_names_what_needs_something_unknown(self) -> None:
        with pytest.raises(UnknownNodeError, match="a needs: there is no zzz"):
            StudyGraph((node("a", "zzz"),))

    def test_puts_the_first_course_that_reaches_a_level_before_who_needs_it(self) -> None:
        courses = [node("b1", english_given=3, english_needed=2), node("b2", english_given=4, english_needed=3)]
        graph = StudyGraph((*courses, node("a", english_needed=3)))
        assert graph.needs_of(NodeId("a"), english=2) == (frozenset({"b1"}),)
        assert graph.needs_of(NodeId("a"), english=3) == ()


class TestNode:
    @pytest.mark.parametrize(
        "wrong",
        [{"pass_chance": 0.0}, {"retake_price": -1}, {"validity_weeks": 0}, {"english_given": 2, "validity_weeks": 9}],
    )
    def test_refuses_what_cannot_be(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="node a"):
            node("a", **wrong)


class TestMeans:
    @pytest.mark.parametrize(
        ("hours", "money", "last"), [((5, 4), (0, 0), 1), ((1, 2), (0,), 0), ((1, 2), (0, 0), 2), ((-1, 2), (0, 0), 1)]
    )
    def test_refuses_hours_and_money_that_shrink_or_do_not_fit(
        self, hours: tuple[int, ...], money: tuple[int, ...], last: int
    ) -> None:
        with pytest.raises(ValueError, match=r"hours|weeks"):
            Means(hours, money, last)
