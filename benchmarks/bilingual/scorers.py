"""The systems that the bilingual benchmark compares: each scores every text against every thing."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.bilingual.pairs import Pair, QueryKind
from data.catalogue import Catalogue
from data.domain import CertificationId, SkillId, SubjectId
from data.names import unaccented
from embeddings.match import match_texts
from embeddings.match_weights import TextKind
from embeddings.protocols import Encoder, TextRole
from embeddings.texts import certification_text, skill_text, subject_text

Scorer = Callable[[Sequence[str], Sequence[str]], NDArray[np.float64]]
"""Texts and things to scores, shape (n_texts, n_things), higher for what fits better."""


def thing_text(query_kind: QueryKind, query_id: str, catalogue: Catalogue) -> str:
    """What a system reads of a thing: the text that stands for it wherever the product compares texts."""
    if query_kind is QueryKind.CERTIFICATION:
        return certification_text(catalogue.certifications[CertificationId(query_id)], catalogue.skills)
    if query_kind is QueryKind.SUBJECT:
        return subject_text(catalogue.subjects[SubjectId(query_id)])
    return skill_text(catalogue.skills[SkillId(query_id)])


def matcher_scorer(encoder: Encoder, kind: TextKind) -> Scorer:
    """The matcher that serves, for texts of a kind."""

    def scores(texts: Sequence[str], things: Sequence[str]) -> NDArray[np.float64]:
        matches = match_texts(_numbered(texts), _numbered(things), kind, len(things), encoder)
        by_thing = np.empty(matches.scores.shape, dtype=np.float64)
        np.put_along_axis(by_thing, matches.places, matches.scores.astype(np.float64), axis=1)
        return by_thing

    return scores


def encoder_scorer(encoder: Encoder) -> Scorer:
    """Cosine of the encoder's vectors."""

    def scores(texts: Sequence[str], things: Sequence[str]) -> NDArray[np.float64]:
        cosines = encoder.encode(texts, TextRole.QUERY) @ encoder.encode(things, TextRole.PASSAGE).T
        return np.asarray(cosines, dtype=np.float64)

    return scores


def character_tfidf(texts: Sequence[str], things: Sequence[str]) -> NDArray[np.float64]:
    """Cosine of tf-idf over runs of 3 to 5 letters within words, without accents; knows no meaning."""
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), preprocessor=_plain, sublinear_tf=True)
    thing_rows = vectoriser.fit_transform(things)
    return np.asarray((vectoriser.transform(texts) @ thing_rows.T).toarray(), dtype=np.float64)


def pair_scores(pairs: Sequence[Pair], scorer: Scorer, catalogue: Catalogue) -> dict[str, float]:
    """Score of each pair by its id, rounded to six places, so that it does not depend on the machine's last bit."""
    texts = list(dict.fromkeys(pair.text for pair in pairs))
    keys = list(dict.fromkeys((pair.query_kind, pair.query_id) for pair in pairs))
    scores = scorer(texts, [thing_text(kind, query_id, catalogue) for kind, query_id in keys])
    row_of = {text: row for row, text in enumerate(texts)}
    column_of = {key: column for column, key in enumerate(keys)}
    return {
        pair.pair_id: round(float(scores[row_of[pair.text], column_of[pair.query_kind, pair.query_id]]), 6)
        for pair in pairs
    }


def _numbered(texts: Sequence[str]) -> dict[str, str]:
    return {str(number): text for number, text in enumerate(texts)}


def _plain(text: str) -> str:
    return unaccented(text.casefold())
