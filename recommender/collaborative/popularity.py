"""What most learners take, in all or lately."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories
from recommender.collaborative.source import Scores


@dataclass(frozen=True, slots=True)
class SameForAll:
    """One score an item, shape (n_items,), whoever asks."""

    item_scores: NDArray[np.float32]

    def scores(self, histories: Histories) -> Scores:
        """Shape (n_learners, n_items), each row the same."""
        return np.tile(self.item_scores, (histories.n_learners, 1))


@dataclass(frozen=True, slots=True)
class Popularity:
    """Share of learners who took an item; with ``recency`` below 1 an event counts ``recency ** age`` of one."""

    recency: float = 1.0

    def fit(self, histories: Histories) -> SameForAll:
        """Count."""
        weights = np.power(self.recency, histories.ages)
        counts = np.bincount(histories.items, weights=weights, minlength=histories.n_items)
        return SameForAll((counts / max(histories.n_learners, 1)).astype(np.float32))
