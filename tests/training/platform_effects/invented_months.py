"""Months of invented students whose certifications do what a test says."""

import numpy as np

from recommender.effects import EFFECT_FEATURES, effect_features
from training.platform_effects.student_months import StudentMonths


def invented_months(
    seed: int,
    *,
    n: int = 40_000,
    held_share: float = 0.3,
    hidden_pull: float = 0.0,
    **coefficients: float,
) -> StudentMonths:
    """``n`` months in which about one in thirty students leaves; effects as ``coefficients`` by name say.

    ``hidden_pull`` is how much what nobody sees makes people both enrol and stay.
    """
    rng = np.random.default_rng(seed)
    control, hidden = rng.normal(size=(2, n))
    has_enrolled = rng.random(n) < 1 / (1 + np.exp(0.5 - hidden_pull * hidden - 0.3 * control))
    is_holder = has_enrolled & (rng.random(n) < 2 * held_share)
    yearly_risk = 1 / (1 + np.exp(1.7 + 0.5 * control))
    one = effect_features(rng.random(n) < 0.5, rng.random(n), yearly_risk)
    held = one * is_holder[:, None]
    effect = held @ np.array([coefficients.get(name, 0.0) for name in EFFECT_FEATURES])
    utility = -3.4 - 0.5 * control - hidden_pull * hidden + effect
    return StudentMonths(
        controls=control[:, None],
        has_enrolled=has_enrolled,
        held=held,
        yearly_risk=yearly_risk,
        leaves=rng.random(n) < 1 / (1 + np.exp(-utility)),
    )
