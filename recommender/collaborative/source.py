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
