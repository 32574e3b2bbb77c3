"""Running sums of dated events of many learners: what had happened to each of them before any day."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

_DAYS = 1 << 20
"""Above every ordinal day, so that learner and day make one number to sort by."""


@dataclass(frozen=True, slots=True)
class PastSums:
    """Events sorted by learner and day; ``totals`` has one row more than there are events and begins with zeros."""

    keys: Numbers
    totals: NDArray[np.float64]

    @classmethod
    def of(cls, learner: Numbers, day: Numbers, amounts: NDArray[np.float64]) -> Self:
        """``learner`` and ``day`` (ordinals) have shape (n_events,), ``amounts`` (n_events, n_amounts)."""
        keys = learner * _DAYS + day
        order = np.argsort(keys, kind="stable")
        totals = np.zeros((len(keys) + 1, amounts.shape[1]))
        np.cumsum(amounts[order], axis=0, out=totals[1:])
        return cls(keys[order], totals)

    def before(self, learner: Numbers, day: Numbers) -> NDArray[np.float64]:
        """Sums of what happened to each learner before each day, shape (n, n_amounts)."""
        first = np.searchsorted(self.keys, learner * _DAYS)
        end = np.searchsorted(self.keys, learner * _DAYS + day)
        return np.asarray(self.totals[end] - self.totals[first])
