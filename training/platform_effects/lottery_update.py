"""What a recorded lottery says of the effect, added to what history says of it."""

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays
from recommender.effects import EffectModel
from recommender.risk import RiskModel
from training.effects.doubly_robust import EffectEstimate
from training.platform_effects.draws import Draws
from training.platform_effects.students import Students
from training.platform_effects.voucher_lottery import drawing, held_years

Array = NDArray[np.float64]


def updated_by_lottery(
    model: EffectModel,
    left: EffectEstimate,
    draws: Draws,
    students: Students,
    arrays: CatalogueArrays,
    risk: RiskModel,
    seed: int,
) -> EffectModel:
    """The effect after a lottery changed the chance of leaving by ``left``.

    What the lottery should have shown under the model follows from what its winners came to hold, and for how long,
    beyond those who were not drawn. The model moves by what was seen instead, as far as either is uncertain.

    Notes
    -----
    One step of an extended Kalman filter (Jazwinski 1970, section 8.3) with the model as prior. A certification held
    for ``y`` years adds ``y (exp(u) - 1)`` yearly hazards to the student's own, with ``u`` its change of log-odds:
    small chances fall as their odds do. That is taken to add up over certifications held at the same time, and what
    the lottery leaves unknown of who holds what to be small beside what it leaves unknown of who left.
    """
    predicted, gradient = predicted_change(model, draws, students, arrays, risk, seed)
    mean, covariance = updated(
        np.array(model.coefficients),
        np.array(model.covariance),
        gradient,
        left.effect.mean - predicted,
        left.standard_error**2,
    )
    return EffectModel(tuple(mean.tolist()), tuple(map(tuple, covariance.tolist())), is_known=model.is_known)


def predicted_change(
    model: EffectModel, draws: Draws, students: Students, arrays: CatalogueArrays, risk: RiskModel, seed: int
) -> tuple[float, Array]:
    """Change of the chance of leaving by being drawn under the model, and its slope by each coefficient, shape (k,)."""
    features = students.certification_features(arrays, risk)
    odds_ratio = np.exp(features @ np.array(model.coefficients))
    amounts = np.column_stack([odds_ratio - 1.0, features * odds_ratio[:, None]])
    yearly = risk.student_risk(students.standing(draws.student, draws.day))
    # A chance of leaving p is a hazard of -log(1 - p), and a hazard more by d changes the chance by (1 - p) d.
    outcomes = held_years(students, draws, amounts) * (-(1.0 - yearly) * np.log1p(-yearly))[:, None]
    effect_on = drawing(draws, students, seed)
    predicted, *gradient = (effect_on(outcome).effect.mean for outcome in outcomes.T)
    return predicted, np.array(gradient)


def updated(mean: Array, covariance: Array, gradient: Array, surprise: float, variance: float) -> tuple[Array, Array]:
    """A normal distribution, shapes (k,) and (k, k), after ``gradient @ x`` was seen ``surprise`` above its mean.

    ``variance`` is that of what was seen.
    """
    spread = covariance @ gradient
    gain = spread / (gradient @ spread + variance)
    return mean + gain * surprise, covariance - np.outer(gain, spread)
