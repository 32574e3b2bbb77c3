"""Whether the rows of two arms can be compared: common support, effective numbers, balance after weighting."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from training.effects.doubly_robust import Scores

LEAST_CHANCE: Final = 0.02
"""Rows with a smaller chance of either arm are outside common support and left out of every estimate."""

_QUANTILES: Final = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far an arm and control can be compared.

    ``treated_chances`` and ``control_chances`` are the quantiles 0, 5, 25, 50, 75, 95 and 100 % of the chance of
    getting the arm rather than control, among those who got the one and the other. Effective sizes are Kish's: as many
    rows of equal weight would be worth as much.
    """

    treated_chances: tuple[float, ...]
    control_chances: tuple[float, ...]
    share_trimmed: float
    treated_effective_size: float
    control_effective_size: float


@dataclass(frozen=True, slots=True)
class Balance:
    """Largest standardised difference of a feature between an arm and control, and where it is found.

    ``chance_level`` is what the largest of so many differences stays below 95 times in 100 where there is none.
    """

    before: float
    before_column: str
    after: float
    after_column: str
    chance_level: float


def typical_propensities(scores: Scores) -> NDArray[np.float64]:
    """Median over the repetitions, shape (n, n_arms)."""
    return np.asarray(np.median(scores.propensities, axis=0))


def common_support(scores: Scores, arm: int) -> NDArray[np.bool_]:
    """Rows that had a fair chance of both the arm and control, shape (n,)."""
    chances = typical_propensities(scores)
    return np.asarray(np.minimum(chances[:, arm], chances[:, 0]) >= LEAST_CHANCE)


def overlap(scores: Scores, arm: int) -> Overlap:
    """Measure the overlap of ``arm`` with control."""
    chances, kept = typical_propensities(scores), common_support(scores, arm)
    rather = chances[:, arm] / (chances[:, arm] + chances[:, 0])
    treated, untreated = scores.treatment == arm, scores.treatment == 0
    return Overlap(
        treated_chances=tuple(map(float, np.quantile(rather[treated], _QUANTILES))),
        control_chances=tuple(map(float, np.quantile(rather[untreated], _QUANTILES))),
        share_trimmed=float(1.0 - kept.mean()),
        treated_effective_size=effective_size(1.0 / chances[treated & kept, arm]),
        control_effective_size=effective_size(1.0 / chances[untreated & kept, 0]),
    )


def effective_size(weights: NDArray[np.float64]) -> float:
    """Number of rows of equal weight that are worth as much (Kish 1965); 0 for none.

    Examples
    --------
    >>> effective_size(np.array([2.0, 2.0, 2.0]))
    3.0
    >>> effective_size(np.array([8.0, 1.0, 1.0])) < 2
    True
    """
    return float(weights.sum() ** 2 / (weights**2).sum()) if len(weights) else 0.0


def balance(scores: Scores, features: NDArray[np.float64], owners: tuple[str, ...], arm: int) -> Balance | None:
    """Compare the features, shape (n, p), of ``arm`` and control as they are and weighted by inverse propensities.

    ``None`` where there is no feature or nobody is on common support.

    Notes
    -----
    Differences are in standard deviations of the two arms together, as in Austin (2009), doi:10.1002/sim.3697.
    """
    chances, kept = typical_propensities(scores), common_support(scores, arm)
    treated, untreated = (scores.treatment == arm) & kept, (scores.treatment == 0) & kept
    if not features.shape[1] or not treated.any() or not untreated.any():
        return None
    treated_weights, control_weights = 1.0 / chances[treated, arm], 1.0 / chances[untreated, 0]
    spread = np.sqrt((features[treated].var(axis=0) + features[untreated].var(axis=0)) / 2.0)
    spread = np.where(spread > 0, spread, np.inf)
    before = np.abs(features[treated].mean(axis=0) - features[untreated].mean(axis=0)) / spread
    means = [
        np.average(features[rows], axis=0, weights=weights)
        for rows, weights in ((treated, treated_weights), (untreated, control_weights))
    ]
    after = np.abs(means[0] - means[1]) / spread
    # The chance of a false alarm is shared among the columns (Bonferroni).
    quantile = norm.ppf(1.0 - 0.025 / features.shape[1])
    noise = np.sqrt(1.0 / effective_size(treated_weights) + 1.0 / effective_size(control_weights))
    return Balance(
        before=float(before.max()),
        before_column=owners[int(before.argmax())],
        after=float(after.max()),
        after_column=owners[int(after.argmax())],
        chance_level=float(quantile * noise),
    )
