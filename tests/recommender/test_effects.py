"""Tests of the assumed effect of a certification on dropping out."""

import numpy as np

from recommender.arrays import CatalogueArrays
from recommender.effects import OTHER_REDUCTION, RELATED_REDUCTION, risk_changes
from tests.factories import make_history, make_profiles


class TestRiskChanges:
    def test_is_larger_in_the_field_studied_or_aimed_at(self, arrays: CatalogueArrays) -> None:
        person = make_history(curriculum_id="systems", goal_occupation_id="data-analyst")
        found = risk_changes(make_profiles(arrays, person), arrays, np.array([0.2]))
        near, far = -0.2 * RELATED_REDUCTION, -0.2 * OTHER_REDUCTION
        # Three certifications of cloud, then one of data (the goal) and one of software (the plan).
        np.testing.assert_allclose(found, [[far, far, far, near, near]])

    def test_without_field_every_certification_has_the_small_effect(self, arrays: CatalogueArrays) -> None:
        found = risk_changes(make_profiles(arrays, make_history()), arrays, np.array([0.2]))
        np.testing.assert_allclose(found, [[-0.2 * OTHER_REDUCTION] * 5])

    def test_is_unknown_where_the_risk_is(self, arrays: CatalogueArrays) -> None:
        assert np.isnan(risk_changes(make_profiles(arrays, make_history()), arrays, np.array([np.nan]))).all()
