"""Several methods in one order: boosted trees weigh what each says of an item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.candidate_rows import Columns, ItemFacts, candidate_rows
from recommender.collaborative.histories import Histories
from recommender.collaborative.source import Scorer, Scores

_BELOW = np.float32(-100.0)
"""Below every log-odds that trees give; items that no method ranks high come after all others, popular ones first."""


class RowModel(Protocol):
    """A fitted model of rows of features."""

    def score(self, rows: Columns) -> NDArray[np.float64]:
        """One score a row of (n_rows, n_features), higher first."""
        ...


@dataclass(frozen=True, slots=True)
class Mixture:
    """A scorer made of scorers; ``n_each`` candidates of each are looked at."""

    scorers: Mapping[str, Scorer]
    facts: ItemFacts
    model: RowModel
    n_each: int

    def scores(self, histories: Histories) -> Scores:
        """Shape (n_learners, n_items)."""
        rows = candidate_rows(self.scorers, self.facts, histories, self.n_each)
        scores = np.tile(_BELOW + self.facts.count, (histories.n_learners, 1))
        if len(rows.items):
            scores[rows.learners, rows.items] = self.model.score(rows.features)
        return scores
