"""Which of several sentences is nearest to a skill; a sentence that comes up again is not encoded again."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from api.recently_used import RecentlyUsed
from embeddings.protocols import Encoder, TextRole

_MOST_SENTENCES: Final = 20_000
"""Some 30 MB of vectors."""

Vectors = dict[str, NDArray[np.float32]]
Thing = TypeVar("Thing")


class SentenceVectors:
    """Vectors of sentences, for many threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: RecentlyUsed[str, NDArray[np.float32]] = RecentlyUsed(_MOST_SENTENCES)

    def of(self, texts: Iterable[str]) -> Vectors:
        """The vector of each text, those not held encoded together."""
        found = {text: self._kept.get(text) for text in dict.fromkeys(texts)}
        new = [text for text, vector in found.items() if vector is None]
        made = dict(zip(new, self._encoder.encode(new, TextRole.QUERY), strict=True)) if new else {}
        for text, vector in made.items():
            self._kept.put(text, vector)
        return {text: made[text] if vector is None else vector for text, vector in found.items()}


def nearest(
    things: Sequence[Thing], text_of: Callable[[Thing], str], skill: NDArray[np.float32], vectors: Vectors
) -> Thing:
    """The thing whose text is nearest to a skill's vector, the first of several alike."""
    return max(things, key=lambda thing: float(vectors[text_of(thing)] @ skill))
