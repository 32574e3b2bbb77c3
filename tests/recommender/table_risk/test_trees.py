import math
from itertools import permutations

import numpy as np
import pytest
from catboost import CatBoost

from recommender.table_risk.trees import TreeScorer, leaf_contributions, pool_of


@pytest.fixture(scope="module")
def features() -> np.ndarray:
    """Six hundred rows of four numbers, the last of them 0 or 1 and one of them sometimes missing."""
    rng = np.random.default_rng(0)
    found = rng.normal(size=(600, 4)).astype(np.float32)
    found[:, 3] = found[:, 3] > 0
    found[rng.random(600) < 0.1, 1] = np.nan
    return found


@pytest.fixture(scope="module")
def model(features: np.ndarray) -> CatBoost:
    """Trees that had to learn of two columns together."""
    outcome = (np.nan_to_num(features[:, 0] * features[:, 1]) + features[:, 3] > 0.5).astype(float)
    fitted = CatBoost(
        {"loss_function": "Logloss", "iterations": 30, "depth": 3, "verbose": 0, "allow_writing_files": False}
    )
    return fitted.fit(features, outcome)


class TestTreeScorer:
    def test_gives_the_shapley_values_that_catboost_gives(self, model: CatBoost, features: np.ndarray) -> None:
        scorer = TreeScorer.of_model(model, np.arange(4))
        theirs = model.get_feature_importance(pool_of(features), type="ShapValues")
        np.testing.assert_allclose(scorer.contributions(features), theirs[:, :-1], atol=1e-12)
        assert scorer.base == pytest.approx(theirs[0, -1])

    def test_contributions_of_joined_columns_still_sum_to_the_answer(
        self, model: CatBoost, features: np.ndarray
    ) -> None:
        scorer = TreeScorer.of_model(model, np.array([0, 1, 1, 0]))
        total = scorer.contributions(features).sum(axis=1) + scorer.base
        np.testing.assert_allclose(total, model.predict(features, prediction_type="RawFormulaVal"))


class TestLeafContributions:
    def test_is_the_mean_over_all_orders_in_which_columns_become_known(self) -> None:
        """Two questions about column 1 and one about column 0; worked out order by order."""
        rng = np.random.default_rng(1)
        values, weights = rng.normal(size=8), rng.integers(1, 9, size=8).astype(float)
        owners = [1, 0, 1]

        def expected(leaf: int, known: set[int]) -> float:
            """Walk down from the last question; where it is not known go both ways by weight."""

            def below(low: int, high: int, question: int) -> float:
                if question < 0:
                    return float(values[low])
                middle = (low + high) // 2
                halves = [(low, middle), (middle, high)]
                if owners[question] in known:
                    return below(*halves[leaf >> question & 1], question - 1)
                totals = [weights[a:b].sum() for a, b in halves]
                return sum(
                    total / sum(totals) * below(a, b, question - 1)
                    for total, (a, b) in zip(totals, halves, strict=True)
                )

            return below(0, 8, 2)

        found, mean = leaf_contributions(values, weights, owners, 3)
        for leaf in range(8):
            by_hand = np.zeros(3)
            for order in permutations([0, 1]):
                known: set[int] = set()
                for player in order:
                    before = expected(leaf, known)
                    known = known | {player}
                    by_hand[player] += (expected(leaf, known) - before) / math.factorial(2)
            np.testing.assert_allclose(found[leaf], by_hand, atol=1e-12)
        assert mean == pytest.approx(np.average(values, weights=weights))
