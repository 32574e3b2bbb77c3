"""Who gains more than others: predicted gains, and whether an order by them is worth more than none (Qini)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from training.effects.doubly_robust import EffectEstimate, Scores, median_of
from training.effects.nuisances import DEFAULT_LEARNERS, Learner, cross_fitted, mixed_means
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
    """Learn gains from the doubly robust differences and judge an order by them on rows that were not learned from.

    The gains of each row come from all folds but its own. They are not what is judged: two rows of two folds would
    speak for the order twice, once as learned from and judged and once the other way round, and an interval that takes
    the folds for independent would be too narrow, most of all where there is nothing to find. Judged is each fold by
    what the folds before it taught, so that every judgement is new whatever came before.

    Parameters
    ----------
    kept
        Shape (n,): rows on common support; others are neither learned from nor judged.
    sign
        1.0 where more of the outcome is better, -1.0 where less is.

    Notes
    -----
    The DR-learner of Kennedy (2023), doi:10.1214/23-EJS2157; the order is judged by the rank-weighted average of
    Yadlowsky et al. (2025), doi:10.1080/01621459.2024.2393466, with the weights of a Qini curve, fold after fold as in
    Wager (2024), arXiv:2405.05534.
    """
    contrasts = sign * scores.contrasts(arm)
    numbers = range(len(contrasts))
    gains = [cross_fitted(learners, features, contrasts[row], kept, scores.folds[row], seed) for row in numbers]
    judged = [_judged(learners, features, contrasts[row], kept, scores.folds[row], seed) for row in numbers]
    return Uplift(np.stack(gains), qini(judged), _curve(judged))


@dataclass(frozen=True, slots=True)
class JudgedOrder:
    """Rows that an order was not learned from.

    Attributes
    ----------
    contrasts
        Gain of each row as far as it is known, shape (n,).
    places
        Share of the rows that come after each one, those of equal place counted half, shape (n,).
    """

    contrasts: NDArray[np.float64]
    places: NDArray[np.float64]


def qini(judged: Sequence[JudgedOrder]) -> EffectEstimate:
    """Area between the curve of an order and that of no order; the median over repetitions."""
    estimates, variances = zip(*(_area(one) for one in judged), strict=True)
    return median_of(np.array(estimates), np.array(variances), len(judged[0].places))


def _area(judged: JudgedOrder) -> tuple[float, float]:
    """Area between the curves and its variance."""
    contrasts, places = judged.contrasts, judged.places
    estimate = float((contrasts * (places - 0.5)).mean())
    # That places are themselves estimated adds what a row does to the places of all others.
    moved = _gain_above(contrasts, places) - (contrasts * places).mean()
    influences = contrasts * (places - 0.5) + moved - estimate
    return estimate, float((influences**2).mean() / len(places))


def _gain_above(contrasts: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over all rows of the gain of those that come before each row; rows of equal place count half."""
    order = np.argsort(places, kind="stable")
    _, first, counts = np.unique(places[order], return_index=True, return_counts=True)
    sums = np.add.reduceat(contrasts[order], first)
    above = sums[::-1].cumsum()[::-1] - sums / 2.0
    return np.asarray(np.repeat(above, counts)[np.argsort(order, kind="stable")] / len(places))


def _judged(
    learners: Sequence[Learner],
    features: NDArray[np.float64],
    contrasts: NDArray[np.float64],
    kept: NDArray[np.bool_],
    folds: NDArray[np.int64],
    seed: int,
) -> JudgedOrder:
    """The kept rows of every fold but the first, in the order that the folds before theirs teach.

    Learners are mixed by how they did on the folds already judged; on the first of them all count alike.
    """
    said = np.zeros((len(contrasts), len(learners)))
    places = np.zeros(len(contrasts))
    first, *later = np.unique(folds)
    for fold in later:
        before, now, told = kept & (folds < fold), kept & (folds == fold), kept & (folds < fold) & (folds > first)
        for number, learner in enumerate(learners):
            said[now, number] = learner(features[before], contrasts[before], features[now], seed)
        gains = mixed_means(said[told], contrasts[told], said[now]) if told.any() else said[now].mean(axis=1)
        places[now] = (rankdata(gains) - 0.5) / len(gains)
    judged = kept & (folds > first)
    return JudgedOrder(contrasts[judged], places[judged])


def _curve(judged: Sequence[JudgedOrder]) -> tuple[Interval, ...]:
    """Surplus over as many at random when the first 10 %, 20 %, ... are treated, a row of the table."""
    points = []
    for share in np.arange(1, N_CURVE_POINTS + 1) / N_CURVE_POINTS:
        surpluses = [one.contrasts * ((one.places > 1.0 - share) - share) for one in judged]
        estimates = np.array([surplus.mean() for surplus in surpluses])
        variances = np.array([surplus.var() / len(surplus) for surplus in surpluses])
        points.append(median_of(estimates, variances, len(surpluses[0])).effect)
    return tuple(points)
