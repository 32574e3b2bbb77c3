import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.lexical import LexicalIndex

CORPUS = ["administración de redes", "network administration", "redes", ""]


class TestLexicalIndex:
    def test_scores_equal_texts_1_whatever_their_case_and_accents(self) -> None:
        scores = LexicalIndex(CORPUS).scores(["ADMINISTRACION DE REDES"])
        np.testing.assert_allclose(scores[0, 0], 1.0, rtol=1e-6)
        assert scores[0].argmax() == 0

    def test_scores_a_shared_word_above_shared_letters(self) -> None:
        redes, network = LexicalIndex(CORPUS).scores(["redes de datos"])[0, [2, 1]]
        assert redes > network

    def test_scores_nothing_in_common_0(self) -> None:
        scores = LexicalIndex(CORPUS).scores(["xyz", ""])
        np.testing.assert_array_equal(scores, np.zeros((2, 4)))

    def test_takes_a_corpus_of_nothing(self) -> None:
        np.testing.assert_array_equal(LexicalIndex(["", " "]).scores(["redes"]), [[0, 0]])
        assert LexicalIndex([]).scores(["redes"]).shape == (1, 0)
        assert LexicalIndex(CORPUS).scores([]).shape == (0, 4)

    @given(st.lists(st.text(alphabet="abc ñé", max_size=12), min_size=1, max_size=5))
    def test_gives_cosines_and_the_same_alone_as_in_a_batch(self, texts: list[str]) -> None:
        index = LexicalIndex(CORPUS + texts)
        together = index.scores(texts)
        assert together.shape == (len(texts), 4 + len(texts))
        assert ((together >= 0) & (together <= 1 + 1e-6)).all()
        np.testing.assert_array_equal(together, np.concatenate([index.scores([text]) for text in texts]))
