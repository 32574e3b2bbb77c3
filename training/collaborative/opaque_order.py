"""Numbers for learners and items that depend on the shape of a log alone, not on ids or the order of rows."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories

Hashes = NDArray[np.uint64]

_ROUNDS: Final = 3
_LEARNER_STEP, _ITEM_STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


def opaque_order(histories: Histories) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Learners and items in an order that stays when ids are renamed or rows are shuffled.

    Items most taken come first. Beyond that each learner is told by the items taken and their steps, each item by its
    learners, over and over: colour refinement (Weisfeiler and Leman 1968) with 64-bit hashes, whose sums do not depend
    on any order. What is still alike after three rounds is nearly always alike in every way, so that it does not
    matter which comes first; the present numbers then decide.

    Returns
    -------
    Rows of learners, shape (n_learners,), and columns of items, shape (n_items,), each in the new order.
    """
    steps = histories.steps.astype(np.uint64)
    counts = histories.item_counts
    items, learners = _mixed(counts.astype(np.uint64)), np.zeros(histories.n_learners, np.uint64)
    for _ in range(_ROUNDS):
        learners = _mixed(_summed(items[histories.items] + steps * _ITEM_STEP, histories.learners, len(learners)))
        items = _mixed(
            items + _summed(learners[histories.learners] + steps * _LEARNER_STEP, histories.items, len(items))
        )
    return np.argsort(learners, kind="stable"), np.lexsort((items, -counts))


def _summed(values: Hashes, owners: NDArray[np.int64] | NDArray[np.int32], n: int) -> Hashes:
    """Sum of the mixed values of each owner; sums wrap around, so that their order does not matter."""
    sums = np.zeros(n, np.uint64)
    np.add.at(sums, owners, _mixed(values))
    return sums


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele et al. 2014, doi:10.1145/2660193.2660195): one to one, each bit spread."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
