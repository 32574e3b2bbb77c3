"""What holding a certification does to the chance of finishing a degree, as learned from the platform's own history.

The model speaks of the monthly log-odds of leaving: a certification changes them by a few features of learner and
certification, each with its coefficient and their common uncertainty. It is fitted in training, from the assumed effect
on; where history is too short for a verdict the effect is *not known yet*: nobody is told a figure, and what a voucher
is worth still counts the best guess, since counting nothing would be a guess as well, and a worse one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays
from recommender.profile import Profiles

Array = NDArray[np.float64]

EFFECT_FEATURES: tuple[str, ...] = ("always", "related", "studies_left", "related_studies_left", "risk")

TYPICAL_RISK = 0.15
"""Yearly chance of dropping out at which the feature ``risk`` is zero: about what students of IT degrees show."""

_MONTHS = 12
_TWO_SIDED_95 = 1.959964


@dataclass(frozen=True, slots=True)
class RiskChanges:
    """Change of the yearly chance of dropping out by holding a certification, with the ends of its 95 % interval.

    Shape (n, m) each; NaN where the learner does not study.
    """

    expected: Array
    low: Array
    high: Array


@dataclass(frozen=True, slots=True)
class EffectModel:
    """Coefficients of ``EFFECT_FEATURES`` in log-odds of leaving in a month, and their covariance.

    ``is_known`` tells whether history supports them; else they are a guess that no page may state.
    """

    coefficients: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    is_known: bool = False

    def __post_init__(self) -> None:
        n = len(EFFECT_FEATURES)
        if len(self.coefficients) != n or np.shape(self.covariance) != (n, n):
            raise ValueError(f"an effect has {n} coefficients and their covariance, got {len(self.coefficients)}")

    def risk_changes(self, profiles: Profiles, arrays: CatalogueArrays, yearly_risk: Array) -> RiskChanges:
        """For every learner and certification; ``yearly_risk`` has shape (n,), NaN for who does not study."""
        related = is_related(profiles, arrays)
        # A learner has but two effects: of certifications in the own field and of all others.
        two = [self._changes(yearly_risk, profiles.progress, np.full(len(profiles), near)) for near in (False, True)]
        return RiskChanges(
            *(np.where(related, near[:, None], far[:, None]) for far, near in zip(*two, strict=True)),
        )

    def _changes(self, yearly_risk: Array, progress: NDArray[np.float32], related: NDArray[np.bool_]) -> list[Array]:
        """Expected change, low and high end, shape (n,) each."""
        features = effect_features(related, progress, yearly_risk)
        change = features @ np.asarray(self.coefficients)
        spread = np.sqrt(np.einsum("ij,jk,ik->i", features, np.asarray(self.covariance), features))
        reach = _TWO_SIDED_95 * spread
        return [changed_risk(yearly_risk, end) - yearly_risk for end in (change, change - reach, change + reach)]


def is_related(profiles: Profiles, arrays: CatalogueArrays) -> NDArray[np.bool_]:
    """Whether a certification lies in the field that the learner studies or aims at, shape (n, m)."""
    goal_area = np.where(profiles.goal >= 0, arrays.occupation_area[profiles.goal], -1)
    return np.asarray((arrays.area == profiles.curriculum_area[:, None]) | (arrays.area == goal_area[:, None]))


def effect_features(
    related: NDArray[np.bool_], progress: NDArray[np.floating], yearly_risk: NDArray[np.floating]
) -> Array:
    """Columns of ``EFFECT_FEATURES``, shape (n, 5), of pairs of a learner and a certification, shape (n,) each."""
    left = 1.0 - np.minimum(progress.astype(np.float64), 1.0)
    risk = np.log(yearly_risk / (1.0 - yearly_risk)) - np.log(TYPICAL_RISK / (1.0 - TYPICAL_RISK))
    near = related.astype(np.float64)
    return np.stack([np.ones(len(near)), near, left, near * left, risk], axis=1)


def changed_risk(yearly_risk: Array, change: Array) -> Array:
    """Chance of leaving within a year if the log-odds of every month change by ``change``."""
    monthly = 1.0 - (1.0 - yearly_risk) ** (1.0 / _MONTHS)
    odds = monthly / (1.0 - monthly) * np.exp(change)
    return np.asarray(1.0 - (1.0 + odds) ** -_MONTHS)
