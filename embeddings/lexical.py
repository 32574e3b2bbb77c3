"""How alike texts are by their letters: weighted runs of three to five of them within words."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfVectorizer

from embeddings.sentences import plain

_MOST_LETTERS = 2_000  # of a text; keeps 33,000 whole postings within memory


class LexicalIndex:
    """A corpus as rows of character tf-idf; case and accents make no difference."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._n_texts = len(texts)
        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(3, 5),
            sublinear_tf=True,
            dtype=np.float32,
            preprocessor=_letters,
        )
        self._runs_by_text: csr_array | None = None
        # Its vectorizer refuses a corpus of nothing at all.
        if any(text.strip() for text in texts):
            self._runs_by_text = csr_array(self._vectorizer.fit_transform(texts).T)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Cosine of each text with each of the corpus, shape (n_texts, n_corpus), in [0, 1].

        Dense, so pass long lists in parts.
        """
        if self._runs_by_text is None or not texts:
            return np.zeros((len(texts), self._n_texts), dtype=np.float32)
        return np.asarray((csr_array(self._vectorizer.transform(texts)) @ self._runs_by_text).toarray())


def _letters(text: str) -> str:
    return plain(text[:_MOST_LETTERS])
