"""Tests of the logistic regression with normal priors."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from training.platform_effects.hazard import fit_hazard


def drawn_rows(n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    columns = rng.normal(size=(n, 3))
    return columns, rng.random(n) < 1 / (1 + np.exp(1.0 - columns[:, 0]))


class TestFitHazard:
    def test_agrees_with_ridge_logistic_regression(self) -> None:
        columns, leaves = drawn_rows()
        found = fit_hazard(columns, leaves, np.zeros(3), np.full(3, 0.5))
        ridge = LogisticRegression(C=0.25, fit_intercept=False, tol=1e-10, max_iter=1000).fit(columns, leaves)
        np.testing.assert_allclose(found.coefficients, ridge.coef_[0], atol=1e-6)

    def test_stays_at_the_prior_where_nothing_was_seen(self) -> None:
        found = fit_hazard(np.zeros((0, 2)), np.zeros(0, bool), np.array([0.3, -1.0]), np.array([0.5, 2.0]))
        np.testing.assert_allclose(found.coefficients, [0.3, -1.0])
        np.testing.assert_allclose(found.covariance, [[0.25, 0.0], [0.0, 4.0]])

    def test_the_evidence_is_near_the_integral_over_the_prior(self) -> None:
        columns, leaves = np.ones((40, 1)), np.arange(40) < 12
        found = fit_hazard(columns, leaves, np.zeros(1), np.array([1.5]))
        grid = np.linspace(-8, 8, 4001)
        density = np.exp(-0.5 * (grid / 1.5) ** 2) / (1.5 * np.sqrt(2 * np.pi))
        likelihood = np.exp(12 * grid - 40 * np.logaddexp(0, grid))
        integral = np.log((density * likelihood).sum() * (grid[1] - grid[0]))
        # Laplace's method is off by terms of the order of one over the number of rows.
        assert found.log_evidence == pytest.approx(integral, abs=0.02)
