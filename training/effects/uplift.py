"""Who gains more than others: predicted gains, and whether an order by them is worth more than none (Qini)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from training.effects.doubly_robust import EffectEstimate, Scores, median_estimate
from training.effects.nuisances import DEFAULT_LEARNERS, Learner, cross_fitted
from training.metrics import Interval

N_CURVE_POINTS: Final = 10


@dataclass(frozen=True, slots=True)
class Uplift:
    """Predicted gains of an arm, shape (n_repetitions, n), and how well the order by them does.

    ``qini`` is the mean over all budgets of what treating the first by predicted gain brings above treating as many at
    random, in units of the outcome a row of the table. ``curve`` has that surplus for each tenth of the rows.
    """

    gains: NDArray[np.float64]
    qini: EffectEstimate
    curve: tuple[Interval, ...]

    @property
    def is_supported(self) -> bool:
        """Whether an order by predicted gain may be shown."""
        return self.qini.effect.low > 0.0


def uplift(
    scores: Scores,
    features: NDArray[np.float64],
    kept: NDArray[np.bool_],
    *,
    arm: int,
    sign: float,
    seed: int,
    learners: Sequence[Learner] = DEFAULT_LEARNERS,
) -> Uplift:
    """Learn gains from the doubly robust differences and judge their order on rows that were not learned from.

    Parameters
    ----------
    kept
        Shape (n,): rows on common support; others are neither learned from nor judged.
    sign
        1.0 where more of the outcome is better, -1.0 where less is.

    Notes
    -----
    The DR-learner of Kennedy (2023), doi:10.1214/23-EJS2157; the order is judged by the rank-weighted average of
    Yadlowsky et al. (2025), doi:10.1080/01621459.2024.2393466, with the weights of a Qini curve.
    """
    contrasts = sign * scores.contrasts(arm)
    gains = np.stack(
        [
            cross_fitted(learners, features, contrasts[number], kept, scores.folds[number], seed)
            for number in range(len(contrasts))
        ]
    )
    places = np.stack([_places(gains[number, kept], scores.folds[number, kept]) for number in range(len(gains))])
    return Uplift(gains, qini(contrasts[:, kept], places), _curve(contrasts[:, kept], places))


def qini(contrasts: NDArray[np.float64], places: NDArray[np.float64]) -> EffectEstimate:
    """Area between the curve of an order and that of no order.

    Parameters
    ----------
    contrasts
        Gain of each row as far as it is known, in any order, shape (n_repetitions, n).
    places
        Share of the rows that come after each one, those of equal place counted half, shape (n_repetitions, n).
    """
    weights = places - 0.5
    estimates = (contrasts * weights).mean(axis=1)
    # That places are themselves estimated adds what a row does to the places of all others.
    moved = np.stack([_gain_above(*pair) for pair in zip(contrasts, places, strict=True)])
    influences = contrasts * weights + moved - (contrasts * places).mean(axis=1, keepdims=True)
    return median_estimate(estimates, influences - estimates[:, None], contrasts.shape[1])


def _gain_above(contrasts: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over all rows of the gain of those that come before each row; rows of equal place count half."""
    order = np.argsort(places, kind="stable")
    _, first, counts = np.unique(places[order], return_index=True, return_counts=True)
    sums = np.add.reduceat(contrasts[order], first)
    above = sums[::-1].cumsum()[::-1] - sums / 2.0
    return np.asarray(np.repeat(above, counts)[np.argsort(order, kind="stable")] / len(places))


def _places(gains: NDArray[np.float64], folds: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share of a fold's rows that each row comes before, as gains of different folds come from different models."""
    places = np.empty(len(gains))
    for fold in np.unique(folds):
        rows = folds == fold
        places[rows] = (rankdata(gains[rows]) - 0.5) / rows.sum()
    return places


def _curve(contrasts: NDArray[np.float64], places: NDArray[np.float64]) -> tuple[Interval, ...]:
    """Surplus over as many at random when the first 10 %, 20 %, ... are treated, a row of the table."""
    points = []
    for share in np.arange(1, N_CURVE_POINTS + 1) / N_CURVE_POINTS:
        surplus = contrasts * ((places > 1.0 - share) - share)
        estimates = surplus.mean(axis=1)
        points.append(median_estimate(estimates, surplus - estimates[:, None], surplus.shape[1]).effect)
    return tuple(points)
