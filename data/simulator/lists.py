"""The lists that the programme's old system showed: who saw what, at which place, with which chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.simulator.offer import Offer


@dataclass(frozen=True, slots=True)
class ShownLists:
    """``shown`` and ``propensity`` have shape (n_viewers, length); ``shown`` is -1 past the end of a short list.

    ``propensity`` is the chance of drawing that certification for that place given the places above it.
    """

    shown: NDArray[np.int64]
    propensity: NDArray[np.float64]


def draw_lists(
    rng: np.random.Generator, logits: NDArray[np.float64], eligible: NDArray[np.bool_], length: int
) -> ShownLists:
    """Draw each viewer's list without replacement from the softmax of ``logits`` over eligible certifications.

    Notes
    -----
    The largest sums of logit and Gumbel noise, in falling order, have the law of one draw after the other without
    replacement (Kool, van Hoof, Welling 2019, arXiv:1903.06059).
    """
    n, m = logits.shape
    # Never zero, so that the logarithm stays finite.
    noise = np.maximum(rng.standard_exponential((n, m), dtype=np.float32), np.finfo(np.float32).tiny)
    keys = np.where(eligible, logits.astype(np.float32) - np.log(noise), -np.inf)
    length_possible = min(length, m)
    shown = _largest(keys, length_possible)
    rows = np.arange(n)[:, None]
    is_drawn = eligible[rows, shown]
    shown = np.where(is_drawn, shown, -1)
    propensity = _propensity(logits, eligible, shown)
    short = ((0, 0), (0, length - length_possible))
    return ShownLists(
        np.pad(shown, short, constant_values=-1),
        np.pad(propensity, short, constant_values=1.0),
    )


def _largest(keys: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Columns of the ``k`` largest keys of each row, falling; shape (n, k)."""
    rows = np.arange(len(keys))[:, None]
    candidates = np.argpartition(-keys, k - 1, axis=1)[:, :k]
    order = np.argsort(-keys[rows, candidates], axis=1, kind="stable")
    return np.asarray(candidates[rows, order])


def _propensity(
    logits: NDArray[np.float64], eligible: NDArray[np.bool_], shown: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Weight of each shown certification over the weight of it and all that were left; 1 where none is shown.

    What is left is added up from the end of the list: taking away from the total would lose small weights.
    """
    weights = np.where(eligible, np.exp(logits - logits.max(axis=1, keepdims=True)), 0.0)
    rows = np.arange(len(weights))[:, None]
    drawn = np.where(shown >= 0, weights[rows, shown], 0.0)
    row, place = np.nonzero(shown >= 0)
    weights[row, shown[row, place]] = 0.0
    left = weights.sum(axis=1)[:, None] + drawn[:, ::-1].cumsum(axis=1)[:, ::-1]
    return np.asarray(np.divide(drawn, left, out=np.ones_like(drawn), where=shown >= 0))


def eligible_certifications(offer: Offer, held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Shape (n, n_certifications): not held, and every prerequisite group met."""
    eligible = ~held
    for column, groups in enumerate(offer.prerequisites):
        for group in groups:
            eligible[:, column] &= held[:, sorted(group)].any(axis=1)
    return np.asarray(eligible)
