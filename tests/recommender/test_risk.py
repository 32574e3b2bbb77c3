"""Tests of the chance of dropping out."""

from datetime import date

import numpy as np
import pytest

from data.domain import LearnerKind
from recommender.arrays import CatalogueArrays
from recommender.risk import RISK_FEATURES, RiskModel, is_studying, risk_features
from tests.factories import make_history, make_profiles, make_transcript

STUDENT = make_history(
    [make_transcript("s-data", 60.0, passed=False), make_transcript("s-prog", 90.0)],
    started_on=date(2025, 11, 1),
    curriculum_id="systems",
    weekly_hours=4.0,
)
NEWCOMER = make_history(started_on=date(2026, 11, 1))


class TestRiskFeatures:
    def test_says_what_each_column_means(self, arrays: CatalogueArrays) -> None:
        found = risk_features(make_profiles(arrays, STUDENT))
        # Mean grade 75; one of two failed; third semester of three; under five hours.
        assert dict(zip(RISK_FEATURES, found[0], strict=True)) == pytest.approx(
            {"grade_below_80": 0.5, "fail_share": 0.5, "early_semesters": 1, "progress": 1, "few_hours": 1}
        )

    def test_counts_a_student_without_grades_as_one_at_80(self, arrays: CatalogueArrays) -> None:
        assert risk_features(make_profiles(arrays, NEWCOMER))[0, 0] == 0.0


class TestYearlyRisk:
    def test_is_the_logistic_function_of_the_features(self, arrays: CatalogueArrays) -> None:
        model = RiskModel(-2.0, (0.4, 1.0, 0.5, 0.1, 0.2))
        utility = -2.0 + 0.4 * 0.5 + 1.0 * 0.5 + 0.5 + 0.1 + 0.2
        assert model.yearly_risk(make_profiles(arrays, STUDENT))[0] == pytest.approx(1 / (1 + np.exp(-utility)))

    def test_is_unknown_for_who_does_not_study(self, arrays: CatalogueArrays) -> None:
        people = [
            STUDENT,
            make_history(kind=LearnerKind.PROFESSIONAL),
            make_history(kind=LearnerKind.TEACHER, started_on=date(2025, 11, 1)),
            make_history(),
        ]
        profiles = make_profiles(arrays, *people)
        assert is_studying(profiles).tolist() == [True, False, False, False]
        risk = RiskModel(0.0, (0.0,) * 5).yearly_risk(profiles)
        np.testing.assert_array_equal(risk, [0.5, np.nan, np.nan, np.nan])
