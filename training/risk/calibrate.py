"""Fits the calibration of log-odds that the models gave to people whom they had not seen."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize
from scipy.special import expit

from recommender.table_risk.calibration import RiskCalibration
from training.risk.losses import log_losses

_ENOUGH_FOR_A_BEND: Final = 1_000
"""Cases of the rarer outcome from which on the line may bend; with fewer a straight one is steadier."""

_STEADINESS: Final = 2.0
"""Weight of a slope's squared distance from 1, in rows: a slope of 1 is what sound models need."""


def fit_calibration(raw: NDArray[np.float64], outcome: NDArray[np.bool_]) -> RiskCalibration:
    """Platt's line, or beta calibration where there are 1,000 cases of the rarer outcome.

    Slopes below 0 are not looked at: they would turn the order round. Few rows draw them to 1, and many rows within a
    narrow range to one another.
    """
    n_rarer = min(int(outcome.sum()), int((~outcome).sum()))
    n_slopes = 2 if n_rarer >= _ENOUGH_FOR_A_BEND else 1

    def loss(parameters: NDArray[np.float64]) -> float:
        unsteady = _STEADINESS * ((parameters[:-1] - 1.0) ** 2).sum() / len(raw)
        return float(log_losses(_calibration(parameters).log_odds(raw), outcome).mean() + unsteady)

    start = np.array([1.0] * n_slopes + [0.0])
    found = minimize(loss, start, method="L-BFGS-B", bounds=[(0.0, None)] * n_slopes + [(None, None)])
    return _calibration(found.x)


def with_mean(calibration: RiskCalibration, raw: NDArray[np.float64], mean: float) -> RiskCalibration:
    """The same slopes, with the shift under which the probabilities of ``raw`` have a ``mean`` inside (0, 1).

    The models that the slopes come from were fitted on fewer rows, the earlier ones where time is known; how often the
    outcome happens should be learned from all.
    """

    def gap(shift: float) -> float:
        return float(expit(_shifted(calibration, shift).log_odds(raw)).mean()) - mean

    return _shifted(calibration, float(brentq(gap, -50.0, 50.0)))


def _calibration(parameters: NDArray[np.float64]) -> RiskCalibration:
    return RiskCalibration(float(parameters[0]), float(parameters[-2]), float(parameters[-1]))


def _shifted(calibration: RiskCalibration, shift: float) -> RiskCalibration:
    return RiskCalibration(calibration.up, calibration.down, shift)
