"""A plan of study held against what a region's postings ask for: the common ground of gaps, heat map and comparison."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.domain import Skill, SkillId, SkillKind
from recommender.arrays import CatalogueArrays
from recommender.ranker import Calibration
from recommender.subject_fit import Plan
from recommender.teaching import Subjects


@dataclass(frozen=True, slots=True)
class AskedSkills:
    """What the ``n_postings`` of a region ask for: one entry of ``posting`` and ``skill``, both numbers, a pair."""

    n_postings: int
    posting: NDArray[np.int64]
    skill: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PlanDemand:
    """What a plan of ``k`` subjects teaches, and what is asked of its graduates.

    Attributes
    ----------
    covered
        Shape (k, n_skills), in [0, 1]: how far each subject covers each skill, counting narrower and broader skills
        partly; rows as in ``plan.rows``.
    n_postings
        All postings of the region.
    n_asking
        Shape (n_skills,): postings that ask for each skill.
    is_asked
        Shape (n_skills,): the skills that count, of the kinds and the field in question and asked for often enough.
    """

    plan: Plan
    covered: NDArray[np.float32]
    n_postings: int
    n_asking: NDArray[np.int64]
    is_asked: NDArray[np.bool_]

    @property
    def coverage(self) -> NDArray[np.float32]:
        """How far the plan covers each skill, by its best subject, shape (n_skills,)."""
        return np.asarray(self.covered.max(axis=0), np.float32)


def plan_demand(
    curriculum_id: str,
    subjects: Subjects,
    expected_weight: Calibration,
    asked: AskedSkills,
    skills: Mapping[SkillId, Skill],
    arrays: CatalogueArrays,
    *,
    kinds: Collection[SkillKind],
) -> PlanDemand:
    """Hold a plan against the postings; ``subjects`` are those of all plans.

    Skills outside the plan's field do not count: its graduates do not apply there.

    Raises
    ------
    ValueError
        If the plan has no subject.
    """
    raise NotImplementedError
