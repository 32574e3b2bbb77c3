"""The map from a model's log-odds to a probability that keeps its word."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RiskCalibration:
    """Beta calibration: log-odds become ``up * log p - down * log(1 - p) + shift``.

    With ``up`` equal to ``down`` it is Platt's straight line. Both are at least 0, so that order is kept.

    Notes
    -----
    Kull, Silva Filho, Flach (2017), https://proceedings.mlr.press/v54/kull17a.html.
    """

    up: float
    down: float
    shift: float

    def log_odds(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated log-odds of raw ones, of any shape."""
        return self.up * -np.logaddexp(0.0, -raw) + self.down * np.logaddexp(0.0, raw) + self.shift
