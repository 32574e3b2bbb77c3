import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.hashing import HashingEncoder
from embeddings.protocols import TextRole
from embeddings.vector_cache import VectorCache

TEXTS = ["redes", "bases de datos", "nómina"]


class CountingEncoder(HashingEncoder):
    """Tells how many texts it was given."""

    def __init__(self, n_dims: int = 16) -> None:
        super().__init__(n_dims)
        self.n_encoded = 0

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        self.n_encoded += len(texts)
        return super().encode(texts, role)


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


def quiet(_line: str) -> None:
    """No progress in tests."""


class TestVectorCache:
    def test_encodes_a_corpus_once(self, tmp_path: Path, encoder: CountingEncoder) -> None:
        first = VectorCache(tmp_path).vectors(TEXTS, TextRole.PASSAGE, encoder, quiet)
        again = VectorCache(tmp_path).vectors(TEXTS, TextRole.PASSAGE, encoder, quiet)
        assert encoder.n_encoded == 3
        np.testing.assert_array_equal(first, again)
        np.testing.assert_array_equal(first, HashingEncoder(16).encode(TEXTS, TextRole.PASSAGE))

    @pytest.mark.parametrize(
        "texts", [["redes", "bases de datos", "nomina"], TEXTS[::-1], TEXTS[:2], ["redesbases de datos", "", "nómina"]]
    )
    def test_knows_other_texts(self, tmp_path: Path, encoder: CountingEncoder, texts: list[str]) -> None:
        cache = VectorCache(tmp_path)
        cache.vectors(TEXTS, TextRole.PASSAGE, encoder, quiet)
        found = cache.vectors(texts, TextRole.PASSAGE, encoder, quiet)
        np.testing.assert_array_equal(found, HashingEncoder(16).encode(texts, TextRole.PASSAGE))

    def test_keeps_encoders_and_roles_apart(self, tmp_path: Path, encoder: CountingEncoder) -> None:
        cache = VectorCache(tmp_path)
        cache.vectors(TEXTS, TextRole.PASSAGE, encoder, quiet)
        cache.vectors(TEXTS, TextRole.QUERY, encoder, quiet)
        assert encoder.n_encoded == 6
        assert cache.vectors(TEXTS, TextRole.PASSAGE, HashingEncoder(32), quiet).shape == (3, 32)

    def test_makes_a_damaged_file_anew(self, tmp_path: Path, encoder: CountingEncoder) -> None:
        cache = VectorCache(tmp_path)
        first = cache.vectors(TEXTS, TextRole.PASSAGE, encoder, quiet)
        (path,) = tmp_path.glob("*.npz")
        path.write_bytes(path.read_bytes()[:100])
        np.testing.assert_array_equal(cache.vectors(TEXTS, TextRole.PASSAGE, encoder, quiet), first)
        assert encoder.n_encoded == 6

    def test_deletes_what_was_longest_out_of_use(self, tmp_path: Path, encoder: CountingEncoder) -> None:
        corpora = [["a"], ["b"], ["c"]]
        for corpus in corpora[:2]:
            VectorCache(tmp_path).vectors(corpus, TextRole.PASSAGE, encoder, quiet)
        first, second = sorted(tmp_path.glob("*.npz"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(second, ns=(1, 1))  # as if only the first had been used since
        room_for_two = 2 * first.stat().st_size
        VectorCache(tmp_path, room_for_two).vectors(corpora[2], TextRole.PASSAGE, encoder, quiet)
        assert first.exists()
        assert not second.exists()
        assert len(list(tmp_path.iterdir())) == 2

    def test_keeps_the_newest_even_where_there_is_room_for_none(self, tmp_path: Path, encoder: CountingEncoder) -> None:
        VectorCache(tmp_path, 1).vectors(TEXTS, TextRole.PASSAGE, encoder, quiet)
        assert len(list(tmp_path.iterdir())) == 1
