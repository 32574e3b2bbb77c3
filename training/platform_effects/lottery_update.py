"""What a recorded lottery says of the effect, added to what history says of it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from recommender.arrays import CatalogueArrays
from recommender.effects import EffectModel
from recommender.risk import RiskModel
from training.effects.doubly_robust import EffectEstimate
from training.platform_effects.draws import Draws
from training.platform_effects.students import Students
from training.platform_effects.voucher_lottery import drawing, held_years

Array = NDArray[np.float64]

Prediction = Callable[[Array], tuple[float, Array]]
"""Of coefficients, shape (k,): the change of the chance of leaving by being drawn, and its slope by each of them."""


def updated_by_lottery(model: EffectModel, left: EffectEstimate, prediction: Prediction) -> EffectModel:
    """The effect after a lottery changed the chance of leaving by ``left``.

    What the lottery should have shown under the model follows from what its winners came to hold, and for how long,
    beyond those who were not drawn. The model moves by what was seen instead, as far as either is uncertain.

    Notes
    -----
    Laplace's approximation: the most likely effect with the model as prior, and the spread of the normal distribution
    that fits there. What the lottery leaves unknown of who holds what is taken to be small beside what it leaves
    unknown of who left.
    """
    prior, covariance = np.array(model.coefficients), np.array(model.covariance)
    root = np.linalg.cholesky(covariance)
    variance = left.standard_error**2

    def unlikeliness(steps: Array) -> tuple[float, Array]:
        predicted, gradient = prediction(prior + root @ steps)
        surprise = left.effect.mean - predicted
        loss = 0.5 * float(steps @ steps + surprise**2 / variance)
        return loss, steps - root.T @ gradient * (surprise / variance)

    likeliest = prior + root @ minimize(unlikeliness, np.zeros(len(prior)), jac=True, method="BFGS").x
    _, gradient = prediction(likeliest)
    spread = covariance @ gradient
    after = covariance - np.outer(spread, spread) / (gradient @ spread + variance)
    return EffectModel(tuple(likeliest.tolist()), tuple(map(tuple, after.tolist())), is_known=model.is_known)


def lottery_prediction(
    draws: Draws, students: Students, arrays: CatalogueArrays, risk: RiskModel, seed: int
) -> Prediction:
    """What being drawn should do under an effect, by what those drawn came to hold beyond the others.

    A certification held for ``y`` years adds ``y (exp(u) - 1)`` yearly hazards to the student's own, with ``u`` its
    change of log-odds: small chances fall as their odds do. That is taken to add up over certifications held at the
    same time.
    """
    features = students.certification_features(arrays, risk)
    yearly = risk.student_risk(students.standing(draws.student, draws.day))
    # A chance of leaving p is a hazard of -log(1 - p), and a hazard more by d changes the chance by (1 - p) d.
    scale = (-(1.0 - yearly) * np.log1p(-yearly))[:, None]
    effect_on = drawing(draws, students, seed)

    def prediction(coefficients: Array) -> tuple[float, Array]:
        odds_ratio = np.exp(features @ coefficients)
        amounts = np.column_stack([odds_ratio - 1.0, features * odds_ratio[:, None]])
        outcomes = held_years(students, draws, amounts) * scale
        predicted, *gradient = (effect_on(outcome).effect.mean for outcome in outcomes.T)
        return predicted, np.array(gradient)

    return prediction
