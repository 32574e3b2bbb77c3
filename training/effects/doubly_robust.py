"""Cross-fitted doubly robust scores of each arm, and the average effects with intervals that follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.effects.nuisances import DEFAULT_LEARNERS, Learner, cross_fitted
from training.metrics import Interval

# No weight exceeds 100 inside an estimate; what lies outside common support is for ``overlap`` to leave out.
LEAST_PROPENSITY = 0.01
_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Scores:
    """What is known of each row and arm, once for each repetition of the cross-fitting.

    ``treatment`` and ``outcome`` are of shape (n,); ``means`` (expected outcome) and ``propensities`` (chance of the
    arm, rows sum to 1) of shape (n_repetitions, n, n_arms); ``folds`` of shape (n_repetitions, n). Arm 0 is control.
    """

    treatment: NDArray[np.int64]
    outcome: NDArray[np.float64]
    means: NDArray[np.float64]
    propensities: NDArray[np.float64]
    folds: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.means.ndim != 3 or self.means.shape != self.propensities.shape:
            raise ValueError(f"means {self.means.shape} and propensities {self.propensities.shape} differ in shape")
        if self.means.shape[1] != len(self.treatment) or len(self.treatment) != len(self.outcome):
            raise ValueError(
                f"{len(self.treatment)} treatments, {len(self.outcome)} outcomes, {self.means.shape[1]} rows"
            )

    @property
    def n_arms(self) -> int:
        """How many arms there are, control included."""
        return int(self.means.shape[2])

    @property
    def arm_values(self) -> NDArray[np.float64]:
        """Unbiased value of each arm for each row, shape (n_repetitions, n, n_arms).

        The expected outcome, corrected by the inversely weighted residual in the arm that the row was in.
        """
        was_in = self.treatment[:, None] == np.arange(self.n_arms)
        residuals = self.outcome[:, None] - self.means
        return np.asarray(self.means + was_in * residuals / np.maximum(self.propensities, LEAST_PROPENSITY))

    def contrasts(self, arm: int = 1) -> NDArray[np.float64]:
        """Doubly robust difference of ``arm`` to control, row by row: shape (n_repetitions, n)."""
        values = self.arm_values
        return np.asarray(values[:, :, arm] - values[:, :, 0])


@dataclass(frozen=True, slots=True)
class EffectEstimate:
    """An average effect with its 95 % interval and the number of rows that it speaks of."""

    effect: Interval
    standard_error: float
    n_rows: int


def cross_fitted_scores(
    features: NDArray[np.float64],
    treatment: NDArray[np.int64],
    outcome: NDArray[np.float64],
    *,
    folds: int = 5,
    repetitions: int = 1,
    seed: int,
    propensity: NDArray[np.float64] | None = None,
    learners: Sequence[Learner] = DEFAULT_LEARNERS,
) -> Scores:
    """Estimate expected outcomes and propensities of each row from folds that it is not in.

    Parameters
    ----------
    features
        Shape (n, p), known before the treatment, without missing values and of about unit spread.
    treatment
        Shape (n,): number of the arm, 0 for control.
    outcome
        Shape (n,): any number; zeros and ones are read as chances.
    folds
        Parts of the cross-fitting, equal in the shares of the arms.
    repetitions
        How often the split is drawn anew; estimates are medians over them.
    propensity
        Known chances of each arm, shape (n, n_arms), as in a lottery; ``None`` estimates them. For two arms shape (n,)
        is enough: the chance of arm 1.
    learners
        What is mixed, by held-out error, into each estimate.

    Raises
    ------
    ValueError
        If an arm has fewer than two rows a fold, a value is missing, or shapes differ.

    Notes
    -----
    Robins, Rotnitzky and Zhao (1994), doi:10.1080/01621459.1994.10476818; cross-fitting and medians over repetitions as
    in Chernozhukov et al. (2018), doi:10.1111/ectj.12097.
    """
    _check(features, treatment, outcome, folds)
    n_arms = int(treatment.max()) + 1
    known = None if propensity is None else _known(propensity, len(treatment), n_arms)
    rng = np.random.default_rng(seed)
    shape = (repetitions, len(treatment), n_arms)
    means, propensities, places = np.empty(shape), np.empty(shape), np.empty(shape[:2], dtype=np.int64)
    for number in range(repetitions):
        places[number] = _folds(treatment, outcome, folds, rng)
        draw = int(rng.integers(2**31))
        for arm in range(n_arms):
            means[number, :, arm] = cross_fitted(learners, features, outcome, treatment == arm, places[number], draw)
        propensities[number] = (
            known if known is not None else _propensities(learners, features, treatment, places[number], draw)
        )
    return Scores(treatment, outcome, means, propensities, places)


def average_effect(scores: Scores, weights: NDArray[np.float64] | None = None, *, arm: int = 1) -> EffectEstimate:
    """Average effect of ``arm`` against control, over all rows or as ``weights`` (shape (n,), not negative) say.

    Zeros and ones as weights give the effect in a group.

    Raises
    ------
    ValueError
        If no row has weight.
    """
    weights = np.ones(len(scores.outcome)) if weights is None else np.asarray(weights, dtype=np.float64)
    total = weights.sum()
    if not total > 0:
        raise ValueError("no row has weight")
    contrasts = scores.contrasts(arm)
    estimates = contrasts @ weights / total
    influences = weights * (contrasts - estimates[:, None]) * (len(weights) / total)
    return median_estimate(estimates, influences, int(np.count_nonzero(weights)))


def effect_on_treated(scores: Scores, weights: NDArray[np.float64] | None = None, *, arm: int = 1) -> EffectEstimate:
    """Average effect of ``arm`` against control on those who were in it.

    Raises
    ------
    ValueError
        If nobody of the arm has weight.
    """
    weights = np.ones(len(scores.outcome)) if weights is None else np.asarray(weights, dtype=np.float64)
    treated = weights * (scores.treatment == arm)
    if not treated.sum() > 0:
        raise ValueError(f"nobody of arm {arm} has weight")
    share = treated.mean()
    odds = scores.propensities[:, :, arm] / np.maximum(scores.propensities[:, :, 0], LEAST_PROPENSITY)
    untreated = weights * (scores.treatment == 0) * odds
    gains = (treated - untreated) * (scores.outcome - scores.means[:, :, 0]) / share
    estimates = gains.mean(axis=1)
    influences = gains - treated / share * estimates[:, None]
    return median_estimate(estimates, influences, int(np.count_nonzero(treated)))


def median_estimate(estimates: NDArray[np.float64], influences: NDArray[np.float64], n_rows: int) -> EffectEstimate:
    """Estimate from one figure a repetition, shape (n_repetitions,), and the rows' influences, (n_repetitions, n).

    ``n_rows`` is the number of rows that it speaks of.
    """
    return median_of(estimates, (influences**2).mean(axis=1) / influences.shape[1], n_rows)


def median_of(estimates: NDArray[np.float64], variances: NDArray[np.float64], n_rows: int) -> EffectEstimate:
    """Median of one estimate a repetition; its variance is the median of each one's own and its squared distance."""
    estimate = float(np.median(estimates))
    standard_error = float(np.sqrt(np.median(variances + (estimates - estimate) ** 2)))
    return EffectEstimate(interval_of(estimate, standard_error), standard_error, n_rows)


