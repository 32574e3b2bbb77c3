"""How often an item was taken soon after another: a smoothed Markov chain with a fading memory."""

from dataclasses import dataclass

import numpy as np

from recommender.collaborative.followers import followers
from recommender.collaborative.histories import Histories
from recommender.collaborative.item_weights import ItemWeights


@dataclass(frozen=True, slots=True)
class Transitions:
    """Share of an item's followers that each other item is, followers further on counting ``reach ** gap``.

    ``smoothing`` followers that are nobody are added, so that one follower of a rare item does not count as certainty.
    A first-order Markov chain with skips, as in Rendle et al. (2010), doi:10.1145/1772690.1772773, and in the
    sequential rules of Ludewig and Jannach (2018), doi:10.1007/s11257-018-9209-6.
    """

    reach: float = 0.5
    smoothing: float = 5.0

    def fit(self, histories: Histories) -> ItemWeights:
        """Count and divide."""
        pairs = followers(histories, self.reach)
        counts = np.asarray((pairs.past.T @ pairs.taken).toarray(), np.float32)
        return ItemWeights(counts / (counts.sum(axis=1, keepdims=True) + np.float32(self.smoothing)))
