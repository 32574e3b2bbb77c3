"""Compares parts of a text with whole texts: a sentence says several things, each in a few neighbouring tokens."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.protocols import TokenVectors

_CORPUS_PART = 16_384  # texts compared at once; bounds memory where a text has hundreds of windows
_MOST_WINDOWS = 512


def window_vectors(read: TokenVectors, n_tokens: int) -> NDArray[np.float32]:
    """Unit vectors of every run of ``n_tokens`` neighbouring tokens, shape (n_windows, n_dims).

    A text with fewer tokens is one window; one without any is the vector of the whole text.
    """
    if not len(read.vectors):
        return read.text_vector[None]
    size = min(n_tokens, len(read.vectors))
    sums = np.cumsum(np.vstack([np.zeros_like(read.vectors[:1]), read.vectors]), axis=0, dtype=np.float64)
    means = sums[size:] - sums[:-size]
    # A length of zero would need tokens that cancel each other to the last bit.
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), np.finfo(np.float64).tiny)
    return means.astype(np.float32)


def best_window_scores(
    reads: Sequence[TokenVectors], n_tokens: int, corpus_vectors: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Largest cosine of any window of each text with each of the corpus, shape (n_texts, n_corpus)."""
    best = np.empty((len(reads), len(corpus_vectors)), dtype=np.float32)
    windows = [window_vectors(read, n_tokens) for read in reads]
    for first, last in _parts([len(part) for part in windows]):
        together = np.concatenate(windows[first:last])
        starts = np.cumsum([0, *(len(part) for part in windows[first : last - 1])])
        for column in range(0, len(corpus_vectors), _CORPUS_PART):
            part = slice(column, column + _CORPUS_PART)
            best[first:last, part] = np.maximum.reduceat(together @ corpus_vectors[part].T, starts, axis=0)
    return best


def _parts(counts: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of neighbouring texts with about ``_MOST_WINDOWS`` windows, as (first, after the last)."""
    parts, first, n_windows = [], 0, 0
    for place, count in enumerate(counts):
        if place > first and n_windows + count > _MOST_WINDOWS:
            parts.append((first, place))
            first, n_windows = place, 0
        n_windows += count
    return [*parts, (first, len(counts))] if counts else []
