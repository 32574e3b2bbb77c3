"""Settings of each method, tried on learners whose next item is known."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.ease import Ease
from recommender.collaborative.factors import Factors
from recommender.collaborative.item_neighbours import ItemNeighbours
from recommender.collaborative.item_weights import ItemWeights
from recommender.collaborative.next_linear import NextLinear
from recommender.collaborative.pair_transitions import PairTransitions
from recommender.collaborative.popularity import Popularity
from recommender.collaborative.random_walk import RandomWalk
from recommender.collaborative.source import Scorer, Source, scores_of_unseen
from recommender.collaborative.transitions import Transitions
from training.collaborative.held_out import HeldOut

RECENCIES: Final = (1.0, 0.8, 0.6, 0.4)

SETTINGS: Final[dict[str, tuple[Source, ...]]] = {
    "popularity": (Popularity(),),
    "item-kNN": (ItemNeighbours(shrink=20), ItemNeighbours(shrink=100)),
    "RP3beta": (RandomWalk(lightening=0.2), RandomWalk(lightening=0.4), RandomWalk(lightening=0.6)),
    "EASE": (Ease(ridge=50), Ease(ridge=150), Ease(ridge=400)),
    "PureSVD": (Factors(n_factors=64), Factors(n_factors=160)),
}
"""Of the methods that read histories as sets, by name."""

ORDERED_SETTINGS: Final[dict[str, tuple[Source, ...]]] = {
    "late popularity": (Popularity(recency=0.5),),
    "next linear": (NextLinear(ridge=30, recency=0.4), NextLinear(ridge=30, recency=0.7)),
    "transitions": (Transitions(reach=0.4), Transitions(reach=0.7)),
    "last transition": (Transitions(reach=0.0, recency=0.0),),
    "pair transitions": (PairTransitions(),),
}
"""Of the methods that need to know the order."""

_BLOCK: Final = 2_000


def hit_ranks(scorer: Scorer, held: HeldOut) -> NDArray[np.int64]:
    """Rank of each target among the items not taken, from 0, shape (n,); items with an equal score come first."""
    parts = []
    for start in range(0, len(held.learners), _BLOCK):
        part = held.only(np.arange(start, min(start + _BLOCK, len(held.learners))))
        scores = scores_of_unseen(scorer, part.histories)
        reached = np.take_along_axis(scores, part.targets[:, None].astype(np.int64), axis=1)
        parts.append((scores >= reached).sum(axis=1) - 1)
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def ndcg_of_ranks(ranks: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """NDCG@k of one relevant item at each rank from 0: 1 / log2(rank + 2) within the list, else 0."""
    return np.where(ranks < k, 1.0 / np.log2(ranks + 2.0), 0.0)


def best_setting(settings: Sequence[Source], held: HeldOut, k: int, recencies: Sequence[float]) -> tuple[Source, float]:
    """The setting with the highest mean NDCG@k, the first of equal ones, and that mean.

    Each recency is tried on the first settings' winner, as weights of items do not depend on it.
    """
    fitted = [source.fit(held.known) for source in settings]
    means = [_mean_ndcg(scorer, held, k) for scorer in fitted]
    place = int(np.argmax(means))
    source, scorer, best = settings[place], fitted[place], means[place]
    if isinstance(scorer, ItemWeights) and not isinstance(source, NextLinear):
        for recency in recencies:
            mean = _mean_ndcg(replace(scorer, recency=recency), held, k)
            if mean > best:
                source, best = replace(source, recency=recency), mean  # type: ignore[type-var]
    return source, best


def _mean_ndcg(scorer: Scorer, held: HeldOut, k: int) -> float:
    return float(ndcg_of_ranks(hit_ranks(scorer, held), k).mean())
