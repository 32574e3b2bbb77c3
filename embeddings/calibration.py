"""Turns scores into chances of being right."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Calibration:
    """Chance of being right as a non-decreasing function of a score, by straight lines between points."""

    scores: tuple[float, ...]
    chances: tuple[float, ...]

    def __call__(self, scores: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Chance for each score."""
        found: NDArray[np.float64] = np.interp(scores, self.scores, self.chances)
        return found


def fit_calibration(scores: NDArray[np.floating[Any]], is_right: NDArray[np.bool_]) -> Calibration:
    """Fit to labelled scores, by isotonic regression."""
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(scores, is_right.astype(float))
    return Calibration(tuple(map(float, fitted.X_thresholds_)), tuple(map(float, fitted.y_thresholds_)))
