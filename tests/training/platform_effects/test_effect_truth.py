"""Tests of a learned effect held against the known one."""

import numpy as np
import pytest

from recommender.arrays import CatalogueArrays
from recommender.effects import RiskChanges
from tests.factories import make_history, make_profiles
from training.platform_effects.effect_truth import effect_truth

NAN = np.full((2, 5), np.nan)
RISK = np.array([0.1, 0.3])


def test_weighs_each_pair_by_how_likely_it_comes_about(arrays: CatalogueArrays) -> None:
    # Systems is software, as zen-2, the last of five; nobody has a goal.
    profiles = make_profiles(arrays, make_history(curriculum_id="systems"), make_history(curriculum_id="systems"))
    learned, true, weight = np.zeros((2, 5)), np.zeros((2, 5)), np.zeros((2, 5))
    learned[0, 0], true[0, 0], weight[0, 0] = -0.02, -0.04, 3.0
    learned[1, 4], true[1, 4], weight[1, 4] = -0.06, -0.08, 1.0
    learned[1, 1], true[1, 1] = 9.0, -9.0  # Never comes about.
    found = effect_truth(RiskChanges(learned, learned - 0.03, learned), true, weight, profiles, arrays, RISK)
    assert found is not None
    assert found.by_group["everybody"] == pytest.approx((-0.03, -0.05))
    assert found.by_group["own field"] == pytest.approx((-0.06, -0.08))
    assert found.by_group["other fields"] == pytest.approx((-0.02, -0.04))
    assert found.by_group["risk above typical"] == pytest.approx((-0.06, -0.08))
    assert found.correlation == pytest.approx(1.0)
    assert found.covered == pytest.approx(1.0)


def test_there_is_nothing_to_compare_where_no_effect_is_known(arrays: CatalogueArrays) -> None:
    profiles = make_profiles(arrays, make_history(), make_history())
    assert effect_truth(RiskChanges(NAN, NAN, NAN), NAN, np.ones((2, 5)), profiles, arrays, RISK) is None
