"""What nobody's list holds takes last places, and nothing else changes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recommender.collaborative.exposure import spread_lists
from recommender.collaborative.top_lists import top_lists


def learners_alike(n_learners: int, n_items: int) -> np.ndarray:
    """Everybody likes the first items best; how far the others fall behind differs a little between learners."""
    noise = np.random.default_rng(0).random((n_learners, n_items))
    return (-np.arange(n_items) + 0.1 * noise).astype(np.float32)


class TestSpreadLists:
    def test_every_item_is_listed_where_there_are_learners_enough(self) -> None:
        scores = learners_alike(200, 12)
        spread = spread_lists([scores[start : start + 20] for start in range(0, 200, 20)], 6)
        assert set(spread.items.ravel().tolist()) == set(range(12))

    def test_an_item_goes_where_it_comes_nearest(self) -> None:
        scores = learners_alike(40, 6)
        scores[17, 5] = -4.5
        changed = spread_lists([scores], 5)
        assert np.flatnonzero(changed.items[:, -1] == 5).tolist() == [17]
        assert changed.scores[17, -1] == -4.5

    @given(scores=arrays(np.float32, (60, 9), elements=st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 2.0])))
    def test_changes_last_places_of_few_lists_alone(self, scores: np.ndarray) -> None:
        plain, spread = top_lists([scores], 5), spread_lists([scores[:30], scores[30:]], 5)
        np.testing.assert_array_equal(spread.items[:, :-1], plain.items[:, :-1])
        changed = np.flatnonzero(spread.items[:, -1] != plain.items[:, -1])
        assert len(changed) <= 3
        assert set(plain.items.ravel().tolist()) <= set(spread.items.ravel().tolist())
        for learner in changed:
            assert spread.scores[learner, -1] == scores[learner, spread.items[learner, -1]] > -np.inf
            assert len(set(spread.items[learner].tolist())) == 5

    def test_short_lists_stay_as_they_are(self) -> None:
        scores = learners_alike(200, 12)
        np.testing.assert_array_equal(spread_lists([scores], 4).items, top_lists([scores], 4).items)
