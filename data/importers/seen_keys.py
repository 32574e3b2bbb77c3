"""Remembers which keys a file has had so far, in some eight bytes a row."""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def key_hashes(keys: Iterable[tuple[object, ...]]) -> NDArray[np.uint64]:
    """A 64-bit hash of each key, the same in every process: of ten million keys two share one with a chance of 3e-6.

    Equal texts, dates and moments in UTC have equal hashes.
    """
    digests = b"".join(hashlib.blake2b(repr(key).encode(), digest_size=8).digest() for key in keys)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


class SeenKeys:
    """A growing set of 64-bit hashes, kept as sorted runs of which each is over twice as long as the next."""

    def __init__(self) -> None:
        self._runs: list[NDArray[np.uint64]] = []

    def add(self, hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Whether each hash is met for the first time, in this call and all earlier ones; all are remembered.

        Returns
        -------
        Shape (n,), for hashes of shape (n,).
        """
        values, first = np.unique(hashes, return_index=True)
        is_unseen = np.ones(len(values), dtype=np.bool_)
        for run in self._runs:
            places = np.minimum(np.searchsorted(run, values), len(run) - 1)
            is_unseen &= run[places] != values
        self._remember(values[is_unseen])
        is_first = np.zeros(len(hashes), dtype=np.bool_)
        is_first[first[is_unseen]] = True
        return is_first

    def _remember(self, run: NDArray[np.uint64]) -> None:
        """Add a sorted run; runs merge like the digits of a binary counter, so that each hash moves log n times."""
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.concatenate([self._runs.pop(), run])
            run.sort(kind="stable")
        if len(run):
            self._runs.append(run)
