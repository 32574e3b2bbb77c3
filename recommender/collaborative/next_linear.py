"""The next item from the past ones by ridge regression: EASE that knows the order."""

from dataclasses import dataclass

import numpy as np

from recommender.collaborative.followers import followers
from recommender.collaborative.histories import Histories
from recommender.collaborative.item_weights import ItemWeights, co_counts


@dataclass(frozen=True, slots=True)
class NextLinear:
    """Session-aware linear transitions, SLIT (Choi et al. 2021, doi:10.1145/3442381.3450005), over whole histories.

    Past items weigh ``recency ** gap`` in fitting and in scoring alike; the target is the one item that came next.
    """

    ridge: float = 50.0
    recency: float = 0.8

    def fit(self, histories: Histories) -> ItemWeights:
        """Solve (past' past + ridge) weights = past' taken."""
        pairs = followers(histories, self.recency)
        gram = co_counts(pairs.past)
        np.fill_diagonal(gram, gram.diagonal() + np.float32(self.ridge))
        towards = np.asarray((pairs.past.T @ pairs.taken).toarray(), np.float32)
        return ItemWeights(np.linalg.solve(gram, towards), self.recency)
