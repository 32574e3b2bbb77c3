"""Gives items that are in nobody's list a last place where they come nearest to one."""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.source import Scores
from recommender.collaborative.top_lists import NO_ITEM, TopLists, top_lists

_SHORTEST_LIST: Final = 5
_MOST_CHANGED: Final = 0.05
"""Share of the lists that may lose their last item; a hit at the tenth place is rare and counts least."""


def spread_lists(blocks: Iterable[Scores], k: int) -> TopLists:
    """Lists as of ``top_lists``, in which items of no list have taken the last place of a list each.

    Without it a quarter of a catalogue is shown to nobody, so that nothing is ever learned of how it would be taken.
    Items nearest to a list come first; nobody loses more than one item, no item its only place, and at most a twentieth
    of the lists change. Lists of fewer than five places stay as they are.
    """
    nearest = _Nearest(k)
    lists = top_lists(nearest.looked_at(blocks), k)
    return nearest.spread(lists) if k >= _SHORTEST_LIST else lists


class _Nearest:
    """For each block and item the learner whose last place the item comes nearest to, and by how much it misses."""

    def __init__(self, k: int) -> None:
        self._k = k
        self._gaps: list[NDArray[np.float32]] = []
        self._learners: list[NDArray[np.int64]] = []

    def looked_at(self, blocks: Iterable[Scores]) -> Iterator[Scores]:
        """The same blocks, each seen on its way."""
        n_seen = 0
        for scores in blocks:
            n_items = scores.shape[1]
            if n_items > self._k:
                # Where fewer than k items are left all are listed, and nothing comes near.
                last = np.partition(scores, n_items - self._k, axis=1)[:, n_items - self._k]
                gaps = scores - np.where(last > -np.inf, last, np.float32(np.inf))[:, None]
                nearest = gaps.argmax(axis=0)
                self._gaps.append(gaps[nearest, np.arange(n_items)])
                self._learners.append(n_seen + nearest)
            n_seen += len(scores)
            yield scores

    def spread(self, lists: TopLists) -> TopLists:
        """The lists with their last places given away as ``spread_lists`` says."""
        n_changes = int(_MOST_CHANGED * len(lists.items))
        if not n_changes or not self._gaps:
            return lists
        items, scores = lists.items.copy(), lists.scores.copy()
        gaps, learners = np.stack(self._gaps), np.stack(self._learners)
        exposure = np.bincount(items[items != NO_ITEM], minlength=gaps.shape[1])
        is_changed = np.zeros(len(items), bool)
        for block, item in _nearest_first(gaps, exposure):
            learner = learners[block, item]
            last = items[learner, -1]
            if exposure[item] or is_changed[learner] or exposure[last] < 2:
                continue
            items[learner, -1], is_changed[learner] = item, True
            scores[learner, -1] += gaps[block, item]
            exposure[item], exposure[last] = 1, exposure[last] - 1
            if is_changed.sum() == n_changes:
                break
        return TopLists(items, scores)


def _nearest_first(gaps: NDArray[np.float32], exposure: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Blocks and items that are in no list, those that miss a last place by least first."""
    unlisted = np.flatnonzero(exposure == 0)
    blocks, places = np.nonzero(np.isfinite(gaps[:, unlisted]))
    items = unlisted[places]
    order = np.argsort(-gaps[blocks, items], kind="stable")
    yield from zip(blocks[order].tolist(), items[order].tolist(), strict=True)
