"""The shape that most methods share: what was taken, times a weight from each item to each other item."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories
from recommender.collaborative.source import Scores

ItemMatrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ItemWeights:
    """Scores items by the weights from those a learner took, the newest counting most.

    ``weights`` has shape (n_items, n_items): row the item taken, column the item scored. An item counts
    ``recency ** age``.
    """

    weights: ItemMatrix
    recency: float = 1.0

    def scores(self, histories: Histories) -> Scores:
        """Shape (n_learners, n_items); zero for who took nothing."""
        return np.asarray(histories.matrix(self.recency) @ self.weights, np.float32)


class WeightSource(Protocol):
    """A method that gives weights from item to item, all items taken counting alike."""

    def fit(self, histories: Histories) -> ItemWeights:
        """Learn from histories."""
        ...


@dataclass(frozen=True, slots=True)
class Recent:
    """A method of weights where an item taken counts ``recency ** age`` in scoring, so that the newest counts most."""

    source: WeightSource
    recency: float

    def fit(self, histories: Histories) -> ItemWeights:
        """Learn as the method does."""
        return replace(self.source.fit(histories), recency=self.recency)


def co_counts(matrix: sp.csr_array) -> ItemMatrix:
    """How many learners took both of two items, shape (n_items, n_items), float32."""
    return np.asarray((matrix.T @ matrix).toarray(), np.float32)


def with_strongest(weights: ItemMatrix, n_kept: int) -> ItemMatrix:
    """Zero for all but the ``n_kept`` strongest of each column and those that equal the weakest of them."""
    if n_kept >= len(weights):
        return weights
    border = np.partition(weights, len(weights) - n_kept, axis=0)[len(weights) - n_kept]
    return np.where(weights >= border, weights, np.float32(0.0))
