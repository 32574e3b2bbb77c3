"""What is made of the best path: the trade-off, reasons, obstacles, what is within reach."""

from itertools import permutations

import numpy as np

from recommender.paths.checker import breaches
from recommender.paths.next_step import next_step, within_reach
from recommender.paths.problem import (
    FOREVER,
    Means,
    Node,
    NodeId,
    NodeKind,
    Objective,
    Path,
    PathProblem,
    Standing,
    Step,
    StudyGraph,
    Target,
)
from recommender.paths.reasons import StepReason, StepReasonKey, reasons_of
from recommender.paths.solve import solve
from recommender.paths.spans import Span, study_spans
from recommender.paths.trade_off import trade_off
from recommender.paths.unreachable import Obstacle, ObstacleKey, obstacles_to
from tests.recommender.paths.cases import random_problem
from tests.recommender.paths.every_path import EveryPath

A, B, C, E = NodeId("a"), NodeId("b"), NodeId("c"), NodeId("e")


def means(n_weeks: int = 20, last_week: int = 19, a_week: int = 10, money: int = 1000) -> Means:
    return Means(tuple(a_week * (week + 1) for week in range(n_weeks)), (money,) * n_weeks, last_week)


def problem(
    target: Target, given: Means, *nodes: Node, english: int = 0, held: dict[NodeId, int] | None = None
) -> PathProblem:
    return PathProblem(StudyGraph(nodes), Standing(held or {}, english=english), given, target)


def one(id_: NodeId, hours: int, price: int = 0, **more: object) -> Node:
    return Node(id_, NodeKind.CERTIFICATION, hours, price, **more)  # type: ignore[arg-type] # any field of a node


def aim(*ids: NodeId) -> Target:
    return Target(tuple(frozenset({id_}) for id_ in ids))


class TestTradeOff:
    def test_no_path_is_better_than_another_in_everything_and_the_best_of_each_are_there(self) -> None:
        n_several = 0
        for number in range(80):
            given = random_problem(np.random.default_rng([5, number]), 9, most_weeks=12)
            paths, best = trade_off(given), EveryPath(given).best_costs()
            costs = [(path.hours(given), path.money(given), path.finish) for path in paths]
            n_several += len(costs) > 1
            assert len(paths) <= 5
            assert all(breaches(given, path) == () for path in paths)
            assert not any(all(a <= b for a, b in zip(x, y, strict=True)) for x, y in permutations(costs, 2))
            assert (best is None) == (costs == [])
            if best is not None:
                least = [min(cost[axis] for cost in costs) for axis in range(3)]
                assert least == [best[objective][0] for objective in Objective]
        assert n_several >= 5


class TestReasons:
    def test_say_what_each_step_is_for(self) -> None:
        course = Node(E, NodeKind.ENGLISH_COURSE, 5, 0, english_given=3)
        nodes = (
            course,
            one(A, 5, skills=frozenset({"sql"})),
            one(B, 5, needs=(frozenset({A}),), english_needed=3, equivalents=frozenset()),
        )
        target = Target((frozenset({B}),), {"sql": 1}, 1)
        given = problem(target, means(), *nodes, held={A: 0})
        path = Path((Step(E, 0), Step(A, 1), Step(B, 2)))
        assert breaches(given, path) == ()
        assert reasons_of(given, path) == (
            (StepReason(StepReasonKey.RAISES_ENGLISH, (B,), english=3),),
            (
                StepReason(StepReasonKey.RENEWS),
                StepReason(StepReasonKey.SHOWS_SKILLS, skills=("sql",)),
                StepReason(StepReasonKey.OPENS, (B,)),
            ),
            (StepReason(StepReasonKey.IS_TARGET),),
        )

    def test_every_step_of_a_best_path_has_one(self) -> None:
        for number in range(60):
            given = random_problem(np.random.default_rng([6, number]), 20)
            path = solve(given, Objective.HOURS).path
            assert path is None or all(reasons_of(given, path))


class TestObstacles:
    def test_name_skills_that_nothing_shows(self) -> None:
        given = problem(
            Target(skills={"sql": 1, "go": 1}, least_weight=2), means(), one(A, 5, skills=frozenset({"sql"}))
        )
        assert obstacles_to(given) == (Obstacle(ObstacleKey.NOBODY_SHOWS, ("go",)),)

    def test_tell_english_that_no_course_reaches(self) -> None:
        given = problem(aim(A), means(), one(A, 5, english_needed=5))
        assert obstacles_to(given) == (Obstacle(ObstacleKey.ENGLISH, (A,)),)

    def test_tell_the_least_money_and_hours_that_would_do(self) -> None:
        given = problem(aim(B), means(last_week=4), one(A, 31, 600), one(B, 40, 700, needs=(frozenset({A}),)))
        assert obstacles_to(given) == (
            Obstacle(ObstacleKey.MONEY, have=1000, least=1300),
            Obstacle(ObstacleKey.HOURS, have=50, least=71),
        )

    def test_tell_the_first_week_that_would_do(self) -> None:
        given = problem(aim(B), means(last_week=4), one(B, 71))
        assert obstacles_to(given) == (
            Obstacle(ObstacleKey.HOURS, have=50, least=71),
            Obstacle(ObstacleKey.DATE, have=4, least=7),
        )

    def test_tell_what_expires_before_the_rest_is_done(self) -> None:
        nodes = (one(A, 1, validity_weeks=1), one(B, 1, needs=(frozenset({A}),)), one(C, 1, needs=(frozenset({B}),)))
        assert obstacles_to(problem(aim(A, C), means(), *nodes)) == (Obstacle(ObstacleKey.EXPIRY),)

    def test_there_is_always_one_where_there_is_no_path(self) -> None:
        for number in range(60):
            given = random_problem(np.random.default_rng([7, number]), 12)
            if solve(given, Objective.HOURS).path is None:
                assert obstacles_to(given)


class TestWithinReach:
    def test_lists_what_hours_and_money_suffice_for_by_hours(self) -> None:
        nodes = (one(A, 20, 900), one(B, 10), one(C, 25, needs=(frozenset({A}),)), one(E, 5, 1200))
        given = problem(aim(A), means(last_week=3), *nodes)
        assert [(found.node_id, found.path.finish) for found in within_reach(given, [A, B, C, E])] == [(B, 0), (A, 1)]

    def test_leaves_out_what_is_held(self) -> None:
        assert within_reach(problem(aim(A), means(), one(A, 5), held={A: FOREVER}), [A]) == ()


class TestNextStep:
    def test_is_the_one_to_begin_with(self) -> None:
        assert next_step(Path((Step(A, 2), Step(B, 3)))) == Step(A, 2)
        assert next_step(Path(())) is None


class TestStudySpans:
    def test_begin_where_the_step_before_leaves_hours(self) -> None:
        given = problem(aim(A, B), means(), one(A, 15), one(B, 15))
        assert study_spans(given, Path((Step(A, 1), Step(B, 2)))) == (Span(A, 0, 1), Span(B, 1, 2))
