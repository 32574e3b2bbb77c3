"""Keeps to the items that are taken most where there are too many for weights between all of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories
from recommender.collaborative.source import Scorer, Scores

_BELOW = np.float32(-1_000.0)
"""Below what any method gives; items beyond the most taken ones come last, popular ones first."""


@dataclass(frozen=True, slots=True)
class MostTaken:
    """``columns``, shape (n_kept,), are the numbers of some items; ``counts``, shape (n_items,), the takers of all."""

    columns: NDArray[np.int64]
    counts: NDArray[np.int64]

    def narrowed(self, histories: Histories) -> Histories:
        """The histories with these items alone, numbered anew."""
        place = np.full(len(self.counts), -1, np.int32)
        place[self.columns] = np.arange(len(self.columns))
        kept = histories.keeping(place[histories.items] >= 0)
        return Histories(kept.starts, place[kept.items], kept.steps, len(self.columns))


def most_taken(histories: Histories, n_most: int) -> MostTaken:
    """The ``n_most`` items with the most takers, of equal ones those with the lowest numbers."""
    counts = histories.item_counts
    return MostTaken(np.argsort(-counts, kind="stable")[:n_most], counts)


@dataclass(frozen=True, slots=True)
class WidenedScorer:
    """A scorer of some items that scores all."""

    scorer: Scorer
    items: MostTaken

    def scores(self, histories: Histories) -> Scores:
        """Shape (n_learners, n_items): what the scorer says of its items, the others below."""
        others = (_BELOW + np.log1p(self.items.counts)).astype(np.float32)
        scores = np.tile(others, (histories.n_learners, 1))
        scores[:, self.items.columns] = self.scorer.scores(self.items.narrowed(histories))
        return scores
