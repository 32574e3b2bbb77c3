"""What was taken after the same two items: a Markov chain of second order."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories
from recommender.collaborative.source import Scores


@dataclass(frozen=True, slots=True)
class PairFollowers:
    """``shares`` has a row a known pair, in the order of ``pairs`` (rising), and a column an item."""

    pairs: NDArray[np.int64]
    shares: sp.csr_array

    def scores(self, histories: Histories) -> Scores:
        """Shape (n_learners, n_items); zero where the last two items were never followed by anything."""
        found = np.zeros((histories.n_learners, histories.n_items), np.float32)
        learners = np.flatnonzero(histories.lengths >= 2)
        pairs = _pairs(histories, histories.starts[learners + 1] - 1)
        rows = np.searchsorted(self.pairs, pairs)
        is_known = np.isin(pairs, self.pairs)
        found[learners[is_known]] = self.shares[rows[is_known]].toarray()
        return found


@dataclass(frozen=True, slots=True)
class PairTransitions:
    """Share of the followers of two items in a row, in either order, that each other item is.

    ``smoothing`` followers that are nobody are added. The mixing of orders is that of Rendle et al. (2010) and of
    higher-order chains in Shani et al. (2005), JMLR 6:1265-1295.
    """

    smoothing: float = 3.0

    def fit(self, histories: Histories) -> PairFollowers:
        """Count the items that came right after each pair."""
        events = np.arange(histories.n_events)
        is_third = events - histories.starts[histories.learners] >= 2
        third = events[is_third]
        third = third[histories.steps[third] > histories.steps[third - 1]]
        pairs, rows = np.unique(_pairs(histories, third - 1), return_inverse=True)
        ones = np.ones(len(third), np.float32)
        counts = sp.csr_array((ones, (rows, histories.items[third])), shape=(len(pairs), histories.n_items))
        totals = np.bincount(rows, minlength=len(pairs)) + self.smoothing
        return PairFollowers(pairs, (sp.diags_array((1.0 / totals).astype(np.float32)) @ counts).tocsr())


def _pairs(histories: Histories, events: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number for the items of each event and the one before, whichever came first."""
    one, other = histories.items[events].astype(np.int64), histories.items[events - 1].astype(np.int64)
    return np.minimum(one, other) * histories.n_items + np.maximum(one, other)
