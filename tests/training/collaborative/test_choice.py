"""What is chosen on invented curricula, and that what is chosen is fitted on everything."""

import numpy as np
import pytest

from recommender.collaborative.histories import Histories
from recommender.collaborative.source import scores_of_unseen
from recommender.collaborative.top_lists import top_items
from tests.histories import curricula, histories_from
from training.collaborative.choice import MIXTURE, Choice, ChoiceParameters, choose_and_fit
from training.collaborative.fit_mixture import MixtureParameters

K = 3
SMALL = ChoiceParameters(share=0.5, mixture=MixtureParameters(trees=30, fewest_hits=50))


def chosen(histories: Histories, parameters: ChoiceParameters = SMALL, seed: int = 1) -> Choice:
    return choose_and_fit(histories, K, seed, lambda line: None, parameters)


@pytest.fixture(scope="module")
def log() -> Histories:
    return histories_from(curricula(600), 40)


class TestChooseAndFit:
    def test_beats_popularity_on_curricula(self, log: Histories) -> None:
        choice = chosen(log)
        assert choice.validation[choice.name].low > choice.validation["popularity"].high
        assert MIXTURE in choice.validation

    def test_equal_seeds_give_equal_scores(self, log: Histories) -> None:
        once, again = (chosen(log).scorer.scores(log) for _ in range(2))
        np.testing.assert_array_equal(once, again)

    def test_methods_of_order_are_left_out_where_no_order_is_known(self, log: Histories) -> None:
        assert set(chosen(log.without_time()).validation) == {
            "popularity",
            "item-kNN",
            "RP3beta",
            "EASE",
            MIXTURE,
        }

    def test_no_mixture_is_fitted_on_too_few(self) -> None:
        assert MIXTURE not in chosen(histories_from(curricula(60), 40)).validation

    def test_keeps_to_the_most_taken_items_where_there_are_too_many(self, log: Histories) -> None:
        few = ChoiceParameters(share=0.5, most_items=10, mixture=SMALL.mixture)
        scorer = chosen(log, few).scorer
        top = top_items(scores_of_unseen(scorer, log), 40)
        most = set(np.argsort(-log.item_counts, kind="stable")[:10].tolist())
        for learner in range(20):
            n_left = len(most - set(log.items[log.starts[learner] : log.starts[learner + 1]].tolist()))
            assert set(top[learner, :n_left].tolist()) <= most
            assert len(set(top[learner].tolist()) - {-1}) == 40 - log.lengths[learner]

    def test_scores_learners_who_were_not_fitted_on(self, log: Histories) -> None:
        newcomers = histories_from([[20, 21, 22], []], 40)
        top = top_items(scores_of_unseen(chosen(log).scorer, newcomers), 1)
        assert top[0].tolist() == [23]
