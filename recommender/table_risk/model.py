"""A fitted model of drop-out risk: probabilities, their intervals and what each column adds to them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from recommender.table_risk.calibration import RiskCalibration
from recommender.table_risk.drift import DriftReference
from recommender.table_risk.encoding import CaseEncoding
from recommender.table_risk.linear import LinearScorer
from recommender.table_risk.members import Members
from recommender.table_risk.trees import TreeScorer, pool_of

_BATCH: Final = 100_000
"""Rows that are read at a time; more would take memory and save nothing."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a model says of n rows.

    ``probability`` with the ends of its interval, shape (n,) each; ``contributions``, shape (n, n_columns): log-odds
    that each column adds to those of the average case, before calibration.
    """

    probability: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    contributions: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TableRisk:
    """Log-odds ``(1 - tree_weight) * linear + tree_weight * trees``, calibrated.

    ``trees`` is ``None`` where ``tree_weight`` is 0. ``members`` is ``None`` in models that are fitted only to be
    judged, which have no intervals.
    """

    encoding: CaseEncoding
    linear: LinearScorer
    trees: TreeScorer | None
    tree_weight: float
    calibration: RiskCalibration
    members: Members | None
    reference: DriftReference

    def probabilities(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """The chance of the outcome for each row, shape (n,)."""
        raw = [self._contributions(self.encoding.dense(rows), rows).sum(axis=1) for rows in _batches(frame)]
        return expit(self.calibration.log_odds(np.concatenate([np.zeros(0), *raw]) + self._base()))

    def assess(self, frame: pd.DataFrame) -> Assessment:
        """Probabilities with intervals and contributions.

        Raises
        ------
        ValueError
            If the model was fitted without members.
        """
        if self.members is None:
            raise ValueError("the model has no members, and so no intervals")
        parts = [self._assess(rows, self.members) for rows in _batches(frame)]
        return Assessment(*(np.concatenate(found) for found in zip(*parts, strict=True)))

    def _assess(self, rows: pd.DataFrame, members: Members) -> tuple[NDArray[np.float64], ...]:
        dense = self.encoding.dense(rows)
        contributions = self._contributions(dense, rows)
        log_odds = self.calibration.log_odds(contributions.sum(axis=1) + self._base())
        pool = pool_of(self.encoding.split(rows)) if self.trees else None
        half = members.half_width(log_odds, dense, pool, self.tree_weight)
        return expit(log_odds), expit(log_odds - half), expit(log_odds + half), contributions

    def _contributions(self, dense: NDArray[np.float64], rows: pd.DataFrame) -> NDArray[np.float64]:
        straight = self.linear.contributions(dense)
        if self.trees is None:
            return straight
        boosted = self.trees.contributions(self.encoding.split(rows))
        return (1.0 - self.tree_weight) * straight + self.tree_weight * boosted

    def _base(self) -> float:
        boosted = self.trees.base if self.trees else 0.0
        return (1.0 - self.tree_weight) * self.linear.base + self.tree_weight * boosted


def _batches(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Views of the rows, a batch at a time; one even for no rows."""
    return [frame.iloc[start : start + _BATCH] for start in range(0, max(1, len(frame)), _BATCH)]
