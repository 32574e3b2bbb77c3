"""What learners did with what they were shown, as of a day: popularity and certifications taken together."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays

PRIOR_LOOKS = 20.0
"""Weight of the wider group's rate when a narrower group's is estimated, in looks."""


@dataclass(frozen=True, slots=True)
class AnswerEvents:
    """Lists shown and answered; one entry a shown certification. Both days are proleptic ordinals.

    ``look`` is the weight of a showing at its place, 1 at the first; ``group`` numbers what the learner
    studies or aims at (-1: unknown). ``said_yes`` is whether the answer, given on ``answer_day``, was yes.
    """

    day: NDArray[np.int64]
    learner: NDArray[np.int64]
    state: NDArray[np.int64]
    group: NDArray[np.int64]
    certification: NDArray[np.int64]
    look: NDArray[np.float64]
    said_yes: NDArray[np.bool_]
    answer_day: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Rates of yes per look, each shrunk towards the wider one, and item-to-item similarity.

    Attributes
    ----------
    national
        Shape (n_certifications,).
    by_state, by_group
        Shapes (n_states, n_certifications) and (n_areas, n_certifications).
    by_state_and_group
        Shape (n_states, n_areas, n_certifications): the popularity that a programme office would print.
    by_state_and_area
        Shape (n_states, n_areas): yes per look in a state for all certifications of an area.
    together
        Shape (n_certifications, n_certifications): cosine of who said yes, zero diagonal.
    """

    as_of: date
    national: NDArray[np.float32]
    by_state: NDArray[np.float32]
    by_group: NDArray[np.float32]
    by_state_and_group: NDArray[np.float32]
    by_state_and_area: NDArray[np.float32]
    together: NDArray[np.float32]

    ARRAYS = ("national", "by_state", "by_group", "by_state_and_group", "by_state_and_area", "together")


def behaviour_as_of(events: AnswerEvents, as_of: date, arrays: CatalogueArrays) -> Behaviour:
    """Sum up what was shown and answered by the end of ``as_of``; later events change nothing."""
    last = as_of.toordinal()
    seen = events.day <= last
    yes = (events.said_yes & (events.answer_day <= last))[seen].astype(np.float64)
    look, certification = events.look[seen], events.certification[seen]
    state, group = events.state[seen], events.group[seen]
    m, n_states, n_areas = arrays.n_certifications, arrays.n_states, arrays.n_areas
    everywhere = (yes.sum() + 1.0) / (look.sum() + PRIOR_LOOKS)

    national = _rates(certification, yes, look, (m,), np.full(m, everywhere))
    by_state = _rates((state, certification), yes, look, (n_states, m), np.tile(national, (n_states, 1)))
    known = group >= 0
    by_group = _rates(
        (group[known], certification[known]),
        yes[known],
        look[known],
        (n_areas, m),
        np.tile(national, (n_areas, 1)),
    )
    prior = by_group[None, :, :] * (by_state / np.maximum(national, 1e-9)[None, :])[:, None, :]
    both = _rates(
        (state[known], group[known], certification[known]),
        yes[known],
        look[known],
        (n_states, n_areas, m),
        prior,
    )
    area = arrays.area[certification]
    by_area = _rates(area, yes, look, (n_areas,), np.full(n_areas, everywhere))
    by_state_and_area = _rates((state, area), yes, look, (n_states, n_areas), np.tile(by_area, (n_states, 1)))
    together = _together(events.learner[seen][yes > 0], certification[yes > 0], m)
    rates = (national, by_state, by_group, both, by_state_and_area, together)
    return Behaviour(as_of, *(rate.astype(np.float32) for rate in rates))


def _rates(
    cells: NDArray[np.int64] | tuple[NDArray[np.int64], ...],
    yes: NDArray[np.float64],
    look: NDArray[np.float64],
    shape: tuple[int, ...],
    prior: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Yes per look in each cell, with ``PRIOR_LOOKS`` looks at the prior rate added."""
    n_yes, n_looks = np.zeros(shape), np.zeros(shape)
    np.add.at(n_yes, cells, yes)
    np.add.at(n_looks, cells, look)
    return np.asarray((n_yes + PRIOR_LOOKS * prior) / (n_looks + PRIOR_LOOKS))


def _together(learner: NDArray[np.int64], certification: NDArray[np.int64], m: int) -> NDArray[np.float64]:
    """Cosine between certifications over the learners who said yes to both, shrunk by ten learners."""
    if not len(learner):
        return np.zeros((m, m))
    rows = np.unique(learner, return_inverse=True)[1]
    said = np.zeros((rows.max() + 1, m))
    said[rows, certification] = 1.0
    both = said.T @ said
    norms = np.sqrt(np.diag(both) + 10.0)
    cosine = both / np.outer(norms, norms)
    np.fill_diagonal(cosine, 0.0)
    return np.asarray(cosine)
