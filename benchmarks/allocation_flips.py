"""Of how many refused learners a change is found that gives them a voucher when everything is solved again."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from time import process_time
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.allocation_instances import instance
from recommender.allocation.explaining.changes import Change, changed
from recommender.allocation.explaining.explanations import explain
from recommender.allocation.explaining.flips import flips
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import Problem
from recommender.allocation.solver.solve import solve

PROGRESS_EVERY = 50
"""Explanations between two lines of progress: a thousand take half an hour."""


@dataclass(frozen=True, slots=True)
class FlipReport:
    """Refused learners asked for, those with a confirmed change, kinds found and not, and what it took."""

    n_learners: int
    n_explanations: int
    n_confirmed: int
    found: dict[str, int]
    not_found: dict[str, int]
    n_solves: int
    cpu_seconds: float

    @property
    def confirmed(self) -> float:
        """Share of the explanations with a confirmed change."""
        return self.n_confirmed / self.n_explanations

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__} | {"confirmed": self.confirmed}


def flip_report(problem: Problem, n_explanations: int, seed: int) -> FlipReport:
    """Explain refused learners drawn at random and look for what would have given each a voucher."""
    solution = solve(problem, seed=seed)
    explanations = explain(problem, solution.plan, solution.multipliers)
    refused = np.flatnonzero(explanations.is_refused)
    asked = np.random.default_rng(seed).choice(refused, n_explanations, replace=False)
    counting = _Counting(problem, seed, solution.multipliers)
    found: Counter[str] = Counter()
    not_found: Counter[str] = Counter()
    n_confirmed, start = 0, process_time()
    for n_asked, learner in enumerate(asked.tolist(), start=1):
        answer = flips(problem, solution.multipliers, explanations, learner, counting.resolve)
        found.update(flip.kind.value for flip in answer.found)
        not_found.update(kind.value for kind in answer.not_found)
        n_confirmed += bool(answer.found)
        if n_asked % PROGRESS_EVERY == 0:
            typer.echo(f"{n_confirmed} of {n_asked} confirmed, {process_time() - start:.0f} CPU s", err=True)
    seconds = process_time() - start
    return FlipReport(
        problem.n_learners, n_explanations, n_confirmed, dict(found), dict(not_found), counting.n_solves, seconds
    )


class _Counting:
    """Solves changed problems and counts how many."""

    def __init__(self, problem: Problem, seed: int, warm: Multipliers) -> None:
        self.n_solves = 0
        self._problem, self._seed, self._warm = problem, seed, warm

    def resolve(self, changes: Sequence[Change]) -> Plan:
        """The plan of the changed problem."""
        self.n_solves += 1
        return solve(changed(self._problem, changes), seed=self._seed, warm=self._warm).plan


def main(
    learners: Annotated[int, typer.Option(min=100)] = 10_000,
    explanations: Annotated[int, typer.Option(min=1)] = 1_000,
    seed: int = 0,
) -> None:
    """Print the report as JSON."""
    typer.echo(json.dumps(flip_report(instance(learners, seed), explanations, seed).as_json(), indent=2))


if __name__ == "__main__":
    typer.run(main)
