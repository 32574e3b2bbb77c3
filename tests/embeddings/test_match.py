from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings import match
from embeddings.hashing import HashingEncoder
from embeddings.lexical import LexicalIndex
from embeddings.match import Matcher, best_places, match_texts
from embeddings.match_weights import ENCODER_ALONE, LETTERS_ALONE, MatchWeights, TextKind
from embeddings.protocols import Encoder, TextRole
from embeddings.vector_cache import VectorCache

ENCODER = HashingEncoder()
CORPUS = {
    "redes": "administración de redes",
    "datos": "administración de bases de datos",
    "cliente": "atención al cliente",
    "network": "network administration of the company",
    "excel": "Excel",
}
QUERIES = {"a": "redes de datos", "b": "cliente", "c": "ADMINISTRACIÓN DE REDES", "d": "administration"}


class PooledEncoder:
    """The hashing encoder without its vectors of tokens."""

    fingerprint = "pooled"
    n_dims = ENCODER.n_dims
    encode = ENCODER.encode


def ranked(queries: dict[str, str], weights: MatchWeights, k: int = 3) -> dict[str, list[tuple[str, float]]]:
    return dict(match_texts(queries, CORPUS, TextKind.SKILL, k, ENCODER, weights=weights))


class TestMatchTexts:
    def test_ranks_by_the_cosine_where_the_encoder_alone_counts(self) -> None:
        queries = ENCODER.encode(["redes de datos"], TextRole.QUERY)
        cosines = (queries @ ENCODER.encode(list(CORPUS.values()), TextRole.PASSAGE).T)[0]
        expected = sorted(zip(CORPUS, cosines.tolist(), strict=True), key=lambda pair: -pair[1])
        found = ranked({"q": "redes de datos"}, ENCODER_ALONE, k=5)["q"]
        assert [id_ for id_, _ in found] == [id_ for id_, _ in expected]
        np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=1e-5)

    def test_counts_letters_less_across_languages(self) -> None:
        text = "administración de la empresa"
        weights = MatchWeights(pooled=0.0, lexical=1.0, lexical_across=0.25)
        letters = dict(zip(CORPUS, LexicalIndex(list(CORPUS.values())).scores([text])[0].tolist(), strict=True))
        found = dict(ranked({"q": text}, weights, k=5)["q"])
        assert found["datos"] == pytest.approx(letters["datos"], abs=1e-5)
        assert found["network"] == pytest.approx(0.25 * letters["network"], abs=1e-5)

    def test_adds_the_weighted_signals(self) -> None:
        weights = MatchWeights(pooled=0.5, window_3=0.25, lexical=0.75, lexical_across=0.75)
        query = "Buscamos apoyo en atención al cliente para Puebla"
        corpus = list(CORPUS.values())
        vectors = ENCODER.encode(corpus, TextRole.PASSAGE)
        words = ENCODER.encode(query.split(), TextRole.QUERY)
        means = np.stack([words[start : start + 3].mean(axis=0) for start in range(len(words) - 2)])
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        expected = (
            0.5 * ENCODER.encode([query], TextRole.QUERY) @ vectors.T
            + 0.25 * (means @ vectors.T).max(axis=0)
            + 0.75 * LexicalIndex(corpus).scores([query])
        )[0]
        found = dict(ranked({"q": query}, weights, k=5)["q"])
        np.testing.assert_allclose([found[id_] for id_ in CORPUS], expected, atol=1e-5)

    def test_takes_the_whole_query_as_its_window_where_tokens_are_not_told(self) -> None:
        def found(encoder: Encoder, weights: MatchWeights) -> np.ndarray:
            return match_texts(QUERIES, CORPUS, TextKind.SENTENCE, 5, encoder, weights=weights).scores

        windows = found(PooledEncoder(), MatchWeights(pooled=0.0, window_3=1.0))
        np.testing.assert_allclose(windows, found(ENCODER, ENCODER_ALONE), atol=1e-6)

    def test_lets_the_best_item_of_a_list_count(self) -> None:
        query = {"q": "Excel, redes, atención al cliente"}
        whole = ranked(query, ENCODER_ALONE)["q"]
        by_item = ranked(query, MatchWeights(pooled=1.0, splits_lists=True))["q"]
        assert by_item[0] == ("cliente", pytest.approx(1.0, abs=1e-5))
        assert by_item[1] == ("excel", pytest.approx(1.0, abs=1e-5))
        assert whole[0][1] < 0.9

    def test_reads_capitals_as_lower_case(self) -> None:
        assert ranked(QUERIES, LETTERS_ALONE)["c"][0] == ("redes", pytest.approx(1.0))

    def test_gives_all_of_a_corpus_that_is_smaller_than_k(self) -> None:
        found = match_texts(QUERIES, CORPUS, TextKind.TITLE, 99, ENCODER)
        assert found.places.shape == found.scores.shape == (4, 5)
        assert all(sorted(row) == [0, 1, 2, 3, 4] for row in found.places.tolist())

    def test_scores_empty_texts_0_in_the_order_of_the_corpus(self) -> None:
        corpus = {"x": "", "y": "redes", "z": " "}
        found = dict(match_texts({"e": " ", "r": "redes"}, corpus, TextKind.SKILL, 3, ENCODER))
        assert found["e"] == [("x", 0.0), ("y", 0.0), ("z", 0.0)]
        assert [id_ for id_, _ in found["r"]] == ["y", "x", "z"]

    @pytest.mark.parametrize("kind", TextKind)
    @pytest.mark.parametrize(
        "text", ["🙂", "<p>redes &amp; datos</p>", "إدارة الشبكات", "dato " * 10_000, ", , ,", "\ud800"]
    )
    def test_answers_strange_texts(self, kind: TextKind, text: str) -> None:
        found = match_texts({"q": text}, {"same": text, **CORPUS}, kind, 2, ENCODER)
        assert np.isfinite(found.scores).all()
        assert found.places.shape == (1, 2)

    @given(st.lists(st.sampled_from([*QUERIES.values(), "", "Excel, SQL, redes"]), min_size=1, max_size=6), st.data())
    def test_ranks_a_query_the_same_whatever_comes_with_it(self, texts: list[str], data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(TextKind))
        matcher = Matcher(CORPUS, kind, ENCODER)
        together = dict(matcher.match({str(number): text for number, text in enumerate(texts)}, 4))
        for number, text in enumerate(texts):
            assert together[str(number)] == dict(matcher.match({"alone": text}, 4))["alone"]

    def test_gives_the_same_in_blocks_of_any_size(self, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = match_texts(QUERIES, CORPUS, TextKind.SENTENCE, 5, ENCODER)
        monkeypatch.setattr(match, "_CELLS_AT_ONCE", 1)
        one_by_one = match_texts(QUERIES, CORPUS, TextKind.SENTENCE, 5, ENCODER)
        np.testing.assert_array_equal(whole.places, one_by_one.places)
        np.testing.assert_array_equal(whole.scores, one_by_one.scores)

    def test_gives_the_same_from_the_cache(self, tmp_path: Path) -> None:
        cache = VectorCache(tmp_path)
        first, again = (match_texts(QUERIES, CORPUS, TextKind.SUBJECT, 5, ENCODER, cache) for _ in range(2))
        np.testing.assert_array_equal(first.places, again.places)
        np.testing.assert_array_equal(first.scores, again.scores)

    def test_takes_no_queries_and_an_empty_corpus(self) -> None:
        assert match_texts({}, CORPUS, TextKind.TITLE, 3, ENCODER).places.shape == (0, 3)
        assert match_texts(QUERIES, {}, TextKind.SENTENCE, 3, ENCODER).places.shape == (4, 0)

    def test_refuses_a_k_below_1(self) -> None:
        with pytest.raises(ValueError, match="k must be at least 1, got 0"):
            match_texts(QUERIES, CORPUS, TextKind.TITLE, 0, ENCODER)


class TestBestPlaces:
    @given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=20), st.integers(1, 25))
    def test_are_the_first_of_a_stable_sort(self, scores: list[float], k: int) -> None:
        expected = sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:k]
        assert best_places(np.array(scores, dtype=np.float32), k).tolist() == expected
