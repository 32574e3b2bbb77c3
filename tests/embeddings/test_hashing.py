"""Tests of the encoder that other tests use."""

import subprocess
import sys

import numpy as np
import pytest

from embeddings.hashing import HashingEncoder
from embeddings.protocols import TextRole
from tests.contracts.encoder import TokenEncoderContract


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


class TestHashingEncoder(TokenEncoderContract):
    tolerance = 0.0

    def test_puts_texts_that_share_words_nearer(self, encoder: HashingEncoder) -> None:
        query, near, far = encoder.encode(
            ["bases de datos", "diseño de bases de datos", "soporte telefónico"], TextRole.PASSAGE
        )
        assert query @ near > 0.6
        assert abs(query @ far) < 0.3

    def test_gives_an_empty_text_the_first_unit_vector(self, encoder: HashingEncoder) -> None:
        expected = np.zeros((1, encoder.n_dims), dtype=np.float32)
        expected[0, 0] = 1.0
        np.testing.assert_array_equal(encoder.encode([" \n"], TextRole.QUERY), expected)

    def test_gives_the_same_vector_in_another_process(self, encoder: HashingEncoder) -> None:
        program = (
            "from embeddings.hashing import HashingEncoder; from embeddings.protocols import TextRole; "
            "import sys; sys.stdout.write(HashingEncoder().encode(['redes'], TextRole.QUERY).tobytes().hex())"
        )
        other = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(sys.path)},
        )
        assert other.stdout == encoder.encode(["redes"], TextRole.QUERY).tobytes().hex()

    def test_names_its_size_in_the_fingerprint(self) -> None:
        assert HashingEncoder(64).fingerprint != HashingEncoder(128).fingerprint

    def test_refuses_one_dimension(self) -> None:
        with pytest.raises(ValueError, match="n_dims"):
            HashingEncoder(1)
