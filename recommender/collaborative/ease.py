"""EASE: each item from all others by ridge regression, in closed form."""

from dataclasses import dataclass

import numpy as np

from recommender.collaborative.histories import Histories
from recommender.collaborative.item_weights import ItemWeights, co_counts


@dataclass(frozen=True, slots=True)
class Ease:
    """Embarrassingly Shallow Autoencoder (Steck 2019, doi:10.1145/3308558.3313710).

    ``ridge`` is the strength of the penalty.
    """

    ridge: float = 200.0

    def fit(self, histories: Histories) -> ItemWeights:
        """Invert the penalised matrix of co-counts; the diagonal is held at zero, so that no item explains itself."""
        gram = co_counts(histories.matrix())
        np.fill_diagonal(gram, gram.diagonal() + np.float32(self.ridge))
        inverse = np.linalg.inv(gram)
        weights = inverse / -inverse.diagonal()
        np.fill_diagonal(weights, 0.0)
        return ItemWeights(weights)
