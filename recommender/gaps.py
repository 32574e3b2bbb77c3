"""Plan of study against demand: which skills the region asks for that the plan misses, and where each would fit."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.domain import Skill, SkillId
from recommender.arrays import CatalogueArrays
from recommender.plan_demand import PlanDemand
from recommender.subject_fit import Fit, best_fits

_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Gap:
    """A skill that ``n_postings`` of the region's ask for and that the plan covers only as far as ``coverage``.

    ``share`` is of all postings of the region, with ``low`` and ``high`` as ends of its 95 % interval; all four numbers
    lie in [0, 1].
    """

    skill_id: SkillId
    n_postings: int
    share: float
    low: float
    high: float
    coverage: float
    fit: Fit


def curriculum_gaps(
    demand: PlanDemand, skills: Mapping[SkillId, Skill], arrays: CatalogueArrays, n: int | None = None
) -> tuple[Gap, ...]:
    """The gaps of a plan, or the first ``n`` of them: most demanded first, ties by skill id."""
    columns = demand.gap_columns[:n]
    missing = [skills[arrays.skill_ids[column]] for column in columns]
    coverage = demand.coverage
    return tuple(
        Gap(
            skill.id,
            int(demand.n_asking[column]),
            float(demand.n_asking[column] / demand.n_postings),
            *wilson_interval(int(demand.n_asking[column]), demand.n_postings),
            coverage=float(coverage[column]),
            fit=fit,
        )
        for column, skill, fit in zip(columns, missing, best_fits(missing, demand.plan, skills, arrays), strict=True)
    )


def wilson_interval(n_hits: int, n: int) -> tuple[float, float]:
    """Ends of the 95 % interval of a share of ``n`` (at least 1), inside [0, 1] and sensible near its ends.

    Notes
    -----
    The score interval of Wilson (1927), doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> [round(end, 3) for end in wilson_interval(5, 10)]
    [0.237, 0.763]
    """
    if not 0 <= n_hits <= n or n < 1:
        raise ValueError(f"{n_hits} of {n} is no share")
    share, squared = n_hits / n, _NORMAL_95**2
    centre = (share + squared / (2 * n)) / (1 + squared / n)
    half = _NORMAL_95 * np.sqrt(share * (1 - share) / n + squared / (4 * n * n)) / (1 + squared / n)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))
