"""The effect of certifications on leaving: it starts from the assumed one and moves as far as history asks for it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.effects import EFFECT_FEATURES, EffectModel
from training.platform_effects.assumed_effect import OTHER_REDUCTION, RELATED_REDUCTION
from training.platform_effects.hazard import HazardFit, fit_hazard
from training.platform_effects.student_months import StudentMonths

Array = NDArray[np.float64]

ASSUMED_COEFFICIENTS: Final = np.array(
    [np.log(1.0 - OTHER_REDUCTION), np.log((1.0 - RELATED_REDUCTION) / (1.0 - OTHER_REDUCTION)), 0.0, 0.0, 0.0]
)
"""The assumed effect in the features of ``recommender.effects``; small chances fall as their odds do."""

COMMON_SPREAD: Final = 0.4
"""How far the effect that all certifications share may lie from the assumed one, in log-odds."""

DIFFERENCE_SPREADS: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
"""How far differences by feature may lie from the assumed ones; each as likely as the others before the data."""

_WILLING_SPREAD: Final = 0.25
"""What having enrolled says of a student, beyond all else on file: near nothing, but not taken to be nothing."""
_FREE: Final = 3.0
_FREE_INTERCEPT: Final = 10.0


def pooled_effect(months: StudentMonths) -> EffectModel:
    """Mean and covariance over all spreads, each weighted by the probability that it gives to what happened.

    A hierarchical model: a common effect, and differences by features with a normal prior of unknown width. Where
    effects do not differ from what is expected, small widths win and nothing is lost.
    """
    columns = np.column_stack([_base(months), months.has_enrolled, months.held])
    n_effects, n_controls = len(EFFECT_FEATURES), months.controls.shape[1]
    means = np.concatenate([np.zeros(n_controls + 2), ASSUMED_COEFFICIENTS])
    spreads = [_FREE_INTERCEPT, *[_FREE] * n_controls, _WILLING_SPREAD, COMMON_SPREAD]
    fits = [
        fit_hazard(columns, months.leaves, means, np.array([*spreads, *[width] * (n_effects - 1)]))
        for width in DIFFERENCE_SPREADS
    ]
    return _mixed(fits, n_effects)


def common_effect(months: StudentMonths) -> tuple[float, float]:
    """One change of log-odds for every certification held, from the data alone, and its standard error."""
    fit = _free_fit(months, months.held[:, 0])
    return float(fit.coefficients[-1]), float(np.sqrt(fit.covariance[-1, -1]))


def placebo_effect(months: StudentMonths) -> tuple[float, float]:
    """Change of log-odds by having enrolled without holding anything, which can do nothing, and its standard error.

    Who enrols is more willing than others. If that kept them by itself, holders would stay for the same reason.
    """
    fit = _free_fit(months, months.is_holder, months.has_enrolled & ~months.is_holder)
    return float(fit.coefficients[-1]), float(np.sqrt(fit.covariance[-1, -1]))


def _mixed(fits: list[HazardFit], n_effects: int) -> EffectModel:
    """The last coefficients of all fits, weighted by evidence; what the fits disagree on adds to the covariance."""
    log_evidence = np.array([fit.log_evidence for fit in fits])
    chances = np.exp(log_evidence - log_evidence.max())
    chances /= chances.sum()
    means = np.stack([fit.coefficients[-n_effects:] for fit in fits])
    covariances = np.stack([fit.covariance[-n_effects:, -n_effects:] for fit in fits])
    mean = chances @ means
    spread = means - mean
    covariance = np.einsum("w,wij->ij", chances, covariances + spread[:, :, None] * spread[:, None, :])
    return EffectModel(tuple(mean.tolist()), tuple(map(tuple, covariance.tolist())))


def _free_fit(months: StudentMonths, *further: NDArray[np.generic]) -> HazardFit:
    columns = np.column_stack([_base(months), *further])
    spreads = np.full(columns.shape[1], _FREE)
    spreads[0] = _FREE_INTERCEPT
    return fit_hazard(columns, months.leaves, np.zeros(len(spreads)), spreads)


def _base(months: StudentMonths) -> Array:
    return np.column_stack([np.ones(len(months)), months.controls])
