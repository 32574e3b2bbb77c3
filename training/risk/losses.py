"""The loss by which models are chosen."""

import numpy as np
from numpy.typing import NDArray


def log_losses(log_odds: NDArray[np.float64], outcome: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Minus the logarithm of the chance that was given to what happened; log-odds of shape (..., n).

    Examples
    --------
    >>> log_losses(np.array([0.0, 0.0]), np.array([True, False])).round(4)
    array([0.6931, 0.6931])
    """
    return np.logaddexp(0.0, np.where(outcome, -log_odds, log_odds))
