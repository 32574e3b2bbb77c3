"""Tests of the learned effect of a certification on dropping out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.arrays import CatalogueArrays
from recommender.effects import EFFECT_FEATURES, TYPICAL_RISK, EffectModel, changed_risk, effect_features
from recommender.profile import Profiles
from tests.factories import TODAY, make_history, make_profiles

NOTHING_UNSURE = tuple((0.0,) * len(EFFECT_FEATURES) for _ in EFFECT_FEATURES)
RISK = np.array([0.2])


def model(variance: float = 0.0, **coefficients: float) -> EffectModel:
    """A model of the coefficients named; ``variance`` is that of the one for all certifications."""
    covariance = ((variance, 0.0, 0.0, 0.0, 0.0), *NOTHING_UNSURE[1:])
    return EffectModel(tuple(coefficients.get(name, 0.0) for name in EFFECT_FEATURES), covariance)


@pytest.fixture
def student(arrays: CatalogueArrays) -> Profiles:
    """Studies software (systems) from today on and aims at data."""
    person = make_history(curriculum_id="systems", goal_occupation_id="data-analyst", started_on=TODAY)
    return make_profiles(arrays, person)


class TestRiskChanges:
    def test_in_the_own_field_adds_what_is_related(self, arrays: CatalogueArrays, student: Profiles) -> None:
        found = model(always=-0.1, related=-0.4).risk_changes(student, arrays, RISK).expected
        near, far = changed_risk(RISK, np.array([-0.5]))[0] - 0.2, changed_risk(RISK, np.array([-0.1]))[0] - 0.2
        # Three certifications of cloud, then one of data (the goal) and one of software (the plan).
        np.testing.assert_allclose(found, [[far, far, far, near, near]])

    def test_is_unknown_where_the_risk_is(self, arrays: CatalogueArrays, student: Profiles) -> None:
        found = model(always=-0.1).risk_changes(student, arrays, np.array([np.nan]))
        assert np.isnan(found.expected).all()

    def test_the_interval_reaches_two_standard_errors_to_each_side(
        self, arrays: CatalogueArrays, student: Profiles
    ) -> None:
        found = model(variance=0.04, always=-0.3).risk_changes(student, arrays, RISK)
        ends = [changed_risk(RISK, np.array([-0.3 + side * 1.96 * 0.2]))[0] - 0.2 for side in (-1, 1)]
        np.testing.assert_allclose([found.low[0, 0], found.high[0, 0]], ends, atol=1e-5)
        assert found.low[0, 0] < found.expected[0, 0] < found.high[0, 0]


class TestEffectModel:
    def test_refuses_a_wrong_number_of_coefficients(self) -> None:
        with pytest.raises(ValueError, match="5 coefficients"):
            EffectModel((0.1,), NOTHING_UNSURE)


class TestEffectFeatures:
    def test_are_those_of_their_names(self) -> None:
        found = effect_features(np.array([True, False]), np.array([0.25, 1.4]), np.array([TYPICAL_RISK, 0.5]))
        odds = np.log(0.5 / 0.5) - np.log(TYPICAL_RISK / (1 - TYPICAL_RISK))
        np.testing.assert_allclose(found, [[1, 1, 0.75, 0.75, 0], [1, 0, 0, 0, odds]], atol=1e-12)


class TestChangedRisk:
    def test_follows_the_months_one_by_one(self) -> None:
        monthly = 0.01
        yearly = 1 - (1 - monthly) ** 12
        odds = monthly / (1 - monthly) * np.exp(-0.7)
        stays = 1.0
        for _ in range(12):
            stays *= 1 - odds / (1 + odds)
        assert changed_risk(np.array([yearly]), np.array([-0.7]))[0] == pytest.approx(1 - stays)

    @given(st.floats(0.001, 0.9), st.floats(-3, 3), st.floats(-3, 3))
    def test_rises_with_the_change_and_stays_where_there_is_none(self, risk: float, one: float, other: float) -> None:
        low, high = changed_risk(np.array([risk, risk]), np.array(sorted((one, other))))
        assert 0 <= low <= high <= 1
        assert changed_risk(np.array([risk]), np.zeros(1))[0] == pytest.approx(risk)
