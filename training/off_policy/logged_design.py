"""Columns of the reward model for logged choices: richer and richer ones, chosen by how well they foretell rewards."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.off_policy.estimators import standard_error
from training.off_policy.reward_model import cross_fitted

Matrix = NDArray[np.float64]

_ROWS_A_COLUMN: Final = 10
_MOST_CELLS: Final = 30_000_000
"""Of one matrix, 240 MB."""
_KNOTS: Final = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Design:
    """``logged`` and ``target`` as ``off_policy.LoggedChoices`` has them; ``name`` says what the model can see."""

    name: str
    logged: Matrix
    target: Matrix


def choose_design(
    context: Matrix,
    action: NDArray[np.int64],
    target_chance: Matrix,
    reward: NDArray[np.float64],
    unit: NDArray[np.int64],
    *,
    seed: int,
) -> Design:
    """The columns whose cross-fitted model foretells best; richer ones must win by more than their standard error.

    Parameters
    ----------
    context
        Shape (n, c), what was known before the choice.
    action
        Shape (n,), number of the action that was logged.
    target_chance
        Shape (n, n_actions), chances of the policy that is judged.
    """
    designs = _designs(context, action, target_chance)

    def squared_errors(design: Design) -> NDArray[np.float64]:
        expected, _ = cross_fitted(design.logged, reward, design.target, unit, seed=seed)
        return np.asarray((reward - expected) ** 2)

    best = next(designs)
    errors = squared_errors(best)
    for design in designs:
        richer = squared_errors(design)
        if (errors - richer).mean() > standard_error(errors - richer, unit):
            best, errors = design, richer
    return best


def _designs(context: Matrix, action: NDArray[np.int64], target_chance: Matrix) -> Iterator[Design]:
    """Designs from simple to rich; those with too many columns for the rows are left out, but for the first."""
    n, n_actions = target_chance.shape
    logged_chance = np.zeros((n, n_actions))
    logged_chance[np.arange(n), action] = 1.0
    constant = np.ones((n, 1))
    bent = np.concatenate([context, _hinges(context)], axis=1)
    kinds: tuple[tuple[str, Matrix, Matrix], ...] = (
        ("actions", np.empty((n, 0)), np.empty((n, 0))),
        ("actions and context", context, np.empty((n, 0))),
        ("actions, each with its own context", context, context),
        ("actions, each with its own bends of context", bent, bent),
    )
    for number, (name, plain, crossed) in enumerate(kinds):
        n_columns = 1 + n_actions + plain.shape[1] + n_actions * crossed.shape[1]
        if number and (n_columns * _ROWS_A_COLUMN > n or n_columns * n > _MOST_CELLS or not plain.shape[1]):
            continue
        logged, target = (
            np.concatenate([constant, chance, plain, _crossed(chance, crossed)], axis=1)
            for chance in (logged_chance, target_chance)
        )
        yield Design(name, logged, target)


def _crossed(chance: Matrix, context: Matrix) -> Matrix:
    """Every chance times every column of the context, shape (n, n_actions * c)."""
    return np.asarray((chance[:, :, None] * context[:, None, :]).reshape(len(chance), -1))


def _hinges(context: Matrix) -> Matrix:
    """Columns that let a straight line bend at the quartiles of each column with many values."""
    parts = []
    for column in context.T:
        if len(np.unique(column)) > 2 * len(_KNOTS):
            parts += [np.maximum(column - knot, 0.0) for knot in np.quantile(column, _KNOTS)]
    return np.column_stack(parts) if parts else np.empty((len(context), 0))
