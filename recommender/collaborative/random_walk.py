"""RP3beta: three steps of a random walk from a learner, with popular ends made lighter."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from recommender.collaborative.histories import Histories
from recommender.collaborative.item_weights import ItemWeights, with_strongest


@dataclass(frozen=True, slots=True)
class RandomWalk:
    """RP3beta (Paudel et al. 2017, doi:10.1145/2955101).

    ``sharpness`` is the power of each step's chance (alpha), ``lightening`` that of the popularity by which the end is
    divided (beta); each item is scored from the ``n_neighbours`` it is reached from most.
    """

    sharpness: float = 1.0
    lightening: float = 0.4
    n_neighbours: int = 200

    def fit(self, histories: Histories) -> ItemWeights:
        """Chance of going from an item to a learner of it and on to an item of theirs."""
        matrix = histories.matrix()
        counts = np.maximum(histories.item_counts, 1).astype(np.float32)
        lengths = np.maximum(histories.lengths, 1).astype(np.float32)
        to_learner = (sp.diags_array(counts**-self.sharpness) @ matrix.T).tocsr()
        to_item = (sp.diags_array(lengths**-self.sharpness) @ matrix).tocsr()
        reached = np.asarray((to_learner @ to_item).toarray(), np.float32)
        np.fill_diagonal(reached, 0.0)
        return ItemWeights(with_strongest(reached / counts**self.lightening, self.n_neighbours))
