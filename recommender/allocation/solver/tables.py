"""The problem as flat tables that compiled functions read."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import NO_LIMIT, Integers, Numbers32, Problem


class Tables(NamedTuple):
    """What compiled functions need to know of a `Problem`; nothing in it changes.

    ``charge`` names each budget once an alternative, so that one look at what is left suffices. Rules of a segment that
    have a bound are
    ``rule[rule_start[segment] : rule_start[segment + 1]]``; a voucher counts where ``rule_kind`` holds too.
    """

    start: Integers
    certification: Numbers32
    value: NDArray[np.float32]
    pay_class: Numbers32
    segment: Numbers32
    kind: Numbers32
    first_alternative: Integers
    budget: Numbers32
    charge: Integers
    payable: NDArray[np.bool_]
    rule_start: Integers
    rule: Numbers32
    rule_kind: NDArray[np.bool_]


def tables(problem: Problem) -> Tables:
    """Flat tables of a problem, parities left out."""
    payments, counts = problem.payments, problem.counts
    charge = payments.charges(problem.price).copy()
    width = charge.shape[1]
    for place in range(width):
        for later in range(place + 1, width):
            is_same = payments.budget[:, place] == payments.budget[:, later]
            charge[is_same, place] += charge[is_same, later]
            charge[is_same, later] = 0
    has_bound = (counts.least > 0) | (counts.most < NO_LIMIT)
    rule_start, rule = _rules_of_segments(counts.of_segment & has_bound[:, None])
    return Tables(
        problem.options.start,
        problem.options.certification,
        problem.options.value,
        payments.pay_class,
        counts.segment,
        counts.kind,
        payments.first_alternative,
        payments.budget,
        charge,
        payments.is_payable(problem.price).copy(),
        rule_start,
        rule,
        counts.of_kind,
    )


def _rules_of_segments(of_segment: NDArray[np.bool_]) -> tuple[Integers, Numbers32]:
    segment, rule = np.nonzero(of_segment.T)
    per_segment = np.bincount(segment, minlength=of_segment.shape[1])
    return np.concatenate([[0], np.cumsum(per_segment)]).astype(np.int64), rule.astype(np.int32)
