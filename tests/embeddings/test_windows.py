import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings.protocols import TokenVectors
from embeddings.windows import best_window_scores, window_vectors

N_DIMS = 4


def read_text(vectors: NDArray[np.float32]) -> TokenVectors:
    whole = np.eye(1, N_DIMS, dtype=np.float32)[0]
    return TokenVectors(whole, vectors, np.zeros((len(vectors), 2), dtype=np.int64))


def random_read(rng: np.random.Generator, n_tokens: int) -> TokenVectors:
    return read_text(rng.normal(size=(n_tokens, N_DIMS)).astype(np.float32))


class TestWindowVectors:
    def test_are_unit_means_of_neighbours(self) -> None:
        read = read_text(np.array([[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 0, 5]], dtype=np.float32))
        half = np.sqrt(0.5)
        expected = [[half, half, 0, 0], [0, 2 / np.sqrt(29), 0, 5 / np.sqrt(29)]]
        np.testing.assert_allclose(window_vectors(read, 2), expected, rtol=1e-6)

    def test_of_a_short_text_are_one(self) -> None:
        read = read_text(np.array([[3, 4, 0, 0]], dtype=np.float32))
        np.testing.assert_allclose(window_vectors(read, 8), [[0.6, 0.8, 0, 0]], rtol=1e-6)

    def test_of_a_text_without_tokens_are_the_whole(self) -> None:
        read = read_text(np.empty((0, N_DIMS), dtype=np.float32))
        np.testing.assert_array_equal(window_vectors(read, 3), [[1, 0, 0, 0]])


class TestBestWindowScores:
    @given(st.lists(st.integers(0, 700), min_size=1, max_size=5), st.sampled_from([1, 3, 8]), st.integers(0, 9))
    def test_are_the_largest_cosines_window_by_window(self, counts: list[int], n_tokens: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        reads = [random_read(rng, count) for count in counts]
        corpus = rng.normal(size=(6, N_DIMS)).astype(np.float32)
        expected = [(window_vectors(read, n_tokens) @ corpus.T).max(axis=0) for read in reads]
        np.testing.assert_allclose(best_window_scores(reads, n_tokens, corpus), expected, rtol=1e-5, atol=1e-5)

    @pytest.mark.parametrize("shape", [(0, 3), (2, 0)])
    def test_take_no_texts_and_no_corpus(self, shape: tuple[int, int]) -> None:
        reads = [random_read(np.random.default_rng(1), 5) for _ in range(shape[0])]
        assert best_window_scores(reads, 3, np.empty((shape[1], N_DIMS), dtype=np.float32)).shape == shape
