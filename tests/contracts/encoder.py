"""Checks that every ``Encoder`` passes; a test class inherits them and offers an ``encoder`` fixture."""

import numpy as np
import pytest

from embeddings.protocols import Encoder, TextRole, TokenEncoder

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


class TokenEncoderContract(EncoderContract):
    """What an encoder that reads token by token must do besides, to the last bit."""

    def test_is_known_as_a_token_encoder(self, encoder: TokenEncoder) -> None:
        assert isinstance(encoder, TokenEncoder)

    @pytest.mark.parametrize("role", TextRole)
    def test_reads_the_text_itself_in_order(self, encoder: TokenEncoder, role: TextRole) -> None:
        for text, read in zip(TEXTS, encoder.token_vectors(TEXTS, role), strict=True):
            assert read.vectors.shape == (len(read.offsets), encoder.n_dims)
            assert read.vectors.dtype == np.float32
            starts, ends = read.offsets.T
            assert (starts >= 0).all()
            assert (starts < ends).all()
            assert (ends <= len(text)).all()
            assert (np.diff(starts) >= 0).all()
            covered = {place for start, end in read.offsets for place in range(start, end)}
            assert covered == {place for place, letter in enumerate(text) if not letter.isspace()}

    @pytest.mark.parametrize("role", TextRole)
    def test_gives_the_vector_of_the_whole_text_too(self, encoder: TokenEncoder, role: TextRole) -> None:
        whole = np.stack([read.text_vector for read in encoder.token_vectors(TEXTS, role)])
        np.testing.assert_array_equal(whole, encoder.encode(TEXTS, role))

    @pytest.mark.parametrize("role", TextRole)
    def test_reads_a_text_alone_as_in_a_batch(self, encoder: TokenEncoder, role: TextRole) -> None:
        together = encoder.token_vectors(TEXTS, role)
        for text, read in zip(TEXTS, together, strict=True):
            (alone,) = encoder.token_vectors([text], role)
            np.testing.assert_array_equal(read.vectors, alone.vectors)
            np.testing.assert_array_equal(read.offsets, alone.offsets)

    def test_reads_no_tokens_in_nothing(self, encoder: TokenEncoder) -> None:
        (read,) = encoder.token_vectors([""], TextRole.QUERY)
        assert read.vectors.shape == (0, encoder.n_dims)
        assert read.offsets.shape == (0, 2)

    def test_gives_an_empty_list_for_no_texts(self, encoder: TokenEncoder) -> None:
        assert encoder.token_vectors([], TextRole.QUERY) == []
