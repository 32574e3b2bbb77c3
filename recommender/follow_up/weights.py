"""Weights of answers: for whom else each of those who answered stands.

Two steps, either of which alone removes the bias of silence that depends on what is known of everybody:

1. the chance of being drawn times the chance of answering (logistic regression), inverted;
2. calibration: the weights are moved as little as possible so that they add up to what is known of all people, group by
   group (Deville and Särndal 1992, doi:10.1080/01621459.1992.10475217, the raking distance).

So the mean is right if the chance of answering is as assumed, or if what is asked about follows the groups, "doubly
robust" (Kang and Schafer 2007, doi:10.1214/07-STS227).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SMALLEST_CHANCE: Final = 0.05
"""Lower chances of answering are counted as this one: no answer stands for more than twenty who were asked."""

_RIDGE: Final = 1.0
_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class AnswerWeights:
    """Weights of the answers, shape (n_answers,) each.

    Attributes
    ----------
    drawn
        How many people one who was drawn stands for: one over the chance of being drawn.
    final
        How many people one who answered stands for.
    design
        Shape (n_answers, n_columns): what the weights are balanced on.
    """

    drawn: NDArray[np.float64]
    final: NDArray[np.float64]
    design: NDArray[np.float64]

    @property
    def worth(self) -> float:
        """How many answers with equal weights would say as much (Kish): (sum of weights)² / sum of squares."""
        return float(self.final.sum() ** 2 / np.sum(self.final**2))


def answer_weights(
    design: NDArray[np.float64], drawn: NDArray[np.int64], chances: NDArray[np.float64], answered: NDArray[np.bool_]
) -> AnswerWeights:
    """Weights of those who answered.

    Parameters
    ----------
    design
        Shape (n_people, n_columns), of everybody the study speaks of; the first column is 1.
    drawn, chances, answered
        Shape (n_drawn,): rows of who was drawn, with what chance, and whether they answered.

    Raises
    ------
    ValueError
        If nobody answered.
    """
    if not answered.any():
        raise ValueError("nobody answered: there is nothing to weigh")
    asked = design[drawn]
    answering = np.maximum(response_chances(asked, answered), _SMALLEST_CHANCE)
    start = 1.0 / (chances * answering)
    final = calibrated(start[answered], asked[answered], design.sum(axis=0))
    return AnswerWeights(1.0 / chances[answered], final, asked[answered])


def response_chances(design: NDArray[np.float64], answered: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Chance of answering of everybody who was asked, by logistic regression with a slight ridge, shape (n_asked,)."""
    ridge = np.full(design.shape[1], _RIDGE)
    ridge[0] = 1e-6
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (answered - chances) - ridge * weights
        curve = (design * (chances * (1 - chances))[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights = weights + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-9:
            break
    return np.asarray(1 / (1 + np.exp(-design @ weights)), np.float64)


def calibrated(
    start: NDArray[np.float64], design: NDArray[np.float64], totals: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weights near ``start`` with ``weights @ design`` near ``totals``, all positive, shape (n_answers,).

    Equal to the totals but for one part in a million, which keeps a solution where no weights could meet them all.
    """
    softness = 1e-6 * max(float(totals[0]), 1.0)
    numbers = np.zeros(design.shape[1])

    def misfit(at: NDArray[np.float64]) -> float:
        exponents = np.minimum(design @ at, 500.0)
        return float(start @ np.exp(exponents) - totals @ at + softness / 2 * (at @ at))

    for _ in range(_STEPS):
        weights = start * np.exp(np.minimum(design @ numbers, 500.0))
        slope = totals - design.T @ weights - softness * numbers
        curve = (design * weights[:, None]).T @ design + softness * np.eye(len(numbers))
        step = np.linalg.solve(curve, slope)
        length, here = 1.0, misfit(numbers)
        while length > 1e-6 and misfit(numbers + length * step) > here - 1e-4 * length * float(slope @ step):
            length /= 2
        numbers = numbers + length * step
        if np.abs(slope).max() < 1e-8 * max(float(totals[0]), 1.0):
            break
    return np.asarray(start * np.exp(np.minimum(design @ numbers, 500.0)), np.float64)
