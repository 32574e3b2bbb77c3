"""Logistic regression of leaving in a month, with normal priors and the probability of the data under them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_MOST_STEPS = 50
_TOLERANCE = 1e-8


@dataclass(frozen=True, slots=True)
class HazardFit:
    """The most probable coefficients, shape (p,), their covariance (p, p), and the log of the evidence.

    Covariance and evidence are Laplace's: those of the normal distribution that fits the posterior at its top.
    """

    coefficients: Array
    covariance: Array
    log_evidence: float


def fit_hazard(columns: Array, leaves: NDArray[np.bool_], prior_mean: Array, prior_sd: Array) -> HazardFit:
    """Fit by Newton's method; each coefficient of ``columns`` (n, p) has a normal prior.

    Raises
    ------
    ValueError
        If Newton's steps do not come to rest: two columns are the same, or nearly.
    """
    precision = prior_sd**-2.0
    coefficients = prior_mean.copy()
    for _ in range(_MOST_STEPS):
        chance = 1.0 / (1.0 + np.exp(-(columns @ coefficients)))
        slope = columns.T @ (leaves - chance) - precision * (coefficients - prior_mean)
        bend = (columns * (chance * (1.0 - chance))[:, None]).T @ columns + np.diag(precision)
        step = np.linalg.solve(bend, slope)
        coefficients = coefficients + step
        if np.abs(step).max() < _TOLERANCE:
            log_prior = 0.5 * (np.log(precision) - precision * (coefficients - prior_mean) ** 2).sum()
            utility = columns @ coefficients
            log_likelihood = (leaves * utility - np.logaddexp(0.0, utility)).sum()
            log_evidence = log_likelihood + log_prior - 0.5 * np.linalg.slogdet(bend)[1]
            return HazardFit(coefficients, np.asarray(np.linalg.inv(bend), np.float64), float(log_evidence))
    raise ValueError(f"the fit did not come to rest in {_MOST_STEPS} steps; the last moved by {np.abs(step).max():.2g}")
