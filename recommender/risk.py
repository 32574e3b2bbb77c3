"""Chance that a student drops out within a year: a small, readable model until a learned one replaces it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.domain import LearnerKind
from recommender.profile import Profiles

RISK_FEATURES: tuple[str, ...] = ("grade_below_80", "fail_share", "early_semesters", "progress", "few_hours")


@dataclass(frozen=True, slots=True)
class RiskModel:
    """Logistic regression on ``RISK_FEATURES``; ``coefficients`` in that order, on their own scale."""

    intercept: float
    coefficients: tuple[float, ...]

    def yearly_risk(self, profiles: Profiles) -> NDArray[np.float64]:
        """Chance of dropping out within twelve months, shape (n,); NaN for who does not study."""
        utility = self.intercept + risk_features(profiles) @ np.asarray(self.coefficients)
        return np.where(is_studying(profiles), 1.0 / (1.0 + np.exp(-utility)), np.nan)


def is_studying(profiles: Profiles) -> NDArray[np.bool_]:
    """Students whose first day is known, shape (n,)."""
    student = profiles.kind == list(LearnerKind).index(LearnerKind.STUDENT)
    return np.asarray(student & (profiles.semester > 0))


def risk_features(profiles: Profiles) -> NDArray[np.float64]:
    """Shape (n, 5); a student without grades counts as one at 80."""
    grade = np.where(np.isnan(profiles.grade), 80.0, profiles.grade)
    columns: list[NDArray[np.floating]] = [
        (80.0 - grade) / 10.0,
        profiles.fail_share,
        (profiles.semester <= 4.5).astype(np.float64),
        profiles.progress,
        (profiles.weekly_hours < 5).astype(np.float64),
    ]
    return np.stack(columns, axis=1).astype(np.float64)
