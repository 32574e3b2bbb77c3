from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from recommender.features import COLUMN, FALLING, FEATURES
from tests.training.synthetic_rows import make_rows
from training.fit_additive import Ridges, fit_additive


class TestFitAdditive:
    def test_finds_the_least_penalised_loss(self) -> None:
        """The same minimum as scipy's on columns written out by hand: two ramps and three certifications."""
        rng = np.random.default_rng(5)
        rows = make_rows(200)
        features = np.zeros_like(rows.features)
        features[:, 0] = rng.integers(0, 3, len(rows))
        features[:, COLUMN["certification"]] = rng.integers(0, 3, len(rows))
        for name in ("area", "state", "group", "studied_area"):
            features[:, COLUMN[name]] = -1.0
        rows = replace(rows, features=features, rank=np.ones_like(rows.rank))
        said_yes = rows.grade > 0
        columns = [np.ones(len(rows)), features[:, 0] >= 1, features[:, 0] >= 2]
        columns += [features[:, COLUMN["certification"]] == number for number in range(3)]
        design, ridge = np.stack(columns, axis=1).astype(float), np.array([0.0, 0.5, 0.5, 3.0, 3.0, 3.0])

        def loss(found: np.ndarray) -> float:
            odds = design @ found
            return float((np.log1p(np.exp(odds)) - said_yes * odds).sum() + 0.5 * ridge @ found**2)

        expected = minimize(loss, np.zeros(6), method="BFGS", options={"gtol": 1e-8}).x
        found = fit_additive(rows, Ridges(curve=0.5, certification=3.0), falling=frozenset())
        assert found.features == FEATURES[:1]
        level = np.interp([0.0, 1.0, 2.0], found.knots[0], found.heights[0])
        np.testing.assert_allclose(level, [0.0, expected[1], expected[1] + expected[2]], atol=2e-3)
        np.testing.assert_allclose(found.effects["certification"], expected[3:], atol=2e-3)
        assert found.intercept == pytest.approx(expected[0], abs=2e-3)

    def test_holds_curves_that_must_fall_at_level_where_data_rise(self) -> None:
        rows = make_rows(300)
        features = rows.features.copy()
        features[:, COLUMN["weeks"]] = features[:, 0]  # What brings a yes in these rows.
        found = fit_additive(replace(rows, features=features), Ridges(), falling=FALLING)
        weeks = found.heights[found.features.index("weeks")]
        assert (weeks <= 0).all()
        assert found.heights[found.features.index(FEATURES[0])][-1] > 1.0

    def test_speaks_of_the_first_place(self) -> None:
        rows = make_rows(1000)
        chances = 1 / (1 + np.exp(-fit_additive(rows, Ridges(), falling=FALLING).score(rows.features)))
        # Yes when looked at is the square of the first feature: a third on average, where lists show a fifth.
        assert abs(chances.mean() - 1 / 3) < 0.05

    def test_fills_grades_that_are_unknown_with_a_height_of_their_own(self) -> None:
        rows = make_rows(300)
        rows.features[:, COLUMN["grade"]] = np.where(rows.features[:, 0] > 0.7, np.nan, 1.0)
        found = fit_additive(rows, Ridges(), falling=FALLING)
        assert np.isfinite(found.score(rows.features)).all()

    def test_gives_equal_models_for_equal_rows(self) -> None:
        one, other = (fit_additive(make_rows(100), Ridges(), falling=FALLING) for _ in range(2))
        np.testing.assert_array_equal(one.heights, other.heights)
        np.testing.assert_array_equal(one.effects["certification"], other.effects["certification"])
