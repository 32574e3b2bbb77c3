"""A small deterministic encoder for tests: texts that share letters and words lie near each other."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from embeddings.protocols import TextRole, TokenVectors

_WORD = re.compile(r"\S+")
_WORD_WEIGHT = 3  # a word in common says more than three letters in common


class HashingEncoder:
    """Signed hashing of words and of runs of three characters; knows no meaning and no language.

    The role makes no difference, as both sides of a search are hashed alike. A text without letters gets the
    first unit vector.
    """

    def __init__(self, n_dims: int = 256) -> None:
        if n_dims < 2:
            raise ValueError(f"n_dims must be at least 2, got {n_dims}")
        self._n_dims = n_dims

    @property
    def fingerprint(self) -> str:
        """Identity of method and size."""
        return f"hashing-1-{self._n_dims}"

    @property
    def n_dims(self) -> int:
        """Length of a vector."""
        return self._n_dims

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        """Unit vectors of ``texts``, shape (n_texts, n_dims)."""
        vectors = np.zeros((len(texts), self._n_dims), dtype=np.float64)
        for row, text in zip(vectors, texts, strict=True):
            for feature, weight in _feature_weights(text).items():
                place, sign = self._place(feature)
                row[place] += sign * weight
            if not row.any():  # nothing to hash, or features that cancel each other
                row[0] = 1.0
        # Over no rows the division is over nothing, and the shape stays (0, n_dims).
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors.astype(np.float32)

    def token_vectors(self, texts: Sequence[str], role: TextRole) -> list[TokenVectors]:
        """What each word of each text gives alone; a word knows no context."""
        return [self._tokens(text, role) for text in texts]

    def _tokens(self, text: str, role: TextRole) -> TokenVectors:
        words = list(_WORD.finditer(text))
        places = np.array([word.span() for word in words], dtype=np.int64).reshape(-1, 2)
        return TokenVectors(self.encode([text], role)[0], self.encode([word[0] for word in words], role), places)

    def _place(self, feature: str) -> tuple[int, float]:
        # Python's own hash() changes with every process.
        number = int.from_bytes(blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        return (number >> 1) % self._n_dims, 1.0 if number & 1 else -1.0


def _feature_weights(text: str) -> Counter[str]:
    weights: Counter[str] = Counter()
    for word in text.casefold().split():
        weights[f"word {word}"] += _WORD_WEIGHT
        for run in _runs(f"<{word}>"):
            weights[run] += 1
    return weights


def _runs(word: str) -> Iterator[str]:
    return (word[i : i + 3] for i in range(len(word) - 2))
