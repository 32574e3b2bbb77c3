"""Which demanded skills of its subjects no teacher of a plan holds, and which certifications would give them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.domain import Certification, CertificationId, Skill, SkillId, SubjectId
from recommender.arrays import CatalogueArrays
from recommender.closing_certifications import ClosingCertification
from recommender.gaps import Gap
from recommender.plan_demand import PlanDemand


@dataclass(frozen=True, slots=True)
class TeacherNeed:
    """A demanded skill that the best teacher of a subject holds only as far as ``best_level``, in [0, 1].

    ``is_gap`` tells what the subject should teach from what it does. ``certifications`` are at most three that give
    the skill, fewest hours first.
    """

    skill_id: SkillId
    n_postings: int
    best_level: float
    is_gap: bool
    certifications: tuple[ClosingCertification, ...]


@dataclass(frozen=True, slots=True)
class SubjectNeeds:
    """What the ``n_teachers`` teachers of a subject lack, most demanded first."""

    subject_id: SubjectId
    n_teachers: int
    needs: tuple[TeacherNeed, ...]


@dataclass(frozen=True, slots=True)
class TeacherNeeds:
    """Subjects whose teachers lack something, and subjects for which no teacher is known; both in the plan's order.

    A subject without a teacher is in ``without_teacher`` alone, though its demanded skills are named there too.
    """

    subjects: tuple[SubjectNeeds, ...]
    without_teacher: tuple[SubjectNeeds, ...]


def teacher_needs(
    demand: PlanDemand,
    gaps: Sequence[Gap],
    levels: Mapping[SubjectId, NDArray[np.float32]],
    skills: Mapping[SkillId, Skill],
    certifications: Mapping[CertificationId, Certification],
    arrays: CatalogueArrays,
) -> TeacherNeeds:
    """What teachers lack of the demanded skills that their subject teaches or should teach.

    ``levels`` holds, by subject, what each of its teachers can do, shape (n_teachers, n_skills) in [0, 1]; a subject
    that is absent has no teacher.
    """
    raise NotImplementedError
