"""Settings of each method, tried on learners whose next item is known."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.ease import Ease
from recommender.collaborative.item_neighbours import ItemNeighbours
from recommender.collaborative.item_weights import Recent, WeightSource
from recommender.collaborative.next_linear import NextLinear
from recommender.collaborative.random_walk import RandomWalk
from recommender.collaborative.source import Scorer, scores_of_unseen
from recommender.collaborative.transitions import Transitions
from training.collaborative.held_out import HeldOut, blocks

RECENCIES: Final = (1.0, 0.8, 0.6, 0.4)

WEIGHT_SETTINGS: Final[dict[str, tuple[WeightSource, ...]]] = {
    "item-kNN": (ItemNeighbours(shrink=20), ItemNeighbours(shrink=100)),
    "RP3beta": (RandomWalk(lightening=0.2), RandomWalk(lightening=0.4), RandomWalk(lightening=0.6)),
    "EASE": (Ease(ridge=50), Ease(ridge=150), Ease(ridge=400)),
}
"""Methods that read histories as sets."""

ORDERED_WEIGHT_SETTINGS: Final[dict[str, tuple[WeightSource, ...]]] = {
    "next linear": (NextLinear(ridge=30, fading=0.4), NextLinear(ridge=30, fading=0.7)),
    "transitions": (Transitions(reach=0.4), Transitions(reach=0.7)),
}
"""Methods that need to know the order."""


def hit_ranks(scorer: Scorer, held: HeldOut) -> NDArray[np.int64]:
    """Rank of each target among the items not taken, from 0, shape (n,); items with an equal score come first."""
    parts = []
    for part in blocks(held):
        scores = scores_of_unseen(scorer, part.histories)
        reached = np.take_along_axis(scores, part.targets[:, None].astype(np.int64), axis=1)
        parts.append((scores >= reached).sum(axis=1) - 1)
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def ndcg_of_ranks(ranks: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """NDCG@k of one relevant item at each rank from 0: 1 / log2(rank + 2) within the list, else 0."""
    return np.where(ranks < k, 1.0 / np.log2(ranks + 2.0), 0.0)


def best_of(settings: Sequence[WeightSource], held: HeldOut, k: int, recencies: Sequence[float]) -> Recent:
    """The setting with the highest mean NDCG@k, then the recency; the first of equal ones.

    Settings are compared at a recency of 1 and recencies with the best of them, as no recency changes the weights.
    """
    fitted = [source.fit(held.known) for source in settings]
    best = int(np.argmax([_mean_ndcg(weights, held, k) for weights in fitted]))
    by_recency = [_mean_ndcg(replace(fitted[best], recency=recency), held, k) for recency in recencies]
    return Recent(settings[best], recencies[int(np.argmax(by_recency))])


def _mean_ndcg(scorer: Scorer, held: HeldOut, k: int) -> float:
    return float(ndcg_of_ranks(hit_ranks(scorer, held), k).mean())
