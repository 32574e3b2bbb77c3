"""PureSVD: items near each other in the few directions in which learners differ most."""

from dataclasses import dataclass

import numpy as np

from recommender.collaborative.histories import Histories
from recommender.collaborative.item_weights import ItemWeights

_SEED = 2026
"""Of the first guess of the directions; the result hardly depends on it, and equal histories must give equal scores."""


@dataclass(frozen=True, slots=True)
class Factors:
    """Truncated singular value decomposition (Cremonesi et al. 2010, doi:10.1145/1864708.1864721).

    ``n_factors`` directions are kept; ``evenness`` is the power of the popularity by which columns are divided before,
    0 as in the paper, 0.5 so that popular items do not fill the first directions.
    """

    n_factors: int = 100
    evenness: float = 0.3

    def fit(self, histories: Histories) -> ItemWeights:
        """Project what was taken on the directions and back."""
        from sklearn.utils.extmath import randomized_svd

        lightening = np.maximum(histories.item_counts, 1).astype(np.float32) ** -np.float32(self.evenness)
        matrix = histories.matrix().multiply(lightening).tocsr()
        n_factors = min(self.n_factors, *(side - 1 for side in matrix.shape))
        if n_factors < 1:
            return ItemWeights(np.zeros((histories.n_items, histories.n_items), np.float32))
        directions = randomized_svd(matrix, n_factors, n_iter=3, random_state=_SEED)[2]
        directions = np.asarray(directions, np.float32)
        weights = (lightening[:, None] * directions.T) @ (directions / lightening)
        return ItemWeights(np.asarray(weights, np.float32))
