"""A plan of study held against what a region's postings ask for: the common ground of gaps, heat map and comparison."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from data.domain import Skill, SkillId, SkillKind
from embeddings.calibration import Calibration
from recommender.arrays import CatalogueArrays
from recommender.skill_credit import credited
from recommender.subject_fit import Plan
from recommender.subjects import Subjects
from recommender.teaching import taught_weights, teaching_evidence

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
        partly; as corrected where it is. Rows as in ``plan``.
    n_postings
        All postings of the region.
    skill_ids, n_asking
        Shape (n_skills,): the catalogue's skills, and how many postings ask for each.
    is_asked
        Shape (n_skills,): the skills that count, of the kinds and the field in question and asked for often enough.
    """

    plan: Plan
    covered: NDArray[np.float32]
    n_postings: int
    skill_ids: tuple[SkillId, ...]
    n_asking: NDArray[np.int64]
    is_asked: NDArray[np.bool_]

    @property
    def coverage(self) -> NDArray[np.float32]:
        """How far the plan covers each skill, by its best subject, shape (n_skills,)."""
        return np.asarray(self.covered.max(axis=0), np.float32)

    @property
    def gap_columns(self) -> list[int]:
        """Skills that count and that the plan does not cover, most demanded first, ties by skill id."""
        return self.ordered(self.is_asked & (self.coverage < COVERED))

    @property
    def gap_skill_ids(self) -> tuple[SkillId, ...]:
        """The same by id."""
        return tuple(self.skill_ids[column] for column in self.gap_columns)

    def ordered(self, is_meant: NDArray[np.bool_]) -> list[int]:
        """Columns of some skills, most demanded first, ties by skill id."""
        columns = np.flatnonzero(is_meant)
        return sorted(map(int, columns), key=lambda column: (-self.n_asking[column], self.skill_ids[column]))


def plan_demand(
    curriculum_id: str,
    subjects: Subjects,
    expected_weight: Calibration,
    asked: AskedSkills,
    skills: Mapping[SkillId, Skill],
    arrays: CatalogueArrays,
    credit: csc_array,
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
    rows = subjects.of_plan(curriculum_id)
    if not len(rows):
        raise ValueError(f"plan {curriculum_id!r} has no subject")
    own, evidence = subjects.only(rows), teaching_evidence(rows, subjects)
    # A subject that teaches a language says so: likeness took Contabilidad Financiera for a course of English.
    is_language = np.array([skill.kind is SkillKind.LANGUAGE for skill in skills.values()])
    taught = taught_weights(own, evidence, expected_weight, ~is_language)
    # Who says that a subject does not teach cloud computing, though it teaches AWS, means what the figure would say.
    covered = np.where(np.isnan(own.corrected), credited(taught, np.arange(arrays.n_skills), credit), own.corrected)
    n_asking = np.bincount(asked.skill, minlength=arrays.n_skills)
    is_kind = np.array([skill.kind in kinds for skill in skills.values()])
    is_hard = np.array([skill.kind is SkillKind.HARD for skill in skills.values()])
    is_of_field = _share_of_field(asked, covered.max(axis=0) >= _TOUCHED, is_hard) >= _FIELD_SHARE
    return PlanDemand(
        Plan(own, evidence, taught, subjects.vectors.mean(axis=0)),
        covered,
        asked.n_postings,
        arrays.skill_ids,
        n_asking,
        is_kind & is_of_field & (n_asking >= FEWEST_POSTINGS),
    )


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
