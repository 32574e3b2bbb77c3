"""What the mixture sees: one row a learner and item that some method ranks high, one column a fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories
from recommender.collaborative.source import Scorer, Scores, scores_of_unseen

Columns = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of each item whoever asks, each of shape (n_items,).

    ``count`` is the logarithm of how many took it, ``lateness`` how far its takers had come on average (log of the
    step), ``newest`` the share of its takers who took nothing since.
    """

    count: Columns
    lateness: Columns
    newest: Columns


@dataclass(frozen=True, slots=True)
class CandidateRows:
    """Rows sorted by learner, then item; ``features`` has shape (n_rows, n_features)."""

    learners: NDArray[np.int64]
    items: NDArray[np.int64]
    features: Columns


def item_facts(histories: Histories) -> ItemFacts:
    """Count over all learners."""
    count = np.maximum(histories.item_counts, 1)

    def mean(values: NDArray[np.float64]) -> Columns:
        return (np.bincount(histories.items, weights=values, minlength=histories.n_items) / count).astype(np.float32)

    return ItemFacts(
        count=np.log1p(histories.item_counts).astype(np.float32),
        lateness=mean(np.log1p(histories.steps)),
        newest=mean((histories.ages == 0).astype(np.float64)),
    )


def feature_names(methods: Sequence[str]) -> list[str]:
    """Names of the columns of ``CandidateRows.features``."""
    of_methods = [f"{method} {fact}" for method in methods for fact in ("score", "share of best", "rank")]
    return [*of_methods, "item count", "item lateness", "item newest", "taken", "distance"]


def candidate_rows(scorers: Mapping[str, Scorer], facts: ItemFacts, histories: Histories, n_each: int) -> CandidateRows:
    """The ``n_each`` best unseen items of every method, together, with what every method says of them."""
    all_scores = [scores_of_unseen(scorer, histories) for scorer in scorers.values()]
    learners, items = np.nonzero(np.logical_or.reduce([_is_among_best(scores, n_each) for scores in all_scores]))
    columns = [column for scores in all_scores for column in _columns(scores[learners, items], learners)]
    taken = np.log1p(histories.lengths[learners]).astype(np.float32)
    lateness = facts.lateness[items]
    columns += [facts.count[items], lateness, facts.newest[items], taken, lateness - taken]
    return CandidateRows(learners, items, np.stack(columns, axis=1))


def _is_among_best(scores: Scores, n_best: int) -> NDArray[np.bool_]:
    """Whether an item is above all but ``n_best`` scores of its row, and above 0; ties at the border are left out."""
    is_positive = scores > 0
    if n_best >= scores.shape[1]:
        return is_positive
    place = scores.shape[1] - 1 - n_best
    border = np.partition(scores, place, axis=1)[:, place]
    return is_positive & (scores > border[:, None])


def _columns(scores: Columns, learners: NDArray[np.int64]) -> list[Columns]:
    """Score, its share of the learner's best among the rows, and the logarithm of its rank there (ties share one)."""
    order = np.lexsort((-scores, learners))
    sorted_learners, sorted_scores = learners[order], scores[order]
    is_first = np.diff(sorted_learners, prepend=-1) != 0
    is_new = is_first | (np.diff(sorted_scores, prepend=0) != 0)
    places = np.arange(len(order))
    begin = np.maximum.accumulate(np.where(is_first, places, 0))
    rank = np.empty(len(order), np.float32)
    rank[order] = np.log1p(np.maximum.accumulate(np.where(is_new, places, 0)) - begin)
    best = np.empty(len(order), np.float32)
    best[order] = sorted_scores[begin]
    share: Columns = (scores / np.maximum(best, np.float32(1e-9))).astype(np.float32)
    return [scores, share, rank]
