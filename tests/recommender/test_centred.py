import numpy as np

from recommender.centred import centred


def test_rows_get_unit_length_and_the_centre_itself_becomes_zeros() -> None:
    rows = centred(np.array([[4, 1], [1, 5], [1, 1]], np.float32), np.array([1, 1], np.float32))
    np.testing.assert_allclose(rows, [[1, 0], [0, 1], [0, 0]])
