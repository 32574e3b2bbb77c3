from pathlib import Path

import numpy as np
import pytest

from benchmarks.bilingual.pairs import QueryKind, read_pairs
from benchmarks.bilingual.scorers import character_tfidf, encoder_scorer, matcher_scorer, pair_scores, thing_text
from data.catalogue import Catalogue
from embeddings.hashing import HashingEncoder
from embeddings.match import match_texts
from embeddings.match_weights import TextKind
from embeddings.protocols import TextRole
from tests.benchmarks.bilingual.pair_rows import write_pairs


class TestThingText:
    def test_is_the_text_that_the_product_compares(self, catalogue: Catalogue) -> None:
        assert thing_text(QueryKind.CERTIFICATION, "zen-1", catalogue) == "Zenith SQL. Datos Data SQL"
        assert thing_text(QueryKind.SUBJECT, "s-net", catalogue) == "Redes. Protocolos"
        assert thing_text(QueryKind.SKILL, "aws", catalogue) == "AWS, AWS"


class TestCharacterTfidf:
    def test_scores_shared_letters_and_no_meaning(self) -> None:
        scores = character_tfidf(["Programación"], ["programacion", "programar", "coding"])
        assert scores.shape == (1, 3)
        assert scores[0, 0] == pytest.approx(1.0)
        assert 0 < scores[0, 1] < 1
        assert scores[0, 2] == 0


class TestEncoderScorer:
    def test_is_the_cosine(self) -> None:
        encoder = HashingEncoder(64)
        scores = encoder_scorer(encoder)(["SQL", "cloud"], ["SQL", "cloud", "Java"])
        assert scores.shape == (2, 3)
        assert scores[0, 0] == scores[1, 1] == pytest.approx(1.0)
        vectors = encoder.encode(["cloud", "Java"], TextRole.QUERY)
        assert scores[1, 2] == pytest.approx(float(vectors[0] @ vectors[1]))


class TestMatcherScorer:
    def test_puts_the_score_of_each_match_in_its_place(self) -> None:
        encoder = HashingEncoder(64)
        things = ["cloud", "SQL", "Java"]
        scores = matcher_scorer(encoder, TextKind.CERTIFICATION)(["SQL", "cloud"], things)
        matches = match_texts(
            {"a": "SQL", "b": "cloud"}, {thing: thing for thing in things}, TextKind.CERTIFICATION, 3, encoder
        )
        expected = [dict(ranked) for _, ranked in matches]
        np.testing.assert_allclose(scores, [[row[thing] for thing in things] for row in expected])
        assert scores.argmax(axis=1).tolist() == [1, 0]


class TestPairScores:
    def test_gives_each_pair_the_score_of_its_text_and_thing(self, tmp_path: Path, catalogue: Catalogue) -> None:
        pairs = read_pairs(write_pairs(tmp_path), catalogue)
        texts = [pair.text for pair in pairs]
        things = [thing_text(pair.query_kind, pair.query_id, catalogue) for pair in pairs]

        def lengths(rows: list[str], columns: list[str]) -> np.ndarray:
            return np.array([[len(row) + len(column) / 1000 for column in columns] for row in rows])

        assert pair_scores(pairs, lengths, catalogue) == {
            pair.pair_id: round(len(text) + len(thing) / 1000, 6)
            for pair, text, thing in zip(pairs, texts, things, strict=True)
        }
