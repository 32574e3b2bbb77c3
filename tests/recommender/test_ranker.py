"""Tests of fitted models as serving uses them."""

from typing import Any

import numpy as np
import pytest
from catboost import Pool
from numpy.typing import NDArray

from recommender.additive_model import EFFECTS, AdditiveModel
from recommender.bundle import Bundle
from recommender.features import FEATURES
from recommender.ranker import BoostedModel, Calibration, Models, Odds


class Weighted:
    """Stands for a CatBoost model: first column times ``weight``, plus the place in the list."""

    def __init__(self, weight: float) -> None:
        self.weight = weight

    def predict(self, pool: Pool, **_: Any) -> NDArray[np.float64]:
        rows = pool.get_features()
        return (self.weight * rows[:, 0] + rows[:, -1]).astype(np.float64)


ROWS = np.array([[1.0, 9.0], [3.0, 9.0]], np.float32)
LINE = Calibration(0.0, 1.0)


class TestCalibration:
    def test_is_a_straight_line_of_log_odds(self) -> None:
        found = Calibration(-1.0, 2.0)(np.array([0.5, 0.5 + np.log(3) / 2, -800.0]))
        np.testing.assert_allclose(found, [0.5, 0.75, 0.0], atol=1e-12)


class TestBoostedModel:
    def test_scores_every_row_as_if_shown_first(self) -> None:
        assert BoostedModel(Weighted(2.0)).score(ROWS).tolist() == [3.0, 7.0]

    def test_scores_a_row_alone_as_among_others(self, bundle: Bundle) -> None:
        rows = np.random.default_rng(3).random((50, len(FEATURES))).astype(np.float32)
        together = bundle.models.odds.score(rows)
        alone = [bundle.models.odds.score(row[None, :])[0] for row in rows]
        np.testing.assert_array_equal(together, alone)
        assert len(set(alone)) > 1

    def test_takes_an_unknown_grade(self, bundle: Bundle) -> None:
        rows = np.full((1, len(FEATURES)), np.nan, np.float32)
        assert np.isfinite(bundle.models.odds.accept.score(rows)).all()


def additive(slope: float) -> AdditiveModel:
    """``slope`` times the first feature, in [0, 10], and nothing else."""
    return AdditiveModel(
        features=FEATURES[:1],
        knots=np.array([[0.0, 10.0]]),
        heights=np.array([[0.0, 10.0 * slope]]),
        unknown=np.zeros(1),
        intercept=0.0,
        effects={name: np.zeros((1,) * len(axes)) for name, axes in EFFECTS.items()},
    )


class TestModels:
    def test_multiply_the_chance_of_a_yes_by_what_follows(self) -> None:
        models = Models(
            odds=Odds(BoostedModel(Weighted(1.0)), additive(3.0), 0.25),  # .75 * (2, 4) + .25 * (3, 9)
            accept_chance=LINE,
            outcome=BoostedModel(Weighted(0.5)),  # 1.5, 2.5
            passing=BoostedModel(Weighted(3.0)),  # 4, 10
            pass_chance=LINE,
        )
        rows = np.zeros((2, len(FEATURES)), np.float32)
        rows[:, 0] = [1.0, 3.0]
        np.testing.assert_allclose(models.score(rows), [2.25 + np.log(1.5), 5.25 + np.log(2.5)])
        accept = 1 / (1 + np.exp([-2.25, -5.25]))
        np.testing.assert_allclose(models.predictions(rows).accept_chance, accept)
        np.testing.assert_allclose(models.predictions(rows).expected_grade, accept * [1.5, 2.5])
        np.testing.assert_allclose(models.predictions(rows).pass_chance, 1 / (1 + np.exp([-4.0, -10.0])))

    def test_take_a_yes_for_a_grade_of_one_to_four(self) -> None:
        def grade(weight: float) -> float:
            outcome = BoostedModel(Weighted(weight))
            sure = Calibration(99.0, 0.0)
            models = Models(Odds(outcome, additive(1.0), 0.5), sure, outcome, outcome, sure)
            return float(models.predictions(np.ones((1, len(FEATURES)), np.float32)).expected_grade[0])

        assert (grade(-9.0), grade(1.0), grade(99.0)) == (1.0, 2.0, 4.0)

    @pytest.mark.parametrize("name", ["accept_chance", "pass_chance"])
    def test_states_chances_between_0_and_1(self, bundle: Bundle, name: str) -> None:
        rows = np.random.default_rng(4).normal(size=(200, len(FEATURES)), scale=50).astype(np.float32)
        found = getattr(bundle.models.predictions(rows), name)
        assert ((found >= 0) & (found <= 1)).all()
