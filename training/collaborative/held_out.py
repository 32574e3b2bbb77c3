"""Keeps one item of some learners back, so that a method can be judged on what it did not see."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories
from recommender.collaborative.top_lists import learner_blocks

_LONGEST_START: Final = 3
"""Learners who are judged as beginners are cut to their first one to three items."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """``known`` is what may be fitted on; ``targets`` the next item of each of ``learners`` (rows of ``known``)."""

    known: Histories
    learners: NDArray[np.int64]
    targets: NDArray[np.int32]

    def only(self, places: NDArray[np.int64]) -> "HeldOut":
        """Some of the learners to judge."""
        return HeldOut(self.known, self.learners[places], self.targets[places])

    @property
    def histories(self) -> Histories:
        """What is known of the learners to judge."""
        return self.known.of(self.learners)


def blocks(held: HeldOut) -> Iterator[HeldOut]:
    """The learners to judge, as many at a time as can be scored at once."""
    for places in learner_blocks(len(held.learners)):
        yield held.only(places)


def hold_out(histories: Histories, n_most: int, share: float, beginners: float, rng: np.random.Generator) -> HeldOut:
    """Cut some learners short: the next item is kept back, everything after it is forgotten.

    Parameters
    ----------
    n_most, share
        At most so many learners, and at most this share of those with two items or more.
    beginners
        Share of them that is cut to its first one to three items; the others lose their last one alone.

    Notes
    -----
    Items of the same step, which are all where no time is known, come in random order.
    """
    able = np.flatnonzero(histories.lengths >= 2)
    learners = np.sort(rng.choice(able, min(n_most, int(np.ceil(share * len(able)))), replace=False))
    last = histories.lengths[learners] - 1
    first = np.minimum(rng.integers(1, _LONGEST_START + 1, len(learners)), last)
    n_kept = histories.lengths.copy()
    n_kept[learners] = np.where(rng.random(len(learners)) < beginners, first, last)
    owners = histories.learners
    shuffled = np.lexsort((rng.random(histories.n_events), histories.steps, owners))
    turn = np.empty(histories.n_events, np.int64)
    turn[shuffled] = np.arange(histories.n_events) - histories.starts[owners]
    targets = histories.items[shuffled][histories.starts[learners] + n_kept[learners]]
    return HeldOut(histories.keeping(turn < n_kept[owners]), learners, targets)
