"""The next item from the past ones by ridge regression: EASE that knows the order."""

from dataclasses import dataclass

import numpy as np

from recommender.collaborative.followers import followers
from recommender.collaborative.histories import Histories
from recommender.collaborative.item_weights import ItemWeights, co_counts


@dataclass(frozen=True, slots=True)
class NextLinear:
    """Session-aware linear transitions, SLIT (Choi et al. 2021, doi:10.1145/3442381.3450005), over whole histories.

    Past items weigh ``fading ** gap``; the target is the one item that came next.
    """

    ridge: float = 50.0
    fading: float = 0.5

    def fit(self, histories: Histories) -> ItemWeights:
        """Solve (past' past + ridge) weights = past' taken."""
        pairs = followers(histories, self.fading)
        gram = co_counts(pairs.past)
        np.fill_diagonal(gram, gram.diagonal() + np.float32(self.ridge))
        towards = np.asarray((pairs.past.T @ pairs.taken).toarray(), np.float32)
        return ItemWeights(np.linalg.solve(gram, towards))
