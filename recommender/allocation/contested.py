"""A part of the learners decided exactly while all others keep what they have: what repair could not settle."""

from dataclasses import replace

import numpy as np

from recommender.allocation.breaches import counted, spent
from recommender.allocation.exact import solve_exactly
from recommender.allocation.plan import Plan
from recommender.allocation.problem import NO_LIMIT, Integers, Options, Problem


def decided_anew(problem: Problem, plan: Plan, learners: Integers, *, seconds: float, gap: float) -> Plan:
    """The plan in which the vouchers of ``learners`` are those that are worth most beside everybody else's.

    Raises
    ------
    LimitsError
        If no vouchers of theirs keep every rule.
    """
    kept = Plan(plan.option.copy(), plan.alternative.copy())
    kept.option[learners] = -1
    kept.alternative[learners] = -1
    part, rows = _part(problem, kept, learners)
    found, _, _ = solve_exactly(part, seconds=seconds, gap=gap, held=_held_in_groups(problem, kept))
    holders = found.holders
    kept.option[learners[holders]] = rows[found.option[holders]]
    kept.alternative[learners[holders]] = found.alternative[holders]
    return kept


def _part(problem: Problem, kept: Plan, learners: Integers) -> tuple[Problem, Integers]:
    """The problem of some learners with what the others leave, and which rows of the options theirs are."""
    options, counts = problem.options, problem.counts
    n_options = options.start[learners + 1] - options.start[learners]
    start = np.concatenate([[0], np.cumsum(n_options)])
    rows = np.arange(start[-1]) + np.repeat(options.start[learners] - start[:-1], n_options)
    others = counted(problem, kept)
    taken = np.bincount(options.certification[kept.option[kept.holders]], minlength=problem.n_certifications)
    part = replace(
        problem,
        options=Options(start, options.certification[rows], options.value[rows]),
        seats=problem.seats - taken,
        budgets=problem.budgets - spent(problem, kept),
        payments=replace(problem.payments, pay_class=problem.payments.pay_class[learners]),
        counts=replace(
            counts,
            segment=counts.segment[learners],
            least=np.maximum(counts.least - others, 0),
            most=np.where(counts.most < NO_LIMIT, counts.most - others, NO_LIMIT),
        ),
    )
    return part, rows


def _held_in_groups(problem: Problem, kept: Plan) -> tuple[Integers, ...]:
    groups = (parity.group[problem.counts.segment[kept.holders]] for parity in problem.parities)
    return tuple(
        np.bincount(group[group >= 0], minlength=len(parity.size))
        for group, parity in zip(groups, problem.parities, strict=True)
    )
