"""Counts by quarter of many series side by side: a state and a skill each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.forecast.quarters import PER_YEAR


@dataclass(frozen=True, slots=True)
class Panel:
    """Counts of whole quarters, oldest first.

    Attributes
    ----------
    counts
        Shape (n_quarters, n_states, n_skills); one skill, or one state, will do.
    first_season
        Quarter of the year of the first one, 0 to 3.

    Raises
    ------
    ValueError
        If the shape is another, a count is negative, or the season is none.
    """

    counts: NDArray[np.int64]
    first_season: int

    def __post_init__(self) -> None:
        if self.counts.ndim != 3 or not self.counts.size:
            raise ValueError(f"counts must be by quarter, state and skill, got shape {self.counts.shape}")
        if (self.counts < 0).any():
            raise ValueError("counts must not be negative")
        if not 0 <= self.first_season < PER_YEAR:
            raise ValueError(f"a season is 0 to 3, got {self.first_season}")

    @property
    def n_quarters(self) -> int:
        """How many quarters are known."""
        return len(self.counts)

    def season(self, place: int) -> int:
        """Quarter of the year of the quarter in a place; places after the last are quarters to come."""
        return (self.first_season + place) % PER_YEAR

    def up_to(self, n_quarters: int) -> "Panel":
        """What was known after the first ``n_quarters``."""
        return Panel(self.counts[:n_quarters], self.first_season)
