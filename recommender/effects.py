"""What holding a certification does to the chance of finishing a degree: an assumption, not yet a finding.

The assumption: a certification in the field that somebody studies or aims at lowers the chance of dropping
out by a fixed share of that chance, any other by a small one. A learned effect, with its own uncertainty,
will replace it.
"""

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays
from recommender.profile import Profiles

RELATED_REDUCTION = 0.30
"""Assumed relative reduction of the yearly chance of dropping out by a certification in one's own field."""

OTHER_REDUCTION = 0.05
"""The same for any other certification."""


def risk_changes(profiles: Profiles, arrays: CatalogueArrays, yearly_risk: NDArray[np.float64]) -> NDArray[np.float64]:
    """Change of the yearly chance of dropping out by *holding* a certification, shape (n, m); not positive.

    NaN for learners without a risk, who do not study.
    """
    goal_area = np.where(profiles.goal >= 0, arrays.occupation_area[profiles.goal], -1)
    related = (arrays.area == profiles.curriculum_area[:, None]) | (arrays.area == goal_area[:, None])
    return -yearly_risk[:, None] * np.where(related, RELATED_REDUCTION, OTHER_REDUCTION)
