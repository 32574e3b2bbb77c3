"""Tests of fitted models as serving uses them."""

from typing import Any

import numpy as np
import pytest
from catboost import Pool
from numpy.typing import NDArray

from recommender.bundle import Bundle
from recommender.features import FEATURES
from recommender.linear_model import LinearModel
from recommender.ranker import BoostedModel, Calibration, Models


class Weighted:
    """Stands for a CatBoost model: first column times ``weight``, plus the place in the list."""

    def __init__(self, weight: float) -> None:
        self.weight = weight

    def predict(self, pool: Pool, **_: Any) -> NDArray[np.float64]:
        rows = pool.get_features()
        return (self.weight * rows[:, 0] + rows[:, -1]).astype(np.float64)


ROWS = np.array([[1.0, 9.0], [3.0, 9.0]], np.float32)
LINE = Calibration((0.0, 100.0), (0.0, 1.0))


class TestCalibration:
    def test_draws_straight_lines_and_holds_the_ends(self) -> None:
        calibration = Calibration((-1.0, 1.0), (0.2, 0.8))
        found = calibration(np.array([-9.0, -1.0, 0.0, 0.5, 1.0, 9.0]))
        np.testing.assert_allclose(found, [0.2, 0.2, 0.5, 0.65, 0.8, 0.8])


class TestBoostedModel:
    def test_scores_every_row_as_if_shown_first(self) -> None:
        assert BoostedModel(Weighted(2.0)).score(ROWS).tolist() == [3.0, 7.0]

    def test_scores_a_row_alone_as_among_others(self, bundle: Bundle) -> None:
        rows = np.random.default_rng(3).random((50, len(FEATURES))).astype(np.float32)
        together = bundle.models.ranker.score(rows)
        alone = [bundle.models.ranker.score(row[None, :])[0] for row in rows]
        np.testing.assert_array_equal(together, alone)
        assert len(set(alone)) > 1

    def test_takes_an_unknown_grade(self, bundle: Bundle) -> None:
        rows = np.full((1, len(FEATURES)), np.nan, np.float32)
        assert np.isfinite(bundle.models.ranker.score(rows)).all()


class TestLinearModel:
    LINE = LinearModel(fill=(4.0, 0.0), centre=(1.0, 1.0), spread=(2.0, 1.0), weights=(6.0, 5.0), intercept=1.0)

    def test_puts_a_usual_value_for_an_unknown_one(self) -> None:
        # 6 * (4 - 1) / 2 + 5 * (1 - 1) + 1.
        assert self.LINE.score(np.array([[np.nan]], np.float32)).tolist() == [10.0]

    def test_scores_a_row_alone_as_among_others(self) -> None:
        rows = np.random.default_rng(3).random((50, 1)).astype(np.float32)
        alone = [self.LINE.score(row[None, :])[0] for row in rows]
        np.testing.assert_array_equal(self.LINE.score(rows), alone)


class TestModels:
    def test_blends_the_ranker_with_two_chances_of_a_yes(self) -> None:
        # The second feature and the place stand at their centres: 3 * (x - 1) / 2 + 0.5, that is 0.5 and 3.5.
        line = LinearModel((0.0,) * 3, (1.0, 9.0, 1.0), (2.0, 1.0, 1.0), (3.0, 5.0, 7.0), 0.5)
        models = Models(
            ranker=BoostedModel(Weighted(2.0)),  # 3, 7
            blend=(0.5, 10.0, 2.0),
            grade=Calibration((0.0, 100.0), (0.0, 4.0)),
            accept=BoostedModel(Weighted(1.0)),  # 2, 4
            accept_chance=LINE,
            linear=line,
            passing=BoostedModel(Weighted(3.0)),  # 4, 10
            pass_chance=LINE,
        )
        np.testing.assert_allclose(models.score(ROWS), [22.5, 50.5])
        np.testing.assert_allclose(models.predictions(ROWS).expected_grade, [0.9, 2.02])
        np.testing.assert_allclose(models.predictions(ROWS).accept_chance, [0.02, 0.04])
        np.testing.assert_allclose(models.predictions(ROWS).pass_chance, [0.04, 0.1])

    @pytest.mark.parametrize("name", ["accept_chance", "pass_chance"])
    def test_states_chances_between_0_and_1(self, bundle: Bundle, name: str) -> None:
        rows = np.random.default_rng(4).normal(size=(200, len(FEATURES)), scale=50).astype(np.float32)
        found = getattr(bundle.models.predictions(rows), name)
        assert ((found >= 0) & (found <= 1)).all()
