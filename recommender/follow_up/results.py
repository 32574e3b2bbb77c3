"""Shares and means of everybody, from weighted answers, with 95 % intervals and a band for silence that is no chance.

The variance is that of drawing and answering, linearised: with ``e`` what the groups do not explain of an answer, the
sum of w (w - 1) e², as each answer came with a chance of 1 / w. It says nothing of silence that depends on the answer
itself. The band does: it shows the result if those who did not answer differ from those alike who did, by stated odds
for shares and a stated shift for means (exponential tilting; Scharfstein, Rotnitzky and Robins 1999,
doi:10.1080/01621459.1999.10473862).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from recommender.follow_up.weights import AnswerWeights

_Z: Final = 1.959964
_MOST_ODDS: Final = 1e3


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share in [0, 1], or a mean in the unit of the answers, with its standard error and 95 % interval."""

    value: float
    standard_error: float
    low: float
    high: float
    n_answers: int


@dataclass(frozen=True, slots=True)
class Band:
    """Where the result lies if those silent differ by up to ``reach``: odds ratio of a share, shift of a mean.

    ``low`` and ``high`` contain the 95 % interval at the ends; ``value_low`` and ``value_high`` the results alone.
    """

    reach: float
    value_low: float
    value_high: float
    low: float
    high: float


def estimate(
    weights: AnswerWeights, answers: NDArray[np.float64], *, is_share: bool, within: NDArray[np.bool_] | None = None
) -> Estimate:
    """Share or mean of all people, or of a group.

    Parameters
    ----------
    answers
        Shape (n_answers,): 0 or 1 where ``is_share``. NaN for who left the question out: they are left out here.
    within
        Shape (n_answers,): who is of the group; all if not given.

    Raises
    ------
    ValueError
        If there is no answer in the group.
    """
    counted = _counted(answers, within)
    weight = weights.final * counted
    values = np.where(counted, answers, 0.0)
    total = weight.sum()
    value = float(weight @ values / total)
    n_answers = int(counted.sum())
    deviation = np.where(counted, values - value, 0.0)
    unexplained = deviation - weights.design @ _slopes(weights, deviation)
    spread = n_answers / max(n_answers - 1, 1)
    variance = spread * float(np.sum(weights.final * np.maximum(weights.final - 1, 0) * unexplained**2)) / total**2
    return _with_interval(value, float(np.sqrt(variance)), n_answers, is_share=is_share)


def band(
    weights: AnswerWeights,
    answers: NDArray[np.float64],
    *,
    is_share: bool,
    reach: float,
    within: NDArray[np.bool_] | None = None,
) -> Band:
    """The result if those silent differ by up to ``reach`` either way; 1 for shares and 0 for means is no difference.

    Raises
    ------
    ValueError
        If there is no answer in the group, or ``reach`` is below 1 for a share, below 0 for a mean.
    """
    if reach < (1.0 if is_share else 0.0):
        raise ValueError(f"reach must be at least {1 if is_share else 0}, got {reach}")
    middle = estimate(weights, answers, is_share=is_share, within=within)
    low = tilted(weights, answers, 1 / reach if is_share else -reach, is_share=is_share, within=within)
    high = tilted(weights, answers, reach, is_share=is_share, within=within)
    lowest = _with_interval(low, middle.standard_error, middle.n_answers, is_share=is_share).low
    highest = _with_interval(high, middle.standard_error, middle.n_answers, is_share=is_share).high
    return Band(reach, low, high, lowest, highest)


def tilted(
    weights: AnswerWeights,
    answers: NDArray[np.float64],
    difference: float,
    *,
    is_share: bool,
    within: NDArray[np.bool_] | None = None,
) -> float:
    """The result if those silent have ``difference`` times the odds of who answered, or a mean so much higher."""
    counted = _counted(answers, within)
    values = answers[counted]
    spoken = np.minimum(weights.drawn, weights.final)[counted]
    silent = weights.final[counted] - spoken
    if not is_share:
        return float((spoken @ values + silent @ (values + difference)) / (spoken + silent).sum())
    tilt = silent * np.where(values == 1, difference, 1.0)
    theirs = float(tilt @ values / tilt.sum()) if tilt.sum() else 0.0
    return float((spoken @ values + silent.sum() * theirs) / (spoken + silent).sum())


def tipping_point(
    weights: AnswerWeights, answers: NDArray[np.float64], value: float, *, is_share: bool
) -> float | None:
    """How much those silent must differ for the result to be ``value``; ``None`` where no difference would do it."""
    ends = (1 / _MOST_ODDS, _MOST_ODDS) if is_share else (-1e6, 1e6)

    def miss(place: float) -> float:
        difference = np.exp(place) if is_share else place
        return tilted(weights, answers, float(difference), is_share=is_share) - value

    low, high = np.log(ends) if is_share else ends
    if miss(low) * miss(high) > 0:
        return None
    place = brentq(miss, low, high)
    return float(np.exp(place) if is_share else place)


def _counted(answers: NDArray[np.float64], within: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    counted = ~np.isnan(answers) if within is None else ~np.isnan(answers) & within
    if not counted.any():
        raise ValueError("there is no answer to this question")
    return np.asarray(counted)


def _slopes(weights: AnswerWeights, deviation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted least squares of deviations on what the weights are balanced on, shape (n_columns,)."""
    root = np.sqrt(weights.final)
    found, *_ = np.linalg.lstsq(weights.design * root[:, None], deviation * root, rcond=None)
    return np.asarray(found, np.float64)


def _with_interval(value: float, standard_error: float, n_answers: int, *, is_share: bool) -> Estimate:
    """An interval on the scale of log-odds for shares, so that it stays inside [0, 1]."""
    if not is_share:
        return Estimate(value, standard_error, value - _Z * standard_error, value + _Z * standard_error, n_answers)
    inside = min(max(value, 0.5 / (n_answers + 1)), 1 - 0.5 / (n_answers + 1))
    reach = _Z * max(standard_error, 0.5 / (n_answers + 1)) / (inside * (1 - inside))
    low, high = float(expit(logit(inside) - reach)), float(expit(logit(inside) + reach))
    return Estimate(value, standard_error, min(low, value), max(high, value), n_answers)
