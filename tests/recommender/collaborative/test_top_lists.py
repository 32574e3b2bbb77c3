"""The best items of a row, with ties and with too few items."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recommender.collaborative.top_lists import top_items


class TestTopItems:
    @given(
        scores=arrays(np.float32, (3, 7), elements=st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 2.0])),
        k=st.integers(1, 9),
    )
    def test_is_the_head_of_a_stable_sort(self, scores: np.ndarray, k: int) -> None:
        for row, found in zip(scores, top_items(scores, k), strict=True):
            expected = [item for item in sorted(range(7), key=lambda item: (-row[item], item)) if row[item] > -np.inf]
            assert found.tolist() == (expected + [-1] * k)[:k]
