"""Numbers for learners and items that depend on the shape of a log alone, not on ids or the order of rows."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories

Hashes = NDArray[np.uint64]

_ROUNDS: Final = 4
_MOST_MARKED_EVENTS: Final = 3_000_000
"""Work for telling learners apart who look alike: enough for all of a small log, for one pair of one this large."""

_LEARNER_STEP, _ITEM_STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


def opaque_order(histories: Histories) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Learners and items in an order that stays when ids are renamed or rows are shuffled.

    Items most taken come first. Beyond that each learner is told by the items taken and their steps, each item by its
    learners, over and over: colour refinement (Weisfeiler and Leman 1968) with 64-bit hashes, whose sums do not depend
    on any order. Where different histories still look alike, one learner is marked and the others are told by that
    mark, again and again on small logs. What large logs leave alike is told by its present number; it is alike in
    nearly every way, so that it hardly matters which comes first.

    Returns
    -------
    Rows of learners, shape (n_learners,), and columns of items, shape (n_items,), each in the new order.
    """
    marks = np.zeros(histories.n_learners, np.uint64)
    most_marks = min(histories.n_learners, _MOST_MARKED_EVENTS // max(histories.n_events, 1))
    learners, items = _colours(histories, marks)
    for mark in range(1, most_marks + 1):
        alike = _one_of_those_alike(histories, learners)
        if alike is None:
            break
        marks[alike] = mark
        learners, items = _colours(histories, marks)
    return np.argsort(learners, kind="stable"), np.lexsort((items, -histories.item_counts))


def _colours(histories: Histories, marks: Hashes) -> tuple[Hashes, Hashes]:
    """A number for each learner and each item that is equal where nothing tells them apart."""
    steps, owners = histories.steps.astype(np.uint64), histories.learners
    learners, items = _mixed(marks), _mixed(histories.item_counts.astype(np.uint64))
    for _ in range(_ROUNDS):
        learners = _mixed(learners + _summed(items[histories.items] + steps * _ITEM_STEP, owners, len(learners)))
        items = _mixed(items + _summed(learners[owners] + steps * _LEARNER_STEP, histories.items, len(items)))
    return learners, items


def _one_of_those_alike(histories: Histories, colours: Hashes) -> int | None:
    """A learner of the first colour that learners of different histories share; ``None`` if there is no such colour."""
    numbered = histories.items.astype(np.uint64) + histories.steps.astype(np.uint64) * _ITEM_STEP
    taken = _summed(numbered, histories.learners, histories.n_learners)
    order = np.lexsort((taken, colours))
    is_alike = (np.diff(colours[order]) == 0) & (np.diff(taken[order]) != 0)
    return int(order[is_alike.argmax()]) if is_alike.any() else None


def _summed(values: Hashes, owners: NDArray[np.int64] | NDArray[np.int32], n: int) -> Hashes:
    """Sum of the mixed values of each owner; sums wrap around, so that their order does not matter."""
    sums = np.zeros(n, np.uint64)
    np.add.at(sums, owners, _mixed(values))
    return sums


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele et al. 2014, doi:10.1145/2660193.2660195): one to one, each bit spread."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
