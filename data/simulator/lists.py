"""The lists that the programme's old system showed: who saw what, at which place, with which chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.simulator.responses import Offer


@dataclass(frozen=True, slots=True)
class ShownLists:
    """``shown`` and ``propensity`` have shape (n_viewers, length); ``shown`` is -1 past the end of a short list.

    ``propensity`` is the chance of drawing that certification for that place given the places above it.
    """

    viewers: NDArray[np.int64]
    shown: NDArray[np.int64]
    propensity: NDArray[np.float64]


def draw_lists(
    rng: np.random.Generator,
    viewers: NDArray[np.int64],
    logits: NDArray[np.float64],
    eligible: NDArray[np.bool_],
    length: int,
) -> ShownLists:
    """Draw each viewer's list without replacement from the softmax of ``logits`` over eligible certifications."""
    weights = np.where(eligible, np.exp(logits - logits.max(axis=1, keepdims=True)), 0.0)
    shown = np.full((len(viewers), length), -1, dtype=np.int64)
    propensity = np.ones((len(viewers), length))
    rows = np.arange(len(viewers))
    for place in range(length):
        total = weights.sum(axis=1)
        open_rows = total > 0
        chances = np.divide(weights, total[:, None], out=np.zeros_like(weights), where=open_rows[:, None])
        # Inverse of the cumulative distribution; the clip guards against rounding at the far end.
        drawn = (chances.cumsum(axis=1) < rng.random(len(viewers))[:, None]).sum(axis=1)
        drawn = np.minimum(drawn, weights.shape[1] - 1)
        drawn = np.where(chances[rows, drawn] > 0, drawn, chances.argmax(axis=1))
        shown[open_rows, place] = drawn[open_rows]
        propensity[open_rows, place] = chances[rows, drawn][open_rows]
        weights[rows[open_rows], drawn[open_rows]] = 0.0
    return ShownLists(viewers, shown, propensity)


def eligible_certifications(offer: Offer, held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Shape (n, n_certifications): not held, and every prerequisite group met."""
    eligible = ~held
    for column, groups in enumerate(offer.prerequisites):
        for group in groups:
            eligible[:, column] &= held[:, sorted(group)].any(axis=1)
    return np.asarray(eligible)
