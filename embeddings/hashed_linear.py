"""A linear model over named features that are hashed into a fixed number of weights: small, and in numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class HashedLinear:
    """``weights`` has shape (n_buckets, n_classes); ``bias`` has shape (n_classes,)."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.weights.ndim != 2 or self.bias.shape != self.weights.shape[1:]:
            raise ValueError(f"weights {self.weights.shape} and bias {self.bias.shape} do not belong together")

    def __call__(self, rows: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Scores of rows of feature names, shape (n_rows, n_classes)."""
        scores = np.tile(self.bias, (len(rows), 1))
        if rows:
            buckets, ends = bucketed(rows, len(self.weights))
            sums = np.zeros((len(buckets) + 1, len(self.bias)), dtype=np.float64)
            np.cumsum(self.weights[buckets], axis=0, out=sums[1:])
            scores += (sums[ends[1:]] - sums[ends[:-1]]).astype(np.float32)
        return scores


def bucketed(rows: Sequence[Sequence[str]], n_buckets: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Buckets of all rows in one line, and where each row begins, with the end of the last."""
    ends = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=ends[1:])
    buckets = np.fromiter((crc32(name.encode()) % n_buckets for row in rows for name in row), np.int64, int(ends[-1]))
    return buckets, ends


def chances(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Softmax over the classes of each row."""
    raised: NDArray[np.float32] = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return shares
