"""Fitted models as serving needs them: a ranking score and calibrated chances from rows of features."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from recommender.additive_model import AdditiveModel
from recommender.tree_files import load_trees, save_trees

if TYPE_CHECKING:
    from catboost import Pool

_FEW_ROWS = 5_000
"""Fewer rows are scored by one thread: starting more costs more than it saves."""


class Ranker(Protocol):
    """Orders certifications for a learner."""

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """One score a row of (n, n_features); higher is better, comparable within one learner's rows only."""
        ...


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-odds of a chance as a straight line of a score; it rises everywhere, so that no two scores become a tie."""

    intercept: float
    slope: float

    def __call__(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Chances of scores, in (0, 1)."""
        return np.asarray(expit(self.intercept + self.slope * values))


@dataclass(frozen=True, slots=True)
class BoostedModel:
    """A CatBoost model that was fitted with the place in the list as its last column.

    Who is shown something at the top looks at it more often. The place is a column in fitting and held at 1
    in use, so that a score speaks of the certification and not of where the old system happened to put it.
    """

    model: Any

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Raw score of each row as if shown first."""
        return self.score_pool(first_place_pool(rows))

    def score_pool(self, pool: "Pool") -> NDArray[np.float64]:
        """The same for rows that ``first_place_pool`` prepared, which costs more than scoring a few rows."""
        n_threads = 1 if pool.num_row() < _FEW_ROWS else -1
        return np.asarray(self.model.predict(pool, prediction_type="RawFormulaVal", thread_count=n_threads))

    def save(self, path: Path) -> None:
        """Write a ``.cbm`` file; equal models make equal files."""
        save_trees(path, self.model)

    @classmethod
    def load(cls, path: Path) -> "BoostedModel":
        """Read a ``.cbm`` file."""
        return cls(load_trees(path))


def first_place_pool(rows: NDArray[np.float32]) -> "Pool":
    """Rows of features, each as if shown first, in CatBoost's own form."""
    from catboost import FeaturesData, Pool

    placed = np.concatenate([rows, np.ones((len(rows), 1), np.float32)], axis=1)
    return Pool(FeaturesData(num_feature_data=np.ascontiguousarray(placed, np.float32)))


@dataclass(frozen=True, slots=True)
class Odds:
    """Log-odds of a yes from boosted trees and an additive model, whose errors differ; ``additive_share`` in [0, 1]."""

    accept: BoostedModel
    additive: AdditiveModel
    additive_share: float

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds of a yes at the first place for rows of shape (n, n_features)."""
        return self.score_pool(rows, first_place_pool(rows))

    def score_pool(self, rows: NDArray[np.float32], pool: "Pool") -> NDArray[np.float64]:
        """The same for rows that ``first_place_pool`` prepared."""
        share = self.additive_share
        return (1.0 - share) * self.accept.score_pool(pool) + share * self.additive.score(rows)


@dataclass(frozen=True, slots=True)
class Models:
    """The fitted models of one bundle.

    Certifications are ordered by the chance of a yes times what follows a yes: ``outcome`` is the grade that a yes
    brings, from 1 (nothing more) to 4 (a job).
    """

    odds: Odds
    accept_chance: Calibration
    outcome: BoostedModel
    passing: BoostedModel
    pass_chance: Calibration

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Ranking score of each row, comparable within one learner's rows: log-odds of a yes, plus log of its grade."""
        pool = first_place_pool(rows)
        return np.asarray(self.odds.score_pool(rows, pool) + np.log(self._grade_after_yes(pool)))

    def predictions(self, rows: NDArray[np.float32]) -> "Predictions":
        """All that the models say of rows of shape (n, n_features), at one reading of the rows."""
        pool = first_place_pool(rows)
        accept_chance = self.accept_chance(self.odds.score_pool(rows, pool))
        return Predictions(
            expected_grade=accept_chance * self._grade_after_yes(pool),
            accept_chance=accept_chance,
            pass_chance=self.pass_chance(self.passing.score_pool(pool)),
        )

    def _grade_after_yes(self, pool: "Pool") -> NDArray[np.float64]:
        return np.clip(self.outcome.score_pool(pool), 1.0, 4.0)


@dataclass(frozen=True, slots=True)
class Predictions:
    """What the models say of each row, shape (n,) each.

    ``expected_grade``: graded outcome of a showing at the first place, 0 (nothing) to 4 (a job);
    ``accept_chance``: of a yes there; ``pass_chance``: of passing the exam once enrolled.
    """

    expected_grade: NDArray[np.float64]
    accept_chance: NDArray[np.float64]
    pass_chance: NDArray[np.float64]
