"""Which certifications a learner may be offered at all."""

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays
from recommender.profile import Profiles
from recommender.suggestion import Obstacle, ObstacleKey

MAX_ENGLISH_STEPS = 2
"""A certification that needs English more than this many CEFR steps above the learner's is not offered."""


def eligible(profiles: Profiles, arrays: CatalogueArrays) -> NDArray[np.bool_]:
    """Shape (n, n_certifications): not held, not refused, prerequisites met, English within reach."""
    allowed = ~profiles.certifications & ~profiles.refused & prerequisites_met(profiles.certifications, arrays)
    gap = arrays.english_needed[None, :] - profiles.english[:, None]
    return np.asarray(allowed & (gap <= MAX_ENGLISH_STEPS))


def obstacles(profiles: Profiles, arrays: CatalogueArrays, column: int) -> tuple[Obstacle, ...]:
    """What stands between the first learner and a certification; their own "never" is none, as they may change it."""
    held = profiles.certifications[0]
    missing = tuple(
        frozenset(arrays.certification_ids[one] for one in group)
        for group in arrays.prerequisites[column]
        if not held[list(group)].any()
    )
    found = (
        Obstacle(ObstacleKey.HELD) if held[column] else None,
        Obstacle(ObstacleKey.PREREQUISITES, missing) if missing else None,
        Obstacle(ObstacleKey.ENGLISH)
        if arrays.english_needed[column] - profiles.english[0] > MAX_ENGLISH_STEPS
        else None,
    )
    return tuple(one for one in found if one is not None)


def prerequisites_met(held: NDArray[np.bool_], arrays: CatalogueArrays) -> NDArray[np.bool_]:
    """Shape (n, n_certifications): every group of alternatives has at least one certification held."""
    met = np.ones(held.shape, bool)
    needing = [(column, groups) for column, groups in enumerate(arrays.prerequisites) if groups]
    for row, person in enumerate(held):
        holds = set(np.flatnonzero(person).tolist())
        met[row, [column for column, groups in needing if any(map(holds.isdisjoint, groups))]] = False
    return met
