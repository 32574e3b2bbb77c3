"""Chance that a student drops out within a year: a small, readable model until a learned one replaces it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data.domain import LearnerKind
from recommender.profile import Profiles

RISK_FEATURES: tuple[str, ...] = ("grade_below_80", "fail_share", "early_semesters", "progress", "few_hours")


class Studies(Protocol):
    """How the studies of ``n`` students stand, shape (n,) each; ``Profiles`` tells it of one moment."""

    @property
    def grade(self) -> NDArray[np.floating]:
        """Mean grade, 0-100; NaN where unknown."""

    @property
    def fail_share(self) -> NDArray[np.floating]:
        """Share of subjects failed."""

    @property
    def semester(self) -> NDArray[np.floating]:
        """Semester reached, from 1."""

    @property
    def progress(self) -> NDArray[np.floating]:
        """Share of the plan's semesters that have passed."""

    @property
    def weekly_hours(self) -> NDArray[np.floating]:
        """Hours a week for a certification."""


@dataclass(frozen=True, slots=True)
class RiskModel:
    """Logistic regression on ``RISK_FEATURES``; ``coefficients`` in that order, on their own scale."""

    intercept: float
    coefficients: tuple[float, ...]

    def yearly_risk(self, profiles: Profiles) -> NDArray[np.float64]:
        """Chance of dropping out within twelve months, shape (n,); NaN for who does not study."""
        return np.where(is_studying(profiles), self.student_risk(profiles), np.nan)

    def student_risk(self, studies: Studies) -> NDArray[np.float64]:
        """The same of people who are known to study."""
        utility = self.intercept + risk_features(studies) @ np.asarray(self.coefficients)
        return np.asarray(1.0 / (1.0 + np.exp(-utility)))


def is_studying(profiles: Profiles) -> NDArray[np.bool_]:
    """Students whose first day is known, shape (n,)."""
    student = profiles.kind == list(LearnerKind).index(LearnerKind.STUDENT)
    return np.asarray(student & (profiles.semester > 0))


def risk_features(studies: Studies) -> NDArray[np.float64]:
    """Shape (n, 5); a student without grades counts as one at 80."""
    grade = np.where(np.isnan(studies.grade), 80.0, studies.grade)
    columns: list[NDArray[np.floating]] = [
        (80.0 - grade) / 10.0,
        studies.fail_share,
        (studies.semester <= 4.5).astype(np.float64),
        studies.progress,
        (studies.weekly_hours < 5).astype(np.float64),
    ]
    return np.stack(columns, axis=1).astype(np.float64)
