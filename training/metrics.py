"""Ranking and calibration metrics, over many learners at once, and intervals by bootstrap."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with the ends of its 95 % interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.4f} [{self.low:.4f}, {self.high:.4f}]"


def ndcg_at_k(scores: NDArray[np.float64], gains: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Normalised discounted cumulative gain of the first ``k`` places, one value a learner.

    Parameters
    ----------
    scores
        Shape (n_learners, n_certifications), higher first; minus infinity where a certification may not be offered.
    gains
        Same shape, not negative: what showing it would lead to.
    k
        Length of the list.

    Returns
    -------
    Shape (n_learners,), in [0, 1]; NaN for a learner without any gain.

    Notes
    -----
    Linear gain and the discount 1 / log2(rank + 1) of Burges et al. (2005), doi:10.1145/1102351.1102363.

    Examples
    --------
    >>> ndcg_at_k(np.array([[0.9, 0.5, 0.1]]), np.array([[0.0, 1.0, 0.0]]), k=2).round(4)
    array([0.6309])
    """
    if scores.shape != gains.shape:
        raise ValueError(f"scores {scores.shape} and gains {gains.shape} differ in shape")
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    k = min(k, scores.shape[1])
    discount = 1.0 / np.log2(np.arange(2, k + 2))
    top = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    reached = np.take_along_axis(gains, top, axis=1) @ discount
    best = -np.sort(-gains, axis=1)[:, :k] @ discount
    return np.asarray(np.divide(reached, best, out=np.full(len(best), np.nan), where=best > 0))


def bootstrap_mean(values: NDArray[np.float64], rng: np.random.Generator, n_draws: int = 1000) -> Interval:
    """Mean over learners with a percentile interval from resampling learners; NaN values are left out.

    Raises
    ------
    ValueError
        If no value is left.
    """
    kept = values[~np.isnan(values)]
    if not len(kept):
        raise ValueError("no value to average")
    draws = kept[rng.integers(len(kept), size=(n_draws, len(kept)))].mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(float(kept.mean()), float(low), float(high))


def expected_calibration_error(
    chances: NDArray[np.float64], happened: NDArray[np.bool_] | NDArray[np.float64], n_bins: int = 10
) -> float:
    """Mean distance between stated and true chance or frequency over ``n_bins`` bins of equal count (Naeini 2015)."""
    order = np.argsort(chances, kind="stable")
    bins = [part for part in np.array_split(order, n_bins) if len(part)]
    gaps = [abs(chances[part].mean() - happened[part].mean()) * len(part) for part in bins]
    return float(sum(gaps) / len(chances))
