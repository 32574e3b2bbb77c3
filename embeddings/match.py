"""Matches texts with texts, in Spanish, English or across: titles, skills, sentences, certifications, subjects."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import plain_case
from embeddings.list_items import list_items
from embeddings.match_signals import CorpusSignals
from embeddings.match_weights import MatchWeights, Signal, TextKind, read_match_weights
from embeddings.protocols import Encoder
from embeddings.title_forms import normal_title
from embeddings.vector_cache import VectorCache

_CELLS_AT_ONCE = 4_000_000  # numbers in a block of scores, of which a few are held at once
_DECIMALS = 6  # the last bits of a product of matrices depend on its size

NORMAL_FORMS: Mapping[TextKind, Callable[[str], str]] = {TextKind.TITLE: normal_title}
"""How texts of a kind are written before they are compared, queries and corpus alike."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The best texts of a corpus for each query.

    ``places`` are numbers of corpus texts, best first, and ``scores`` theirs, both of shape (n_queries, k). Equal
    scores keep the order of the corpus.
    """

    query_ids: tuple[str, ...]
    corpus_ids: tuple[str, ...]
    places: NDArray[np.int64]
    scores: NDArray[np.float32]

    def __iter__(self) -> Iterator[tuple[str, list[tuple[str, float]]]]:
        """Each query's id with its ranked (corpus id, score)."""
        for query_id, places, scores in zip(self.query_ids, self.places.tolist(), self.scores.tolist(), strict=True):
            corpus_ids = [self.corpus_ids[place] for place in places]
            yield query_id, list(zip(corpus_ids, scores, strict=True))


def match_texts(
    queries: Mapping[str, str],
    corpus: Mapping[str, str],
    kind: TextKind,
    k: int,
    encoder: Encoder,
    cache: VectorCache | None = None,
    *,
    weights: MatchWeights | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> Matches:
    """The ``k`` best texts of ``corpus`` for each of ``queries``, all texts by id.

    An empty text scores 0 with everything. ``weights`` default to the shipped ones of ``kind``.
    """
    return Matcher(corpus, kind, encoder, cache, weights=weights, progress=progress).match(queries, k)


class Matcher:
    """A corpus of one kind of text that is asked again and again."""

    def __init__(
        self,
        corpus: Mapping[str, str],
        kind: TextKind,
        encoder: Encoder,
        cache: VectorCache | None = None,
        *,
        weights: MatchWeights | None = None,
        progress: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._ids = tuple(corpus)
        self._kind = kind
        self._weights = weights or read_match_weights()[kind]
        self._signals = CorpusSignals([normal_text(text, kind) for text in corpus.values()], encoder, cache, progress)
        self._progress = progress

    def match(self, queries: Mapping[str, str], k: int) -> Matches:
        """The ``k`` best texts for each query, or all where the corpus has fewer.

        Raises
        ------
        ValueError
            If ``k`` is below 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        texts = [normal_text(text, self._kind) for text in queries.values()]
        distinct = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        n_places = min(k, len(self._ids))
        places = np.empty((len(distinct), n_places), dtype=np.int64)
        scores = np.empty((len(distinct), n_places), dtype=np.float32)
        for first, block in self._blocks(list(distinct)):
            for row, query_scores in enumerate(block, start=first):
                places[row] = best_places(query_scores, n_places)
                scores[row] = query_scores[places[row]]
            self._progress(f"matched {first + len(block)} of {len(distinct)} distinct queries")
        rows = [distinct[text] for text in texts]
        return Matches(tuple(queries), self._ids, places[rows], scores[rows])

    def _blocks(self, texts: Sequence[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Scores of neighbouring queries with the whole corpus, with the number of the first."""
        pieces = [query_pieces(text, splits_lists=self._weights.splits_lists) for text in texts]
        n_at_once = max(1, _CELLS_AT_ONCE // max(1, len(self._ids)))
        first = 0
        while first < len(texts):
            last, n_pieces = first, 0
            while last < len(texts) and (last == first or n_pieces + len(pieces[last]) <= n_at_once):
                n_pieces += len(pieces[last])
                last += 1
            yield first, self._scores(pieces[first:last])
            first = last

    def _scores(self, pieces: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        found = self._signals.scores([piece for part in pieces for piece in part], self._weights.signals_in_use)
        starts = np.cumsum([0, *(len(part) for part in pieces[:-1])])
        return np.round(fused_scores(found, self._weights, starts), _DECIMALS)


def fused_scores(
    signals: Mapping[Signal, NDArray[np.float32]], weights: MatchWeights, starts: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Scores of queries from the signals of their pieces: the weighted sum, and of a query's pieces the best.

    ``signals`` have a row a piece, ``starts`` the row of each query's first; the result has a row a query.
    """
    by_signal = weights.by_signal
    fused = np.sum([np.float32(by_signal[signal]) * signals[signal] for signal in weights.signals_in_use], axis=0)
    return np.maximum.reduceat(fused, starts, axis=0)


def normal_text(text: str, kind: TextKind) -> str:
    """A text as it is compared: not in capitals alone, and in the normal form of its kind."""
    return NORMAL_FORMS.get(kind, str)(plain_case(text))


def query_pieces(text: str, *, splits_lists: bool) -> list[str]:
    """What a query asks for: the items of a list where lists are split, else the text itself."""
    return list_items(text) if splits_lists else [text]


def best_places(scores: NDArray[np.float32], k: int) -> NDArray[np.intp]:
    """Places of the ``k`` largest of ``scores``, largest first; equal ones in their order.

    Examples
    --------
    >>> best_places(np.array([0.5, 0.9, 0.5, 0.1], dtype=np.float32), 2).tolist()
    [1, 0]
    """
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    least = np.partition(scores, len(scores) - k)[len(scores) - k]
    candidates = np.flatnonzero(scores >= least)
    return candidates[np.argsort(-scores[candidates], kind="stable")[:k]]
