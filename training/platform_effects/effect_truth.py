"""A learned effect held against the known one of an invented country."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays
from recommender.effects import TYPICAL_RISK, RiskChanges, is_related
from recommender.profile import Profiles


@dataclass(frozen=True, slots=True)
class EffectTruth:
    """How near changes of the yearly chance of dropping out come to the true ones, over learners and certifications.

    ``by_group`` has, for everybody and in groups, the mean that was learned and the true one. ``covered`` is the share
    of pairs whose 95 % interval holds the truth. A pair counts as much as it is likely to come about.
    """

    correlation: float
    covered: float
    by_group: Mapping[str, tuple[float, float]]


def effect_truth(
    learned: RiskChanges,
    true: NDArray[np.float64],
    weight: NDArray[np.float64],
    profiles: Profiles,
    arrays: CatalogueArrays,
    yearly_risk: NDArray[np.float64],
) -> EffectTruth | None:
    """Compare all pairs of who studies with a ``weight``, shape (n, m) each; ``None`` where nobody studies.

    Who takes a certification is not anybody: history can only tell of pairs that come about, as value does.
    """
    pairs = (weight > 0) & np.isfinite(learned.expected)
    if not pairs.any():
        return None
    related = is_related(profiles, arrays)
    is_early, is_risky = (column[:, None] for column in (profiles.progress < 0.5, yearly_risk >= TYPICAL_RISK))
    groups = {
        "everybody": pairs,
        "own field": pairs & related,
        "other fields": pairs & ~related,
        "own field, first half of the studies": pairs & related & is_early,
        "own field, second half": pairs & related & ~is_early,
        "risk below typical": pairs & ~is_risky,
        "risk above typical": pairs & is_risky,
    }

    def mean(values: NDArray[np.float64], rows: NDArray[np.bool_]) -> float:
        return float(np.average(values[rows], weights=weight[rows]))

    both = np.cov(learned.expected[pairs], true[pairs], aweights=weight[pairs])
    return EffectTruth(
        correlation=float(both[0, 1] / np.sqrt(both[0, 0] * both[1, 1])),
        covered=mean(((learned.low <= true) & (true <= learned.high)).astype(np.float64), pairs),
        by_group={
            name: (mean(learned.expected, rows), mean(true, rows)) for name, rows in groups.items() if rows.any()
        },
    )
