"""Tests of the linear model over hashed names."""

from zlib import crc32

import numpy as np
import pytest

from embeddings.hashed_linear import HashedLinear, chances


class TestHashedLinear:
    def test_adds_the_weights_of_the_names_to_the_bias(self) -> None:
        weights = np.zeros((8, 2), dtype=np.float32)
        one, other = crc32(b"w=sql") % 8, crc32(b"w=de") % 8
        weights[one] += [1, 2]
        weights[other] += [10, 20]
        model = HashedLinear(weights, np.array([0.5, 0], dtype=np.float32))
        expected = [[11.5, 22], [0.5, 0], [2.5, 4]] if one != other else None
        assert expected is not None
        np.testing.assert_allclose(model([["w=sql", "w=de"], [], ["w=sql", "w=sql"]]), expected)

    def test_no_rows_give_no_scores(self) -> None:
        model = HashedLinear(np.zeros((8, 3), dtype=np.float32), np.zeros(3, dtype=np.float32))
        assert model([]).shape == (0, 3)

    def test_refuses_a_bias_of_other_classes(self) -> None:
        with pytest.raises(ValueError, match="do not belong together"):
            HashedLinear(np.zeros((8, 3), dtype=np.float32), np.zeros(2, dtype=np.float32))


class TestChances:
    def test_are_the_softmax_of_each_row(self) -> None:
        found = chances(np.log(np.array([[1, 3], [1, 1]], dtype=np.float32)))
        np.testing.assert_allclose(found, [[0.25, 0.75], [0.5, 0.5]], rtol=1e-6)
