"""An additive model of the chance of a yes: one curve a feature, and an effect for each certification and place.

What boosted trees over-read in thin data it reads straight: a curve has a few knots, and every effect is drawn towards
zero, so that a certification without history has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.features import COLUMN

Matrix = NDArray[np.float64]

EFFECTS: Mapping[str, tuple[str, ...]] = {
    "certification": ("certification",),
    "state_and_area": ("state", "area"),
    "group_and_area": ("group", "area"),
    "studied_and_area": ("studied_area", "area"),
    "kind_and_level": ("kind", "level"),
}
"""Tables of effects by the features that number their axes; a number below zero means unknown: no effect."""


@dataclass(frozen=True, slots=True)
class AdditiveModel:
    """Log-odds of a yes at the first place.

    Attributes
    ----------
    features
        Names of the features that have a curve.
    knots, heights
        Shape (n_curves, n_knots): a curve is straight between its rising knots and level beyond the outer ones.
    unknown
        Shape (n_curves,): height where the feature is not known.
    intercept
        Log-odds at height zero, first place included.
    effects
        One table for each name in ``EFFECTS``.
    """

    features: tuple[str, ...]
    knots: Matrix
    heights: Matrix
    unknown: Matrix
    intercept: float
    effects: Mapping[str, Matrix]

    def score(self, rows: NDArray[np.float32]) -> Matrix:
        """Log-odds of a yes for rows of shape (n, n_features), each as if shown first."""
        total = np.full(len(rows), self.intercept)
        for name, knots, heights, unknown in zip(self.features, self.knots, self.heights, self.unknown, strict=True):
            values = rows[:, COLUMN[name]].astype(np.float64)
            total += np.where(np.isnan(values), unknown, np.interp(values, knots, heights))
        for name, table in self.effects.items():
            cells = effect_cells(rows, EFFECTS[name], table.shape)
            total += np.where(cells >= 0, table.ravel()[cells], 0.0)
        return total

    def save(self, path: Path) -> None:
        """Write one ``.npz`` file without pickles."""
        np.savez(
            path,
            features=np.array(self.features),
            knots=self.knots,
            heights=self.heights,
            unknown=self.unknown,
            intercept=np.array(self.intercept),
            **{f"effect_{name}": table for name, table in self.effects.items()},
        )

    @classmethod
    def load(cls, path: Path) -> "AdditiveModel":
        """Read what ``save`` wrote."""
        with np.load(path, allow_pickle=False) as found:
            return cls(
                features=tuple(found["features"].tolist()),
                knots=found["knots"],
                heights=found["heights"],
                unknown=found["unknown"],
                intercept=float(found["intercept"]),
                effects={name: found[f"effect_{name}"] for name in EFFECTS},
            )


def effect_cells(rows: NDArray[np.float32], names: tuple[str, ...], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Place of each row in a flattened table whose axes are numbered by some features; -1 where one is unknown."""
    cells = np.zeros(len(rows), np.int64)
    known = np.ones(len(rows), bool)
    for name, length in zip(names, shape, strict=True):
        number = rows[:, COLUMN[name]].astype(np.int64)
        known &= (number >= 0) & (number < length)
        cells = cells * length + number
    return np.where(known, cells, -1)
