"""Time of a proven path over 2,000 invented certifications; prints a table or, with --json, JSON.

Usage: python -m benchmarks.paths [--n-certifications 2000] [--n-questions 200] [--seed 0] [--json]

Certifications are drawn as the catalogue's are: 40 fields, four levels, hours and prices log-normal, up to two
prerequisites of the level below (a third of them with an alternative), half of them expire in one to three years, a
fifth need English, about twelve skills each out of 14,000. Every third question aims at a certification of the two
upper levels, the others at 5 to 40 skills of a field, all of them or 80 % of their weight; money comes by month in half
of them. Each is asked once for each objective. The time is that of the processor, which one thread keeps busy, from the
problem to the proven path; building the graph is timed apart.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np

from recommender.paths.calendar import means_from
from recommender.paths.checker import breaches
from recommender.paths.english_courses import english_courses
from recommender.paths.problem import Node, NodeId, NodeKind, Objective, PathProblem, Standing, StudyGraph, Target
from recommender.paths.solve import solve

N_SKILLS, N_FIELDS, N_LEVELS = 14_000, 40, 4
START = date(2026, 11, 30)


@dataclass(frozen=True, slots=True)
class Figures:
    """Processor milliseconds and counts of the questions of one objective."""

    objective: str
    n_questions: int
    n_paths: int
    n_proven: int
    n_breaches: int
    p50_ms: float
    p95_ms: float
    most_ms: float


class InventedCatalogue:
    """Certifications by field and level, and the skills that each shows."""

    def __init__(self, n_certifications: int, rng: np.random.Generator) -> None:
        self._rng, self._n = rng, n_certifications
        self.field = rng.integers(0, N_FIELDS, n_certifications)
        self.level = rng.integers(0, N_LEVELS, n_certifications)
        self._common = 1 / np.arange(1, N_SKILLS // N_FIELDS + 1) ** 0.8
        self.skills = [self._skills(int(one)) for one in self.field]
        self.nodes = [*(self._node(number) for number in range(n_certifications)), *english_courses(2)]

    def _skills(self, field: int) -> frozenset[str]:
        own = np.flatnonzero(np.arange(N_SKILLS) % N_FIELDS == field)
        drawn = self._rng.choice(own, self._rng.integers(4, 14), replace=False, p=self._common / self._common.sum())
        return frozenset(f"s{one}" for one in drawn)

    def _node(self, number: int) -> Node:
        rng = self._rng
        below = np.flatnonzero((self.field == self.field[number]) & (self.level == self.level[number] - 1))
        groups = []
        for _ in range(rng.integers(0, 3) if len(below) else 0):
            size = min(len(below), 2 if rng.random() < 1 / 3 else 1)
            groups.append(frozenset(NodeId(f"c{one}") for one in rng.choice(below, size, replace=False)))
        price = 0 if rng.random() < 0.3 else int(rng.lognormal(8, 0.5)) * 100
        return Node(
            NodeId(f"c{number}"),
            NodeKind.CERTIFICATION,
            hours=max(1, int(rng.lognormal(3.4, 0.6))),
            price=price * 3 // 10,
            retake_price=price,
            pass_chance=float(rng.uniform(0.4, 1.0)),
            needs=tuple(groups),
            skills=self.skills[number],
            english_needed=int(rng.integers(3, 5)) if rng.random() < 0.2 else 0,
            validity_weeks=int(rng.integers(52, 157)) if rng.random() < 0.5 else None,
        )

    def target(self, number: int) -> Target:
        """What a question aims at."""
        rng = self._rng
        if number % 3 == 0:
            return Target((frozenset({NodeId(f"c{rng.choice(np.flatnonzero(self.level >= 2))}")}),))
        known = sorted(frozenset().union(*(self.skills[one] for one in self._of_one_field())))
        drawn = rng.choice(known, min(len(known), int(rng.choice([5, 10, 20, 40]))), replace=False).tolist()
        skills = {str(one): int(rng.integers(1, 1001)) for one in drawn}
        total = sum(skills.values())
        return Target(skills=skills, least_weight=total if rng.random() < 0.5 else total * 8 // 10)

    def _of_one_field(self) -> list[int]:
        of_field = np.flatnonzero(self.field == self._rng.integers(0, N_FIELDS))
        return [int(one) for one in self._rng.choice(of_field, min(len(of_field), 12), replace=False)]


def questions(catalogue: InventedCatalogue, n: int, rng: np.random.Generator) -> Iterator[PathProblem]:
    """Problems of learners of all sorts, over one graph."""
    graph = StudyGraph(catalogue.nodes)
    for number in range(n):
        means = means_from(
            START,
            hours_a_week=float(rng.integers(4, 16)),
            has_holidays=True,
            money_a_month=int(rng.integers(200, 1500)) * 100 if rng.random() < 0.5 else None,
        )
        held = rng.choice(catalogue.nodes[: len(catalogue.skills)], 3, replace=False)  # type: ignore[arg-type] # objects
        yield PathProblem(graph, Standing({one.id: 60 for one in held}, english=2), means, catalogue.target(number))


def figures_of(problems: list[PathProblem], objective: Objective) -> Figures:
    """Ask every question once."""
    milliseconds, n_paths, n_proven, n_breaches = [], 0, 0, 0
    for problem in problems:
        begun = time.process_time()
        found = solve(problem, objective)
        milliseconds.append(1000 * (time.process_time() - begun))
        n_proven += found.is_proven
        if found.path is not None:
            n_paths += 1
            n_breaches += len(breaches(problem, found.path))
    p50, p95, most = np.percentile(milliseconds, [50, 95, 100])
    return Figures(
        objective.value,
        len(problems),
        n_paths,
        n_proven,
        n_breaches,
        round(float(p50), 1),
        round(float(p95), 1),
        round(float(most), 1),
    )


def main() -> None:
    """Print the figures of each objective."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n-certifications", type=int, default=2000)
    parser.add_argument("--n-questions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    catalogue = InventedCatalogue(given.n_certifications, rng)
    begun = time.process_time()
    StudyGraph(catalogue.nodes)
    graph_ms = 1000 * (time.process_time() - begun)
    problems = list(questions(catalogue, given.n_questions, rng))
    found = [figures_of(problems, objective) for objective in Objective]
    if given.json:
        sys.stdout.write(
            json.dumps({"graph_ms": round(graph_ms, 1), "objectives": [asdict(one) for one in found]}, indent=2) + "\n"
        )
        return
    sys.stdout.write(f"{given.n_certifications} certifications, graph built in {graph_ms:.0f} ms\n")
    for one in found:
        sys.stdout.write(
            f"{one.objective:<6} {one.n_questions} questions, {one.n_paths} paths, {one.n_proven} proven,"
            f" {one.n_breaches} breaches; p50 {one.p50_ms} ms, p95 {one.p95_ms} ms, longest {one.most_ms} ms\n"
        )


if __name__ == "__main__":
    main()
