from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.additive_model import EFFECTS, AdditiveModel
from recommender.features import COLUMN, FEATURES


def make_model() -> AdditiveModel:
    """A price that falls from 2 to 0 between 100 and 300, a grade, and effects of the first two certifications."""
    return AdditiveModel(
        features=("learner_price", "grade"),
        knots=np.array([[100.0, 200.0, 300.0], [60.0, 80.0, 81.0]]),
        heights=np.array([[2.0, 1.5, 0.0], [0.0, 1.0, 1.0]]),
        unknown=np.array([0.0, 0.4]),
        intercept=-3.0,
        effects={
            **{name: np.zeros((1,) * len(axes)) for name, axes in EFFECTS.items()},
            "certification": np.array([0.5, -0.5]),
            "state_and_area": np.array([[0.0, 0.1], [0.2, 0.3]]),
        },
    )


def row(**values: float) -> np.ndarray:
    found = np.full((1, len(FEATURES)), 0.0, np.float32)
    for name in ("certification", "state", "area", "group", "studied_area"):
        found[0, COLUMN[name]] = -1.0
    found[0, COLUMN["learner_price"]], found[0, COLUMN["grade"]] = 300.0, 60.0
    for name, value in values.items():
        found[0, COLUMN[name]] = value
    return found


class TestScore:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({}, -3.0),
            ({"learner_price": 150.0}, -3.0 + 1.75),
            ({"learner_price": 0.0}, -1.0),
            ({"grade": 70.0}, -2.5),
            ({"grade": 100.0}, -2.0),
            ({"grade": np.nan}, -2.6),
            ({"certification": 1.0}, -3.5),
            ({"state": 1.0, "area": 0.0}, -2.8),
            ({"state": 1.0}, -3.0),
        ],
    )
    def test_adds_curves_and_effects(self, values: dict[str, float], expected: float) -> None:
        assert make_model().score(row(**values)).tolist() == pytest.approx([expected])

    def test_gives_no_effect_to_what_was_never_shown(self) -> None:
        """A certification that came into the catalogue after the fit has a number beyond the table."""
        assert make_model().score(row(certification=2.0)).tolist() == [-3.0]

    def test_scores_a_row_alone_as_among_others(self) -> None:
        rows = np.random.default_rng(3).uniform(-50, 400, (50, len(FEATURES))).astype(np.float32)
        alone = [make_model().score(one[None, :])[0] for one in rows]
        np.testing.assert_array_equal(make_model().score(rows), alone)


class TestSave:
    def test_opens_what_was_written(self, tmp_path: Path) -> None:
        model = replace(make_model(), intercept=0.1 + 0.2)
        model.save(tmp_path / "additive.npz")
        again = AdditiveModel.load(tmp_path / "additive.npz")
        rows = np.random.default_rng(4).uniform(-1, 400, (20, len(FEATURES))).astype(np.float32)
        np.testing.assert_array_equal(again.score(rows), model.score(rows))
        assert again.features == model.features
