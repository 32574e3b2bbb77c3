"""The signals by which a query is matched with every text of a corpus."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from data.domain import Language
from embeddings.language import language_of
from embeddings.lexical import LexicalIndex
from embeddings.match_weights import Signal
from embeddings.protocols import Encoder, TextRole, TokenEncoder, TokenVectors
from embeddings.vector_cache import VectorCache, encoded
from embeddings.windows import best_window_scores

_WINDOWS = {Signal.WINDOW_3: 3, Signal.WINDOW_8: 8}
_LEXICAL = (Signal.LEXICAL, Signal.LEXICAL_ACROSS)
_LANGUAGES = (None, *Language)


class CorpusSignals:
    """A corpus that queries are compared with; what a signal needs is made when it is first asked for."""

    def __init__(
        self,
        texts: Sequence[str],
        encoder: Encoder,
        cache: VectorCache | None,
        progress: Callable[[str], None],
    ) -> None:
        self._texts = texts
        self._encoder = encoder
        self._cache = cache
        self._progress = progress

    def __len__(self) -> int:
        return len(self._texts)

    def scores(self, queries: Sequence[str], signals: Collection[Signal]) -> dict[Signal, NDArray[np.float32]]:
        """Each asked signal, shape (n_queries, n_corpus); dense, so pass long lists in parts.

        An empty text is like nothing: every signal of it is 0. An encoder without vectors of tokens has one window,
        the whole query.
        """
        found: dict[Signal, NDArray[np.float32]] = {}
        windows = [signal for signal in signals if signal in _WINDOWS]
        if windows:
            reads = self._reads(queries)
            vectors = np.stack([read.text_vector for read in reads])
            for signal in windows:
                found[signal] = best_window_scores(reads, _WINDOWS[signal], self._vectors)
        elif Signal.POOLED in signals:
            vectors = self._encoder.encode(queries, TextRole.QUERY)
        if Signal.POOLED in signals:
            found[Signal.POOLED] = vectors @ self._vectors.T
        if any(signal in _LEXICAL for signal in signals):
            found |= self._lexical_scores(queries)
        is_something = _is_something(queries)[:, None] & _is_something(self._texts)[None]
        return {signal: np.where(is_something, found[signal], np.float32(0)) for signal in signals}

    def _reads(self, queries: Sequence[str]) -> list[TokenVectors]:
        if isinstance(self._encoder, TokenEncoder):
            return self._encoder.token_vectors(queries, TextRole.QUERY)
        vectors = self._encoder.encode(queries, TextRole.QUERY)
        return [TokenVectors(vector, vector[None], np.zeros((1, 2), dtype=np.int64)) for vector in vectors]

    def _lexical_scores(self, queries: Sequence[str]) -> dict[Signal, NDArray[np.float32]]:
        scores = self._lexical_index.scores(queries)
        languages = _language_numbers(queries)[:, None]
        is_across = (languages != self._languages[None]) & (languages != 0) & (self._languages[None] != 0)
        return {
            Signal.LEXICAL: np.where(is_across, np.float32(0), scores),
            Signal.LEXICAL_ACROSS: np.where(is_across, scores, np.float32(0)),
        }

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        if self._cache is None:
            return encoded(self._texts, TextRole.PASSAGE, self._encoder, self._progress).vectors
        return self._cache.vectors(self._texts, TextRole.PASSAGE, self._encoder, self._progress)

    @cached_property
    def _lexical_index(self) -> LexicalIndex:
        return LexicalIndex(self._texts)

    @cached_property
    def _languages(self) -> NDArray[np.int8]:
        """Number of each text's language; a text that does not tell is of the language that most texts are in."""
        found = _language_numbers(self._texts)
        counts = np.bincount(found, minlength=len(_LANGUAGES))
        counts[0] = 0
        return np.where(found == 0, counts.argmax(), found).astype(np.int8)


def _language_numbers(texts: Sequence[str]) -> NDArray[np.int8]:
    return np.array([_LANGUAGES.index(language_of(text)) for text in texts], dtype=np.int8)


def _is_something(texts: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([bool(text.strip()) for text in texts], dtype=np.bool_)
