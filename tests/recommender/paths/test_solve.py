"""The solver against every path of small problems, and against the checker on larger ones."""

import numpy as np
import pytest

from recommender.paths.checker import breaches
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
from recommender.paths.solve import solve
from tests.recommender.paths.cases import random_problem
from tests.recommender.paths.every_path import EveryPath

A, B, C = NodeId("a"), NodeId("b"), NodeId("c")


def cost(problem: PathProblem, path: Path, objective: Objective) -> tuple[int, ...]:
    hours, money, week = path.hours(problem), path.money(problem), path.finish
    return {
        Objective.HOURS: (hours, money),
        Objective.MONEY: (money, hours),
        Objective.DATE: (week, hours, money),
    }[objective]


def certification(id_: NodeId, hours: int, price: int = 0, **more: object) -> Node:
    return Node(id_, NodeKind.CERTIFICATION, hours, price, **more)  # type: ignore[arg-type] # any field of a node


def aimed_at(target: NodeId, *nodes: Node, held: dict[NodeId, int] | None = None, n_weeks: int = 20) -> PathProblem:
    """Ten hours a week, 100 centavos at once and 100 every fourth week."""
    means = Means(
        tuple(10 * (week + 1) for week in range(n_weeks)),
        tuple(100 * (1 + week // 4) for week in range(n_weeks)),
        n_weeks - 1,
    )
    return PathProblem(StudyGraph(nodes), Standing(held or {}), means, Target((frozenset({target}),)))


class TestSolve:
    @pytest.mark.parametrize(
        ("n_cases", "least", "most", "most_weeks"),
        [(150, 3, 9, 12), pytest.param(60, 10, 12, 8, marks=pytest.mark.full)],
    )
    def test_finds_what_trying_every_path_finds(self, n_cases: int, least: int, most: int, most_weeks: int) -> None:
        for number in range(n_cases):
            rng = np.random.default_rng([8, most, number])
            problem = random_problem(rng, int(rng.integers(least, most + 1)), most_weeks)
            expected = EveryPath(problem).best_costs()
            for objective in Objective:
                found = solve(problem, objective)
                assert found.is_proven
                assert (found.path is None) == (expected is None), (number, objective)
                if found.path is not None and expected is not None:
                    assert cost(problem, found.path, objective) == expected[objective], (number, objective)
                    assert found.bound == expected[objective][0]

    @pytest.mark.parametrize("n_cases", [2_000, pytest.param(100_000, marks=pytest.mark.full)])
    def test_paths_of_graphs_of_up_to_40_nodes_break_no_rule(self, n_cases: int) -> None:
        n_paths = 0
        for number in range(n_cases):
            rng = np.random.default_rng([40, number])
            problem = random_problem(rng, int(rng.integers(3, 41)))
            found = solve(problem, list(Objective)[number % 3])
            if found.path is not None:
                n_paths += 1
                assert breaches(problem, found.path) == (), number
        assert n_paths > n_cases // 2

    def test_gives_the_same_path_every_time(self) -> None:
        for number in range(20):
            first, second = (
                solve(random_problem(np.random.default_rng([3, number]), 30), Objective.DATE) for _ in "ab"
            )
            assert first == second

    def test_waits_for_the_money_of_the_last_exam(self) -> None:
        problem = aimed_at(B, certification(A, 5, 80), certification(B, 5, 40, needs=(frozenset({A}),)))
        found = solve(problem, Objective.DATE)
        assert found.path == Path((Step(A, 0), Step(B, 4)))

    def test_takes_what_never_expires_where_the_shorter_way_would_expire(self) -> None:
        short = certification(A, 5, validity_weeks=1)
        long = certification(B, 30)
        last = certification(C, 30, needs=(frozenset({A, B}),))
        # What was passed in week 2 is valid in week 3 still: preparing C first and A in between does it.
        assert solve(aimed_at(C, short, long, last), Objective.HOURS).path == Path((Step(A, 2), Step(C, 3)))

    def test_renews_what_expires_before_it_is_needed(self) -> None:
        nodes = (certification(A, 10), certification(B, 50, needs=(frozenset({A}),)))
        assert solve(aimed_at(B, *nodes, held={A: 3}), Objective.HOURS).path == Path((Step(A, 0), Step(B, 5)))
        assert solve(aimed_at(B, *nodes, held={A: 4}), Objective.HOURS).path == Path((Step(B, 4),))

    def test_counts_the_tries_that_are_to_be_expected(self) -> None:
        # Two tries: 10 hours and three tenths of them, the price once and that of a retake once.
        problem = aimed_at(A, certification(A, 10, 60, retake_price=30, pass_chance=0.5))
        found = solve(problem, Objective.HOURS)
        assert found.path is not None
        assert (found.path.hours(problem), found.path.money(problem)) == (13, 90)

    def test_has_nothing_to_do_where_the_target_is_held(self) -> None:
        assert solve(aimed_at(A, certification(A, 10), held={A: FOREVER}), Objective.DATE).path == Path(())

    def test_proves_that_there_is_no_path(self) -> None:
        found = solve(aimed_at(A, certification(A, 201)), Objective.MONEY)
        assert (found.path, found.is_proven) == (None, True)
