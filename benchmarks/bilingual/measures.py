"""Measures of how well scores order the things judged for one text."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.bilingual.pairs import Grade


def reciprocal_rank(scores: NDArray[np.float64], grades: NDArray[np.int64]) -> float:
    """1 / rank of the first thing of grade 2, equal scores in their order; NaN if there is none."""
    places = np.flatnonzero(grades[np.argsort(-scores, kind="stable")] == Grade.FITS)
    return 1.0 / (1 + int(places[0])) if len(places) else float("nan")


def share_in_order(scores: NDArray[np.float64], grades: NDArray[np.int64]) -> float:
    """Share of couples with different grades whose scores stand in that order, ties as a half; NaN if all are equal.

    With two grades it is the area under the ROC curve.
    """
    better = grades[:, None] > grades[None, :]
    if not better.any():
        return float("nan")
    lead = scores[:, None] - scores[None, :]
    return float(np.mean((np.sign(lead[better]) + 1) / 2))
