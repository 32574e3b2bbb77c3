"""Problems in which everybody wants the same certification, so that results can be worked out by hand."""

import numpy as np

from recommender.allocation.plan import Plan
from recommender.allocation.problem import NO_LIMIT, CountRules, Options, Payments, Problem


def one_certification(
    values: list[float], *, segments: list[int] | None = None, classes: list[int] | None = None
) -> Problem:
    """Everybody wants the same certification; two classes with two alternatives each, of one budget each."""
    n = len(values)
    payments = Payments(
        pay_class=np.array(classes or [0] * n, np.int32),
        first_alternative=np.array([0, 2, 4]),
        budget=np.array([[0], [1], [0], [1]], np.int32),
        share=np.array([[5000], [10000], [5000], [10000]]),
        cap=np.full((4, 1), NO_LIMIT),
        pays_part=np.ones((4, 1), bool),
        covers=np.ones((4, 1), bool),
        own_limit=np.full(2, NO_LIMIT),
    )
    counts = CountRules(
        np.array(segments or [0] * n, np.int32),
        np.zeros(1, np.int32),
        np.zeros((0, 2), bool),
        np.zeros((0, 1), bool),
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
    )
    options = Options(np.arange(n + 1), np.zeros(n, np.int32), np.array(values, np.float32))
    return Problem(options, np.array([1000]), np.array([n]), np.array([10**6, 10**6]), payments, counts)


def given_to(problem: Problem, learners: list[int], alternatives: list[int] | None = None) -> Plan:
    plan = Plan.empty(problem.n_learners)
    plan.option[learners] = problem.options.start[learners]
    plan.alternative[learners] = alternatives or [0] * len(learners)
    return plan


def ids(n: int) -> list[str]:
    return [f"L{learner:04d}" for learner in range(n)]
