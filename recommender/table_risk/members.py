"""The same model fitted again on resampled people: how far its answers differ is how little they are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from recommender.table_risk.calibration import RiskCalibration

if TYPE_CHECKING:
    from catboost import CatBoost, Pool


@dataclass(frozen=True, slots=True)
class Members:
    """B refits. ``weights`` has shape (B, 1 + dense columns), the intercept first; ``trees`` is empty where unused.

    ``scale`` shrinks their spread to that of a fit on all rows, where they were fitted on fewer; ``reach`` is how many
    spreads an interval takes to each side.
    """

    weights: NDArray[np.float64]
    trees: "tuple[CatBoost, ...]"
    calibrations: tuple[RiskCalibration, ...]
    scale: float
    reach: float

    def half_width(
        self, log_odds: NDArray[np.float64], dense: NDArray[np.float64], pool: "Pool | None", tree_weight: float
    ) -> NDArray[np.float64]:
        """Half of the interval around calibrated ``log_odds``, shape (n,): ``reach`` root mean square distances."""
        squares = np.zeros(len(log_odds))
        for calibration, raw in zip(self.calibrations, self._raw(dense, pool, tree_weight), strict=True):
            squares += (calibration.log_odds(raw) - log_odds) ** 2
        return self.reach * self.scale * np.sqrt(squares / len(self.calibrations))

    def _raw(
        self, dense: NDArray[np.float64], pool: "Pool | None", tree_weight: float
    ) -> Iterable[NDArray[np.float64]]:
        straight = dense @ self.weights[:, 1:].T + self.weights[:, 0]
        for place in range(len(self.calibrations)):
            raw = straight[:, place]
            if self.trees:
                boosted = self.trees[place].predict(pool, prediction_type="RawFormulaVal")
                raw = (1.0 - tree_weight) * raw + tree_weight * boosted
            yield raw
