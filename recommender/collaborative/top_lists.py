"""The best items of every learner, from scores that come block by block."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.source import Scores

Lists = NDArray[np.int64]
"""Shape (n_learners, k): column numbers of items, best first, ``NO_ITEM`` where a list is shorter."""

NO_ITEM: Final = -1

_BLOCK: Final = 2_000
"""Learners scored at once: the scores of 3,400 items by ten methods take 270 MB."""


@dataclass(frozen=True, slots=True)
class TopLists:
    """``items`` of every learner and their ``scores``, shape (n_learners, k) too, NaN where a list is shorter."""

    items: Lists
    scores: Scores

    @property
    def n_empty(self) -> int:
        """Learners with nothing unseen left."""
        return int((self.items == NO_ITEM).all(axis=1).sum())


def learner_blocks(n_learners: int) -> Iterator[NDArray[np.int64]]:
    """All rows of learners in order, a few thousand at a time: the scores of all at once would not fit into memory."""
    for start in range(0, n_learners, _BLOCK):
        yield np.arange(start, min(start + _BLOCK, n_learners))


def top_lists(blocks: Iterable[Scores], k: int) -> TopLists:
    """The ``k`` highest scores of each row of each block, (n, n_items) with minus infinity for what is not offered."""
    items, scores = [], []
    for block in blocks:
        items.append(top_items(block, k))
        reached = np.take_along_axis(block, np.maximum(items[-1], 0), axis=1)
        scores.append(np.where(items[-1] == NO_ITEM, np.float32(np.nan), reached))
    return TopLists(np.concatenate(items), np.concatenate(scores))


def top_items(scores: NDArray[np.floating], k: int) -> Lists:
    """Column numbers of each row's ``k`` highest scores, best first, equal ones by column.

    Returns
    -------
    Lists, shorter where fewer items have a score above minus infinity.
    """
    n, n_items = scores.shape
    reached = min(k, n_items)
    if reached < n_items:
        # Everything that is at least as good as the k-th is kept for the stable sort, so that equal scores at the
        # border are decided by the column too.
        border = -np.partition(-scores, reached - 1, axis=1)[:, reached - 1]
        candidates = scores >= border[:, None]
    else:
        candidates = np.ones_like(scores, bool)
    rows, columns = np.nonzero(candidates & (scores > -np.inf))
    order = np.lexsort((columns, -scores[rows, columns], rows))
    rows, columns = rows[order], columns[order]
    places = np.arange(len(rows)) - np.searchsorted(rows, rows)
    found = np.full((n, k), NO_ITEM, np.int64)
    found[rows[places < k], places[places < k]] = columns[places < k]
    return found
