"""Parities as count rules: once a level is chosen, each group's vouchers must lie in a window of whole numbers."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import CountRules, Integers, Parity, Problem

_ROUNDING = 1e-9
"""Products of shares and sizes that should be whole numbers may miss them by this much."""


def with_windows(problem: Problem, given_by_segment: Integers) -> Problem:
    """The problem with each parity replaced by count rules near a first plan; every plan of it keeps the parities.

    Parameters
    ----------
    given_by_segment
        Shape (n_segments,): vouchers of a first plan, which need not keep the parities.
    """
    counts = problem.counts
    for parity in problem.parities:
        least, most = _window(parity, _by_group(parity, given_by_segment))
        of_segment = parity.group[None, :] == np.arange(len(parity.size))[:, None]
        counts = CountRules(
            counts.segment,
            counts.kind,
            np.concatenate([counts.of_segment, of_segment]),
            np.concatenate([counts.of_kind, np.ones((len(parity.size), counts.of_kind.shape[1]), np.bool_)]),
            np.concatenate([counts.least, least]),
            np.concatenate([counts.most, most]),
        )
    return replace(problem, counts=counts, parities=())


def _by_group(parity: Parity, given_by_segment: Integers) -> Integers:
    is_in = parity.group >= 0
    given = np.zeros(len(parity.size), np.int64)
    np.add.at(given, parity.group[is_in], given_by_segment[is_in])
    return given


def _window(parity: Parity, given: Integers) -> tuple[Integers, Integers]:
    """Least and most vouchers of each group, at the level that changes the fewest of those given.

    Level 0 always has a window: no vouchers for anybody are within any gap.
    """
    rate = given / parity.size
    levels = np.unique(np.clip(np.concatenate([[0.0], rate, rate - parity.gap]), 0, 1))[:, None]
    least = np.ceil(levels * parity.size - _ROUNDING).astype(np.int64)
    most = np.floor(np.minimum(levels + parity.gap, 1) * parity.size + _ROUNDING).astype(np.int64)
    changed: NDArray[np.int64] = (np.maximum(least - given, 0) + np.maximum(given - most, 0)).sum(axis=1)
    has_window = (least <= most).all(axis=1)
    chosen = np.flatnonzero(has_window)[np.argmin(changed[has_window])]
    return least[chosen], most[chosen]
