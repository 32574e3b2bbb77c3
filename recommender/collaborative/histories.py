"""What each learner took and in which order, as arrays."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Histories:
    """The events of all learners, one learner after the other, oldest first; no item twice within a learner.

    ``starts`` has shape (n_learners + 1,): the events of learner ``i`` are ``starts[i]`` to ``starts[i + 1]``.
    ``items`` and ``steps`` have shape (n_events,): a column number below ``n_items``, and the place in time within the
    learner, where events at the same time share a step. Where nothing is known of time every step is 0.
    """

    starts: NDArray[np.int64]
    items: NDArray[np.int32]
    steps: NDArray[np.int32]
    n_items: int

    def __post_init__(self) -> None:
        if not len(self.starts) or self.starts[0] != 0 or (np.diff(self.starts) < 0).any():
            raise ValueError("starts must begin with 0 and never fall")
        if not self.starts[-1] == len(self.items) == len(self.steps):
            raise ValueError(f"{self.starts[-1]} events, {len(self.items)} items and {len(self.steps)} steps differ")
        if len(self.items) and not 0 <= self.items.min() <= self.items.max() < self.n_items:
            raise ValueError(f"items must be between 0 and {self.n_items - 1}")

    @property
    def n_learners(self) -> int:
        """How many learners, those without any event among them."""
        return len(self.starts) - 1

    @property
    def n_events(self) -> int:
        """How many events of all learners together."""
        return len(self.items)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many items each learner took, shape (n_learners,)."""
        return np.diff(self.starts)

    @property
    def learners(self) -> NDArray[np.int64]:
        """The learner of each event, shape (n_events,)."""
        return np.repeat(np.arange(self.n_learners), self.lengths)

    @property
    def ages(self) -> NDArray[np.int32]:
        """Steps between each event and its learner's last, shape (n_events,): 0 for the newest."""
        last = np.zeros(self.n_learners, np.int32)
        taken = self.lengths > 0
        last[taken] = self.steps[self.starts[1:][taken] - 1]
        return last[self.learners] - self.steps

    @property
    def is_ordered(self) -> bool:
        """Whether somebody took one item after another, as far as is known."""
        return bool((self.ages > 0).any())

    @property
    def item_counts(self) -> NDArray[np.int64]:
        """How many learners took each item, shape (n_items,)."""
        return np.bincount(self.items, minlength=self.n_items)

    def matrix(self, recency: float = 1.0) -> sp.csr_array:
        """Learners by items, float32: ``recency ** age`` where a learner took an item, so 1 for the newest."""
        weights = np.power(recency, self.ages).astype(np.float32)
        return sp.csr_array((weights, self.items, self.starts), shape=(self.n_learners, self.n_items))

    def of(self, learners: NDArray[np.int64]) -> "Histories":
        """The histories of these learners, in this order."""
        lengths = self.lengths[learners]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        events = np.arange(starts[-1]) + np.repeat(self.starts[learners] - starts[:-1], lengths)
        return Histories(starts, self.items[events], self.steps[events], self.n_items)

    def keeping(self, is_kept: NDArray[np.bool_]) -> "Histories":
        """The same learners and items with only the events where ``is_kept``, shape (n_events,)."""
        before = np.concatenate([[0], np.cumsum(is_kept)])
        return Histories(before[self.starts], self.items[is_kept], self.steps[is_kept], self.n_items)

    def without_time(self) -> "Histories":
        """The same events with nothing known of their order."""
        return Histories(self.starts, self.items, np.zeros_like(self.steps), self.n_items)


def histories_of(
    learners: NDArray[np.int64], items: NDArray[np.int64], times: NDArray[np.int64], shape: tuple[int, int]
) -> Histories:
    """Histories from events in any order.

    Parameters
    ----------
    learners, items, times
        Shape (n_events,): row and column numbers, and anything that rises with time (all equal if nothing is known).
    shape
        How many learners and items there are, with those that have no event.

    Notes
    -----
    Events of a learner at the same time are ordered by item, so that the order of the events given does not matter.
    """
    order = np.lexsort((items, times, learners))
    learners, items, times = learners[order], items[order], times[order]
    starts = np.searchsorted(learners, np.arange(shape[0] + 1)).astype(np.int64)
    is_later = np.concatenate([[False], (np.diff(times) > 0) & (np.diff(learners) == 0)])
    risen = np.cumsum(is_later)
    steps = risen - np.concatenate([risen, [0]])[starts[:-1]][learners]
    return Histories(starts, items.astype(np.int32), steps.astype(np.int32), shape[1])
