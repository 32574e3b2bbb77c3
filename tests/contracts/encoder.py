"""Checks that every ``Encoder`` passes; a test class inherits them and offers an ``encoder`` fixture."""

import numpy as np
import pytest

from embeddings.protocols import Encoder, TextRole

TEXTS = [
    "Administración de bases de datos",
    "database administration",
    "atención a clientes por teléfono en inglés, con turnos rotativos y metas semanales",
    "",
    "SQL",
    "Administración de bases de datos",
    "redes 5G  y\nseguridad 🙂",
]


class EncoderContract:
    """``tolerance`` is how far a number of a vector may move with the texts it is encoded with."""

    tolerance = 1e-6

    @pytest.mark.parametrize("role", TextRole)
    def test_gives_one_row_a_text(self, encoder: Encoder, role: TextRole) -> None:
        vectors = encoder.encode(TEXTS, role)
        assert vectors.shape == (len(TEXTS), encoder.n_dims)
        assert vectors.dtype == np.float32
        assert vectors.flags.c_contiguous

    def test_gives_unit_rows(self, encoder: Encoder) -> None:
        lengths = np.linalg.norm(encoder.encode(TEXTS, TextRole.PASSAGE), axis=1)
        np.testing.assert_allclose(lengths, 1.0, atol=1e-5)

    def test_gives_no_rows_for_no_texts(self, encoder: Encoder) -> None:
        vectors = encoder.encode([], TextRole.QUERY)
        assert vectors.shape == (0, encoder.n_dims)
        assert vectors.dtype == np.float32

    @pytest.mark.parametrize("role", TextRole)
    def test_encodes_a_text_alone_as_in_a_batch(self, encoder: Encoder, role: TextRole) -> None:
        together = encoder.encode(TEXTS, role)
        alone = np.concatenate([encoder.encode([text], role) for text in TEXTS])
        np.testing.assert_allclose(together, alone, rtol=0, atol=self.tolerance)

    def test_keeps_the_order_of_the_texts(self, encoder: Encoder) -> None:
        forward = encoder.encode(TEXTS, TextRole.PASSAGE)
        backward = encoder.encode(TEXTS[::-1], TextRole.PASSAGE)
        np.testing.assert_allclose(forward, backward[::-1], rtol=0, atol=self.tolerance)

    def test_gives_equal_texts_equal_rows(self, encoder: Encoder) -> None:
        vectors = encoder.encode(TEXTS, TextRole.PASSAGE)
        np.testing.assert_array_equal(vectors[0], vectors[5])

    def test_tells_texts_apart(self, encoder: Encoder) -> None:
        vectors = encoder.encode(["redes de datos", "nómina y contabilidad"], TextRole.PASSAGE)
        assert vectors[0] @ vectors[1] < 0.99

    def test_takes_a_tuple_of_texts(self, encoder: Encoder) -> None:
        np.testing.assert_array_equal(
            encoder.encode(("redes",), TextRole.QUERY), encoder.encode(["redes"], TextRole.QUERY)
        )

    def test_has_a_fingerprint_without_spaces(self, encoder: Encoder) -> None:
        assert encoder.fingerprint
        assert not any(character.isspace() for character in encoder.fingerprint)
