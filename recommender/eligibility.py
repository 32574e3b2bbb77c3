"""Which certifications a learner may be offered at all."""

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays
from recommender.profile import Profiles

MAX_ENGLISH_STEPS = 2
"""A certification that needs English more than this many CEFR steps above the learner's is not offered."""


def eligible(profiles: Profiles, arrays: CatalogueArrays) -> NDArray[np.bool_]:
    """Shape (n, n_certifications): not held, not refused, prerequisites met, English within reach."""
    allowed = ~profiles.certifications & ~profiles.refused & prerequisites_met(profiles.certifications, arrays)
    gap = arrays.english_needed[None, :] - profiles.english[:, None]
    return np.asarray(allowed & (gap <= MAX_ENGLISH_STEPS))


def prerequisites_met(held: NDArray[np.bool_], arrays: CatalogueArrays) -> NDArray[np.bool_]:
    """Shape (n, n_certifications): every group of alternatives has at least one certification held."""
    met = np.ones(held.shape, bool)
    needing = [(column, groups) for column, groups in enumerate(arrays.prerequisites) if groups]
    for row, person in enumerate(held):
        holds = set(np.flatnonzero(person).tolist())
        met[row, [column for column, groups in needing if any(map(holds.isdisjoint, groups))]] = False
    return met
