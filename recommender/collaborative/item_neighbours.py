"""Item-kNN: items that share learners with those taken."""

from dataclasses import dataclass

import numpy as np

from recommender.collaborative.histories import Histories
from recommender.collaborative.item_weights import ItemMatrix, ItemWeights, co_counts, with_strongest


@dataclass(frozen=True, slots=True)
class ItemNeighbours:
    """Cosine of items over learners, shrunk (Sarwar et al. 2001, doi:10.1145/371920.372071).

    ``shrink`` is added to the denominator, so that two learners in common count less than two hundred; each item is
    scored from its ``n_neighbours`` nearest.
    """

    shrink: float = 50.0
    n_neighbours: int = 200

    def fit(self, histories: Histories) -> ItemWeights:
        """Count common learners and divide."""
        together = co_counts(histories.matrix())
        norms = np.sqrt(together.diagonal()).astype(np.float32)
        np.fill_diagonal(together, 0.0)
        cosine: ItemMatrix = together / (np.outer(norms, norms) + np.float32(max(self.shrink, 1e-6)))
        return ItemWeights(with_strongest(cosine, self.n_neighbours))
