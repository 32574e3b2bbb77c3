"""Plan of study against demand: which skills the region asks for that the plan misses, and where each would fit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.domain import Skill, SkillId, SkillKind
from recommender.arrays import CatalogueArrays
from recommender.skill_credit import credited, skill_credit
from recommender.subject_fit import Fit, Plan, best_fit
from recommender.teaching import Subjects, fit_expected_weight, taught_weights, teaching_evidence

FEWEST_POSTINGS = 5
"""Nothing is said of fewer postings: they might be one employer's."""

COVERED = 0.5
"""A skill that the plan covers this far is no gap."""

_TOUCHED = 0.25
"""A skill that the plan covers this far is of its field: it teaches at least what the skill is a part of."""

_FIELD_SHARE = 1 / 3
"""A posting is of the plan's field if this share of its other hard skills is, a skill if this share of its postings is.

So that a plan of software is not held against call centres, nor does it lose English, which both ask for.
"""

_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class AskedSkills:
    """What the ``n_postings`` of a region ask for: one entry of ``posting`` and ``skill``, both numbers, a pair."""

    n_postings: int
    posting: NDArray[np.int64]
    skill: NDArray[np.int64]


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
    curriculum_id: str,
    subjects: Subjects,
    asked: AskedSkills,
    skills: Mapping[SkillId, Skill],
    arrays: CatalogueArrays,
    *,
    kinds: Collection[SkillKind],
    n: int,
) -> tuple[Gap, ...]:
    """At most ``n`` gaps of a plan among skills of some kinds, most demanded first, ties by skill id.

    ``subjects`` are those of all plans. Skills outside the plan's field are left out: its graduates do not apply
    there.

    Raises
    ------
    ValueError
        If the plan has no subject.
    """
    rows = subjects.of_plan(curriculum_id)
    if not len(rows):
        raise ValueError(f"plan {curriculum_id!r} has no subject")
    evidence = teaching_evidence(rows, subjects)
    plan = Plan(rows, subjects, evidence, taught_weights(rows, subjects, evidence, fit_expected_weight(subjects)))
    coverage = credited(plan.taught, np.arange(arrays.n_skills), skill_credit(skills)).max(axis=0)
    n_asking = np.bincount(asked.skill, minlength=arrays.n_skills)
    is_kind = np.array([skill.kind in kinds for skill in skills.values()])
    is_hard = np.array([skill.kind is SkillKind.HARD for skill in skills.values()])
    is_of_field = _share_of_field(asked, coverage >= _TOUCHED, is_hard) >= _FIELD_SHARE
    is_gap = is_kind & is_of_field & (n_asking >= FEWEST_POSTINGS) & (coverage < COVERED)
    columns = sorted(np.flatnonzero(is_gap), key=lambda column: (-n_asking[column], arrays.skill_ids[column]))
    return tuple(
        Gap(
            arrays.skill_ids[column],
            int(n_asking[column]),
            float(n_asking[column] / asked.n_postings),
            *wilson_interval(int(n_asking[column]), asked.n_postings),
            coverage=float(coverage[column]),
            fit=best_fit(skills[arrays.skill_ids[column]], plan, skills, arrays),
        )
        for column in columns[:n]
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


def _share_of_field(
    asked: AskedSkills, is_touched: NDArray[np.bool_], is_hard: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Share of each skill's postings that are of the plan's field whatever the skill itself is, shape (n_skills,)."""
    hard, touched = is_hard[asked.skill], (is_hard & is_touched)[asked.skill]
    n_others = np.bincount(asked.posting, weights=hard, minlength=asked.n_postings)[asked.posting] - hard
    n_touched = np.bincount(asked.posting, weights=touched, minlength=asked.n_postings)[asked.posting] - touched
    is_of_field = (n_others > 0) & (n_touched >= _FIELD_SHARE * n_others)
    n_of_field = np.bincount(asked.skill, weights=is_of_field, minlength=len(is_hard))
    return np.asarray(n_of_field / np.maximum(np.bincount(asked.skill, minlength=len(is_hard)), 1))
