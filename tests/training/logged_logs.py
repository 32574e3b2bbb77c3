"""Simulated logs of choices whose policies' true values are known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.off_policy.estimators import LoggedChoices


@dataclass(frozen=True, slots=True)
class SimulatedLog:
    """A log, the chances of the policy to judge, and that policy's true value over the very contexts' law."""

    context: NDArray[np.float64]
    action: NDArray[np.int64]
    reward: NDArray[np.float64]
    propensity: NDArray[np.float64]
    target: NDArray[np.float64]
    true_value: float


N_ACTIONS = 4


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def simulated_log(n: int, seed: int) -> SimulatedLog:
    """Two numbers as context, four actions, yes or no as reward; chances of neither policy are below some percents.

    The true value is the mean over two million other contexts of what the policy's choices bring there.
    """
    rng = np.random.default_rng(seed)
    context = rng.uniform(-1, 1, size=(n, 2))
    logging, target, chance = _laws(context)
    action = (rng.random((n, 1)) > logging.cumsum(axis=1)).sum(axis=1).clip(0, N_ACTIONS - 1)
    rows = np.arange(n)
    reward = (rng.random(n) < chance[rows, action]).astype(np.float64)
    return SimulatedLog(context, action, reward, logging[rows, action], target, _TRUE_VALUE)


def choices_of(log: SimulatedLog) -> LoggedChoices:
    """The log with a reward model of each action's own line."""
    rows = np.arange(len(log.reward))
    known = np.column_stack([np.ones(len(rows)), log.context])
    one_hot = np.eye(N_ACTIONS)[log.action]

    def crossed(chances: NDArray[np.float64]) -> NDArray[np.float64]:
        plain = (chances[:, :, None] * known[:, None, :]).reshape(len(rows), -1)
        return np.column_stack([np.ones(len(rows)), plain])

    return LoggedChoices(
        reward=log.reward,
        weight=log.target[rows, log.action] / log.propensity,
        logged=crossed(one_hot),
        target=crossed(log.target),
        unit=rows.astype(np.int64),
    )


def _laws(context: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Chances of the logging and the judged policy, and chance of a reward, shape (n, 4) each."""
    first, second = context.T
    zero = np.zeros_like(first)
    logging = softmax(np.column_stack([0.8 * first, zero, 0.8 * second, -0.5 + zero]))
    target = softmax(np.column_stack([-first, 1.5 * second, zero, 1 + first]))
    chance = np.column_stack([0.4 + 0.2 * first, 0.3 + 0.2 * second, 0.2 + zero, 0.5 - 0.2 * first * 1.0])
    return logging, target, chance


def _true_value() -> float:
    """Gauss-Legendre over the square of contexts."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    grid = np.array([(x, y) for x in nodes for y in nodes])
    weight = np.array([u * v for u in weights for v in weights]) / 4
    _, target, chance = _laws(grid)
    return float(weight @ (target * chance).sum(axis=1))


_TRUE_VALUE = _true_value()
