"""What a reward is expected to be: ridge regression, whose own uncertainty can be written down in closed form."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

N_FOLDS: Final = 5
RIDGE: Final = 1.0
"""Penalty on the sum of squared coefficients but the first column's, which is the constant."""


@dataclass(frozen=True, slots=True)
class RewardModel:
    """``coefficients`` of shape (d,) and ``inverse``, shape (d, d): that of the penalised cross-products."""

    coefficients: Vector
    inverse: Matrix

    def expected(self, columns: Matrix) -> Vector:
        """Expected reward of each row of columns, shape (n, d)."""
        return np.asarray(columns @ self.coefficients)

    def influence(self, columns: Matrix, reward: Vector, at: Vector) -> Vector:
        """What each fitting row adds, times n, to the expectation at the columns ``at``, shape (d,).

        Its mean square over n is the sandwich variance of that expectation (White 1980, doi:10.2307/1912934).
        """
        residual = reward - self.expected(columns)
        return np.asarray(len(reward) * (columns @ (self.inverse @ at)) * residual)


def fit_reward_model(columns: Matrix, reward: Vector, ridge: float = RIDGE) -> RewardModel:
    """Fit on rows of columns, shape (n, d), the first of them constant."""
    penalty = np.full(columns.shape[1], ridge)
    penalty[0] = 0.0
    # A constant that no row has, as in an empty fold, would leave the matrix without an inverse.
    inverse = np.asarray(np.linalg.pinv(columns.T @ columns + np.diag(penalty), hermitian=True), np.float64)
    return RewardModel(inverse @ (columns.T @ reward), inverse)


def folds_of(unit: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Fold of each row from 0, by its unit, so that nobody judges a model that knew them."""
    units, number = np.unique(unit, return_inverse=True)
    dealt = np.random.default_rng(seed).permutation(len(units)) % N_FOLDS
    return np.asarray(dealt[number])


def cross_fitted(
    logged: Matrix, reward: Vector, target: Matrix, unit: NDArray[np.int64], *, seed: int
) -> tuple[Vector, Vector]:
    """Expected reward of what was chosen and of what the policy would choose, each by a model of the other folds."""
    fold = folds_of(unit, seed)
    of_logged, of_target = np.empty(len(reward)), np.empty(len(reward))
    for number in range(N_FOLDS):
        held = fold == number
        model = fit_reward_model(logged[~held], reward[~held])
        of_logged[held], of_target[held] = model.expected(logged[held]), model.expected(target[held])
    return of_logged, of_target