def interval_of(estimate: float, standard_error: float) -> Interval:
    """Interval that holds the truth 95 times in 100 where the estimate is near normal."""
    return Interval(estimate, estimate - _NORMAL_95 * standard_error, estimate + _NORMAL_95 * standard_error)


def _propensities(
    learners: Sequence[Learner],
    features: NDArray[np.float64],
    treatment: NDArray[np.int64],
    folds: NDArray[np.int64],
    seed: int,
) -> NDArray[np.float64]:
    """Chance of each arm, rows sum to 1, shape (n, n_arms)."""
    everybody = np.ones(len(treatment), dtype=np.bool_)

    def chance_of(arm: int) -> NDArray[np.float64]:
        return cross_fitted(learners, features, (treatment == arm).astype(np.float64), everybody, folds, seed)

    n_arms = int(treatment.max()) + 1
    if n_arms == 2:
        chance = chance_of(1)
        return np.column_stack([1.0 - chance, chance])
    chances = np.column_stack([chance_of(arm) for arm in range(n_arms)])
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def _folds(
    treatment: NDArray[np.int64], outcome: NDArray[np.float64], folds: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Fold of each row, drawn so that arms, and within them low and high outcomes, are spread evenly."""
    shuffled = rng.permutation(len(treatment))
    order = shuffled[np.lexsort((outcome[shuffled], treatment[shuffled]))]
    places = np.empty(len(treatment), dtype=np.int64)
    for start in range(0, len(order), folds):
        block = order[start : start + folds]
        places[block] = rng.permutation(folds)[: len(block)]
    return places


def _known(propensity: NDArray[np.float64], n_rows: int, n_arms: int) -> NDArray[np.float64]:
    """Known chances in the shape (n, n_arms)."""
    if propensity.ndim == 1:
        propensity = np.column_stack([1.0 - propensity, propensity])
    if propensity.shape != (n_rows, n_arms):
        raise ValueError(f"propensity has shape {propensity.shape}, expected {(n_rows, n_arms)}")
    if not ((propensity >= 0) & (propensity <= 1)).all() or not np.allclose(propensity.sum(axis=1), 1.0, atol=1e-6):
        raise ValueError("propensities must lie in [0, 1] and sum to 1 over the arms")
    return propensity


def _check(
    features: NDArray[np.float64], treatment: NDArray[np.int64], outcome: NDArray[np.float64], folds: int
) -> None:
    if not len(features) == len(treatment) == len(outcome):
        raise ValueError(f"{len(features)} rows, {len(treatment)} treatments and {len(outcome)} outcomes differ")
    if not np.isfinite(features).all() or not np.isfinite(outcome).all():
        raise ValueError("features and outcomes must be finite numbers")
    sizes = np.bincount(treatment)
    if folds < 2 or len(sizes) < 2 or sizes.min() < 2 * folds:
        raise ValueError(f"{folds} folds need two arms of at least {2 * folds} rows each, got {sizes.tolist()}")
