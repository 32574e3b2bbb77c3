"""A part of the learners decided exactly while all others keep what they have: what repair could not settle."""

from dataclasses import replace

import numpy as np

from recommender.allocation.breaches import Limit, counted, spent
from recommender.allocation.plan import Plan
from recommender.allocation.problem import NO_LIMIT, Integers, Options, Problem
from recommender.allocation.solver.exact import solve_exactly
from recommender.allocation.solver.limits_error import LimitsError, UnmetLimit
from recommender.allocation.solver.meeting import Prices

_MOST_WANTING, _MOST_GIVING = 1_000, 1_500
_SECONDS, _GAP = 20.0, 1e-3


def contested_anew(problem: Problem, plan: Plan, prices: Prices, spare: Integers) -> Plan:
    """A plan that meets the rules which repair still misses, found among those who could gain or lose by them.

    Parameters
    ----------
    spare
        Of the problem's rules, then of the windows of its parities: below 0 where a rule is missed.

    Raises
    ------
    LimitsError
        If there is none; whether the rules can be met by deciding more learners anew is then not known.
    """
    counts = problem.counts
    missed = np.flatnonzero(spare < 0)
    groups = [parity.group == group for parity in problem.parities for group in range(len(parity.size))]
    of_segment = np.concatenate([counts.of_segment, *(group[None] for group in groups)])
    wanting = np.asarray(of_segment[missed].any(axis=0))
    of_learner = np.maximum.reduceat(np.append(problem.options.value, 0), problem.options.start[:-1])
    of_learner = np.where(np.diff(problem.options.start) > 0, of_learner, 0)
    without = np.flatnonzero(wanting[counts.segment] & (plan.option < 0))
    first = without[np.argsort(-of_learner[without], kind="stable")[:_MOST_WANTING]]
    holders = plan.holders
    taken = problem.options.certification[plan.option[holders]]
    left = problem.options.value[plan.option[holders]] - prices.cost[plan.alternative[holders], taken]
    left -= prices.segment_cost[counts.segment[holders], counts.kind[taken]]
    last = holders[np.argsort(left, kind="stable")[:_MOST_GIVING]]
    if -spare[missed].sum() > _MOST_WANTING:
        raise LimitsError(_unmet(problem, spare), is_proven=False)
    try:
        return decided_anew(problem, plan, np.union1d(first, last), seconds=_SECONDS, gap=_GAP)
    except LimitsError as error:
        is_whole = len(first) + len(last) == problem.n_learners
        unmet = error.unmet or _unmet(problem, spare)
        raise LimitsError(unmet, is_proven=is_whole and error.is_proven) from error


def _unmet(problem: Problem, spare: Integers) -> tuple[UnmetLimit, ...]:
    """What repair missed: lower bounds, and windows of parities in vouchers."""
    n_rules = problem.counts.n_rules
    parity_of = np.repeat(np.arange(len(problem.parities)), [len(parity.size) for parity in problem.parities])
    return tuple(
        UnmetLimit(Limit.AT_LEAST, row, missing)
        if row < n_rules
        else UnmetLimit(Limit.PARITY, int(parity_of[row - n_rules]), missing)
        for row, missing in enumerate((-spare).tolist())
        if missing > 0
    )


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
