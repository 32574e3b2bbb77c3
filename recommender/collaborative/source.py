"""What every method of the collaborative source does: it learns from histories, then scores items for histories."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories

Scores = NDArray[np.float32]


class Scorer(Protocol):
    """A fitted method."""

    def scores(self, histories: Histories) -> Scores:
        """Shape (n_learners, n_items), higher first, comparable within a learner; items taken score too.

        Only the histories given are read, so that learners who were not fitted on are scored alike.
        """
        ...


class Source(Protocol):
    """A method with its settings, not fitted yet."""

    def fit(self, histories: Histories) -> Scorer:
        """Learn from histories; equal histories give an equal scorer."""
        ...


def scores_of_unseen(scorer: Scorer, histories: Histories) -> Scores:
    """The scores with minus infinity for what the learner took already; shape (n_learners, n_items)."""
    scores = np.array(scorer.scores(histories), np.float32)
    scores[histories.learners, histories.items] = -np.inf
    return scores


def top_items(scores: Scores, k: int) -> NDArray[np.int64]:
    """Column numbers of each row's ``k`` highest scores, best first, equal ones by column; -1 for minus infinity.

    Returns
    -------
    Shape (n_learners, k), filled up with -1 where fewer items can be offered.
    """
    n, n_items = scores.shape
    reached = min(k, n_items)
    if reached < n_items:
        # Everything that is at least as good as the k-th is kept for the stable sort, so that equal scores at the
        # border are decided by the column too.
        border = -np.partition(-scores, reached - 1, axis=1)[:, reached - 1]
        candidates = scores >= border[:, None]
    else:
        candidates = np.ones_like(scores, bool)
    rows, columns = np.nonzero(candidates & (scores > -np.inf))
    order = np.lexsort((columns, -scores[rows, columns], rows))
    rows, columns = rows[order], columns[order]
    places = np.arange(len(rows)) - np.searchsorted(rows, rows)
    found = np.full((n, k), -1, np.int64)
    found[rows[places < k], places[places < k]] = columns[places < k]
    return found
