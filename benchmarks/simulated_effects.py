"""Tables whose effects are known, in shapes that estimators find easy and hard."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

N_COLUMNS = 6


@dataclass(frozen=True)
class Simulated:
    """Columns, treatment and outcome, with true propensity, expected outcomes and effects: on all, on the treated."""

    features: NDArray[np.float64]
    treatment: NDArray[np.int64]
    outcome: NDArray[np.float64]
    propensity: NDArray[np.float64]
    means: NDArray[np.float64]
    effect: float
    treated_effect: float


@dataclass(frozen=True)
class Shape:
    """How chance of treatment (log odds), outcome without it and effect follow from the columns."""

    log_odds: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    untreated: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    change: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    is_binary: bool = False


SHAPES = {
    # Everything is a straight line and one effect holds for all.
    "linear": Shape(
        lambda x: 0.6 * x[:, 0] - 0.5 * x[:, 1],
        lambda x: x[:, 0] + 0.8 * x[:, 1] + 0.5 * x[:, 2],
        lambda x: np.full(len(x), 0.5),
    ),
    # The same bend drives treatment and outcome, so a straight line stays confounded.
    "bent": Shape(
        lambda x: 0.7 * (x[:, 0] ** 2 - 1.0) + 0.5 * x[:, 1],
        lambda x: 1.2 * (x[:, 0] ** 2 - 1.0) + np.sin(2.0 * x[:, 1]) + x[:, 0] * x[:, 2],
        lambda x: np.full(len(x), 0.3),
    ),
    # Who gains most is treated most.
    "uneven effect": Shape(
        lambda x: 0.8 * x[:, 0] + 0.4 * x[:, 3],
        lambda x: x[:, 0] + 0.5 * np.abs(x[:, 3]),
        lambda x: 0.5 + 0.8 * x[:, 0],
    ),
    # A step in the chance, a step in the outcome, an outcome of yes or no.
    "steps, yes or no": Shape(
        lambda x: 1.2 * (x[:, 0] > 0) - 0.6 + 0.4 * x[:, 1],
        lambda x: 0.25 + 0.25 * (x[:, 0] > 0) + 0.12 * np.tanh(x[:, 1]),
        lambda x: 0.05 + 0.15 * (x[:, 2] > 0),
        is_binary=True,
    ),
    # Nearly a rule: who is above a line gets it, who is below does not.
    "no overlap": Shape(
        lambda x: 25.0 * x[:, 0],
        lambda x: x[:, 0] + x[:, 1],
        lambda x: np.full(len(x), 0.5),
    ),
}
COMPARABLE = tuple(shape for shape in SHAPES if shape != "no overlap")
"""Shapes in which both arms can be compared."""


def simulated(shape: str, n_rows: int, seed: int) -> Simulated:
    """Draw a table; its true average effect is that of the population, not of the rows drawn."""
    law, rng = SHAPES[shape], np.random.default_rng(seed)
    features = rng.normal(size=(n_rows, N_COLUMNS))
    propensity = expit(law.log_odds(features))
    treatment = (rng.random(n_rows) < propensity).astype(np.int64)
    untreated = law.untreated(features)
    means = np.column_stack([untreated, untreated + law.change(features)])
    expected = means[np.arange(n_rows), treatment]
    if law.is_binary:
        outcome = (rng.random(n_rows) < expected).astype(np.float64)
    else:
        outcome = expected + rng.normal(size=n_rows)
    return Simulated(features, treatment, outcome, propensity, means, *_population_effects(shape))


@lru_cache
def _population_effects(shape: str) -> tuple[float, float]:
    """Average effect on all and on the treated, of a large crowd."""
    law = SHAPES[shape]
    crowd = np.random.default_rng(0).normal(size=(400_000, N_COLUMNS))
    # Rows and their mirror images: the means of symmetric columns come out without an error of chance.
    crowd = np.vstack([crowd, -crowd])
    changes, chances = law.change(crowd), expit(law.log_odds(crowd))
    return float(changes.mean()), float(np.average(changes, weights=chances))
