"""Fitted models as serving needs them: a ranking score and calibrated chances from rows of features."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class Ranker(Protocol):
    """Orders certifications for a learner."""

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """One score a row of (n, n_features); higher is better, comparable within one learner's rows only."""
        ...


@dataclass(frozen=True, slots=True)
class Calibration:
    """A piecewise linear map, from isotonic regression: ``inputs`` rising, ``outputs`` not falling."""

    inputs: tuple[float, ...]
    outputs: tuple[float, ...]

    def __call__(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map values; outside the range seen in fitting the nearest end holds."""
        return np.interp(values, self.inputs, self.outputs)


@dataclass(frozen=True, slots=True)
class BoostedModel:
    """A CatBoost model that was fitted with the place in the list as its last column.

    Who is shown something at the top looks at it more often. The place is a column in fitting and held at 1
    in use, so that a score speaks of the certification and not of where the old system happened to put it.
    """

    model: Any

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Raw score of each row as if shown first."""
        placed = np.concatenate([rows, np.ones((len(rows), 1), np.float32)], axis=1)
        return np.asarray(self.model.predict(placed, prediction_type="RawFormulaVal", thread_count=_threads(rows)))

    def save(self, path: Path) -> None:
        """Write a ``.cbm`` file without the time and the random id that CatBoost adds: equal models, equal files."""
        metadata = self.model.get_metadata()
        for key in ("train_finish_time", "model_guid"):
            if key in metadata:
                del metadata[key]
        self.model.save_model(str(path))

    @classmethod
    def load(cls, path: Path) -> "BoostedModel":
        """Read a ``.cbm`` file, a format that holds trees and no code."""
        from catboost import CatBoost

        model = CatBoost()
        model.load_model(str(path))
        return cls(model)


def _threads(rows: NDArray[np.float32]) -> int:
    """One thread for a learner's handful of rows, where starting more costs more than it saves."""
    return 1 if len(rows) < 5_000 else -1


@dataclass(frozen=True, slots=True)
class Models:
    """The fitted models of one bundle.

    The order is that of ``blend[0] * ranker + blend[1] * accept``: the list-wise model and the chance of a yes err
    differently, and their sum orders better than either (weights: one over each one's spread on fitting rows).
    """

    ranker: BoostedModel
    blend: tuple[float, float]
    grade: Calibration
    accept: BoostedModel
    accept_chance: Calibration
    passing: BoostedModel
    pass_chance: Calibration

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Ranking score of each row, comparable within one learner's rows."""
        return self.blend[0] * self.ranker.score(rows) + self.blend[1] * self.accept.score(rows)

    def expected_grade(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Expected graded outcome of a showing, 0 (nothing) to 4 (a job), in the order of ``score``."""
        return self.grade(self.score(rows))

    def accept_chances(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Chance of saying yes when shown first."""
        return self.accept_chance(self.accept.score(rows))

    def pass_chances(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Chance of passing the exam once enrolled."""
        return self.pass_chance(self.passing.score(rows))
