"""Which demanded skills of its subjects no teacher of a plan holds, and which certifications would give them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from data.domain import Certification, CertificationId, SkillId, SubjectId
from recommender.arrays import CatalogueArrays
from recommender.closing_certifications import ClosingCertification, closing_certifications
from recommender.gaps import Gap
from recommender.plan_demand import COVERED, PlanDemand
from recommender.skill_credit import credited
from recommender.subject_fit import FitKey

_SHOWN_CERTIFICATIONS = 3


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
    certifications: Mapping[CertificationId, Certification],
    arrays: CatalogueArrays,
    credit: csc_array,
) -> TeacherNeeds:
    """What teachers lack of the demanded skills that their subject teaches or should teach.

    ``levels`` holds, by subject, what each of its teachers can do, shape (n_teachers, n_skills) in [0, 1]; a subject
    that is absent has no teacher. What no subject is near to (`FitKey.NONE_NEAR`) is asked of nobody.
    """
    missing: dict[SubjectId, list[int]] = {}
    for gap in gaps:
        if gap.fit.key is not FitKey.NONE_NEAR:
            missing.setdefault(gap.fit.subject_id, []).append(arrays.skill_row[gap.skill_id])
    nobody = np.zeros((0, arrays.n_skills), np.float32)
    found = []
    for place, subject_id in enumerate(demand.plan.subjects.ids):
        is_gap = np.zeros(arrays.n_skills, bool)
        is_gap[missing.get(subject_id, [])] = True
        wanted = demand.ordered(is_gap | (demand.is_asked & (demand.plan.taught[place] >= COVERED)))
        held = levels.get(subject_id, nobody)
        best = credited(held, np.array(wanted, np.int64), credit).max(axis=0, initial=0.0)
        needs = tuple(
            TeacherNeed(
                arrays.skill_ids[column],
                int(demand.n_asking[column]),
                float(level),
                bool(is_gap[column]),
                closing_certifications(arrays.skill_ids[column], certifications, arrays, credit)[
                    :_SHOWN_CERTIFICATIONS
                ],
            )
            for column, level in zip(wanted, best, strict=True)
            if level < COVERED
        )
        found.append(SubjectNeeds(subject_id, len(held), needs))
    return TeacherNeeds(
        tuple(one for one in found if one.n_teachers and one.needs),
        tuple(one for one in found if not one.n_teachers),
    )
