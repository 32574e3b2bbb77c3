"""Pairs of what a learner had taken and what they took next: what the order-aware methods learn from."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.histories import Histories

_LONGEST_LOOK = 20
"""Events before one that count as its past; older ones hardly weigh and cost the square of the length."""


@dataclass(frozen=True, slots=True)
class Followers:
    """One row an event that has an earlier one: ``past`` and ``taken`` have shape (n_rows, n_items), float32.

    ``past`` holds ``fading ** gap`` for what was taken before, the step right before being gap 0; ``taken`` a 1.
    """

    past: sp.csr_array
    taken: sp.csr_array


def followers(histories: Histories, fading: float) -> Followers:
    """Rows of past and next item; events of the same step do not follow each other."""
    events = np.arange(histories.n_events)
    first = histories.starts[histories.learners]
    rows, columns, weights = [], [], []
    for look in range(1, _LONGEST_LOOK + 1):
        later = events[events - look >= first]
        gap = histories.steps[later] - histories.steps[later - look]
        later, gap = later[gap > 0], gap[gap > 0]
        rows.append(later)
        columns.append(histories.items[later - look])
        weights.append(np.power(fading, gap - 1).astype(np.float32))
    shape = (histories.n_events, histories.n_items)
    past = sp.csr_array((np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))), shape=shape)
    ones = np.ones(histories.n_events, np.float32)
    taken = sp.csr_array((ones, histories.items, np.arange(histories.n_events + 1)), shape=shape)
    has_past = np.diff(past.indptr) > 0
    return Followers(past[has_past], taken[has_past])
