"""Checks that every ``Source`` of the collaborative part passes; a test class offers a ``source`` fixture."""

import numpy as np
import pytest

from recommender.collaborative.histories import Histories, histories_of
from recommender.collaborative.source import Source, scores_of_unseen
from recommender.collaborative.top_lists import top_items
from tests.histories import curricula, histories_from

N_ITEMS = 42
"""Two more than anybody takes."""


class SourceContract:
    @pytest.fixture
    def histories(self) -> Histories:
        # Somebody who took nothing, and somebody who took one item, must not disturb.
        return histories_from([*curricula(150), [], [7]], N_ITEMS)

    def test_gives_a_finite_score_for_every_learner_and_item(self, source: Source, histories: Histories) -> None:
        scores = source.fit(histories).scores(histories)
        assert scores.shape == (histories.n_learners, N_ITEMS)
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()

    def test_never_offers_what_was_taken(self, source: Source, histories: Histories) -> None:
        top = top_items(scores_of_unseen(source.fit(histories), histories), 10)
        for learner in range(histories.n_learners):
            taken = histories.items[histories.starts[learner] : histories.starts[learner + 1]]
            assert not set(taken.tolist()) & set(top[learner].tolist())

    def test_equal_histories_give_equal_scores(self, source: Source, histories: Histories) -> None:
        once, again = (source.fit(histories).scores(histories) for _ in range(2))
        np.testing.assert_array_equal(once, again)

    def test_scores_a_learner_alike_alone_and_among_others(self, source: Source, histories: Histories) -> None:
        scorer = source.fit(histories)
        alone = scorer.scores(histories.of(np.array([3, 3])))
        np.testing.assert_allclose(alone[1], scorer.scores(histories)[3], rtol=1e-4, atol=1e-6)

    def test_scores_move_with_the_numbers_of_items_and_learners(self, source: Source, histories: Histories) -> None:
        rng = np.random.default_rng(5)
        to_item, to_learner = rng.permutation(N_ITEMS), rng.permutation(histories.n_learners)
        renamed = histories_of(
            to_learner[histories.learners],
            to_item[histories.items],
            histories.steps.astype(np.int64),
            (histories.n_learners, N_ITEMS),
        )
        expected = source.fit(histories).scores(histories)
        found = source.fit(renamed).scores(renamed)
        np.testing.assert_allclose(found[to_learner][:, to_item], expected, rtol=2e-3, atol=1e-4)

    def test_learns_from_a_log_of_one_learner_and_one_item(self, source: Source) -> None:
        tiny = histories_from([[0]], 1)
        assert np.isfinite(source.fit(tiny).scores(tiny)).all()

    def test_learns_from_a_log_without_order(self, source: Source, histories: Histories) -> None:
        unordered = histories.without_time()
        assert np.isfinite(source.fit(unordered).scores(unordered)).all()
