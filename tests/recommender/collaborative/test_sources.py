"""Every method keeps the contract, and each says what its paper says on logs small enough to work out."""

import numpy as np
import pytest

from recommender.collaborative.ease import Ease
from recommender.collaborative.item_neighbours import ItemNeighbours
from recommender.collaborative.item_weights import Recent, WeightSource
from recommender.collaborative.next_linear import NextLinear
from recommender.collaborative.pair_transitions import PairTransitions
from recommender.collaborative.popularity import Popularity
from recommender.collaborative.random_walk import RandomWalk
from recommender.collaborative.source import Source
from recommender.collaborative.transitions import Transitions
from tests.contracts.collaborative_source import SourceContract
from tests.histories import curricula, histories_from


class TestContract(SourceContract):
    @pytest.fixture(
        params=[
            Popularity(),
            Popularity(recency=0.5),
            Ease(ridge=5),
            Recent(Ease(ridge=5), recency=0.5),
            ItemNeighbours(shrink=5),
            RandomWalk(),
            Recent(NextLinear(ridge=5), recency=0.5),
            Recent(Transitions(), recency=0.0),
            PairTransitions(),
        ],
        ids=repr,
    )
    def source(self, request: pytest.FixtureRequest) -> Source:
        return request.param


def test_popularity_is_the_share_of_learners() -> None:
    histories = histories_from([[0, 1], [1], [1, 2], []], 4)
    scores = Popularity().fit(histories).scores(histories)
    np.testing.assert_allclose(scores, np.tile([0.25, 0.75, 0.25, 0.0], (4, 1)))


def test_late_popularity_counts_the_newest_most() -> None:
    histories = histories_from([[0, 1], [0, 2]], 3)
    np.testing.assert_allclose(Popularity(recency=0.5).fit(histories).item_scores, [0.5, 0.5, 0.5])


def test_cosine_of_items_is_shrunk() -> None:
    histories = histories_from([[0, 1], [0, 1], [0, 2], [1]], 3)
    weights = ItemNeighbours(shrink=1.0).fit(histories).weights
    # Item 0 has three learners, item 1 three, two in common; item 2 has one, in common with 0.
    assert weights[0, 1] == pytest.approx(2 / (3 + 1))
    assert weights[0, 2] == pytest.approx(1 / (3**0.5 + 1))
    assert weights[1, 2] == 0.0
    assert (weights.diagonal() == 0).all()


def test_ease_is_the_constrained_ridge_regression_of_each_item_on_the_others() -> None:
    histories = histories_from(curricula(60), 40)
    weights = Ease(ridge=3.0).fit(histories).weights
    matrix = histories.matrix().toarray().astype(np.float64)
    others = np.arange(40) != 12
    gram = matrix[:, others].T @ matrix[:, others] + 3.0 * np.eye(39)
    by_regression = np.linalg.solve(gram, matrix[:, others].T @ matrix[:, 12])
    np.testing.assert_allclose(weights[others, 12], by_regression, atol=1e-5)
    assert weights[12, 12] == 0.0


def test_random_walk_takes_three_steps() -> None:
    histories = histories_from([[0, 1], [0, 2]], 3)
    weights = RandomWalk(sharpness=1.0, lightening=1.0).fit(histories).weights
    # From 0 to either learner by a half, to the other item by a half, divided by that item's one learner.
    assert weights[0, 1] == weights[0, 2] == pytest.approx(0.25)
    # From 1 to its only learner, to 0 by a half, divided by 0's two learners.
    assert weights[1, 0] == pytest.approx(0.25)


def test_next_linear_solves_the_ridge_regression_of_the_next_item_on_the_faded_past() -> None:
    histories = histories_from([[0, 1, 2], [2, 0], [1]], 3)
    past = np.array([[1, 0, 0], [0.5, 1, 0], [0, 0, 1]])
    following = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    expected = np.linalg.solve(past.T @ past + 2.0 * np.eye(3), past.T @ following)
    found = NextLinear(ridge=2.0, fading=0.5).fit(histories).weights
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_transitions_count_followers_that_fade_with_the_distance() -> None:
    histories = histories_from([[0, 1, 2], [0, 2]], 3)
    weights = Transitions(reach=0.5, smoothing=1.0).fit(histories).weights
    # 0 is followed by 1 once, by 2 once right away and once at a distance of one.
    np.testing.assert_allclose(weights[0], np.array([0, 1, 1.5]) / (2.5 + 1))
    assert not weights[2].any()


def test_items_of_the_same_step_do_not_follow_each_other() -> None:
    together = histories_from([[0, 1]], 2).without_time()
    assert not Transitions().fit(together).weights.any()


def test_pairs_are_followed_whichever_of_the_two_came_first() -> None:
    histories = histories_from([[0, 1, 2], [1, 0, 2], [0, 1, 3], [1, 0]], 4)
    scores = PairTransitions(smoothing=1.0).fit(histories).scores(histories)
    np.testing.assert_allclose(scores[3], np.array([0, 0, 2, 1]) / (3 + 1))
    assert not scores[0].any()


@pytest.mark.parametrize("source", [Ease(), Transitions(), NextLinear()], ids=repr)
def test_recency_halves_what_is_one_step_older(source: WeightSource) -> None:
    histories = histories_from([[0, 1, 2], *curricula(30)], 40)
    weights = source.fit(histories).weights
    found = Recent(source, recency=0.5).fit(histories).scores(histories)[0]
    np.testing.assert_allclose(found, 0.25 * weights[0] + 0.5 * weights[1] + weights[2], rtol=1e-4, atol=1e-6)
