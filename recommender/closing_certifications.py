"""Certifications that teach a skill far enough, and the hours that this takes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from data.domain import Certification, CertificationId, EnglishLevel, Level, SkillId
from recommender.arrays import CatalogueArrays
from recommender.plan_demand import COVERED
from recommender.skill_credit import best_proof, credited


@dataclass(frozen=True, slots=True)
class ClosingCertification:
    """A certification whose matter, taught, would cover a skill.

    ``hours`` are the part of its ``preparation_hours`` that the skill takes: the weight's share of all its weights.
    ``by_skill_id`` is the skill of it that counts: the missing one or a narrower one. ``needed_before`` are
    certifications to be held first, at least one of each set: students are taken to hold none.
    """

    certification_id: CertificationId
    by_skill_id: SkillId
    hours: float
    preparation_hours: int
    level: Level
    english_needed: EnglishLevel
    experience_months: int
    needed_before: tuple[frozenset[CertificationId], ...]


def closing_certifications(
    skill_id: SkillId,
    certifications: Mapping[CertificationId, Certification],
    arrays: CatalogueArrays,
    credit: csc_array,
) -> tuple[ClosingCertification, ...]:
    """Those that cover the skill as far as no longer to be a gap, fewest hours first, ties by id."""
    column = arrays.skill_row[skill_id]
    levels = credited(arrays.certification_skills, np.array([column]), credit)[:, 0]
    found = [
        _closing(certifications[arrays.certification_ids[row]], int(row), column, arrays, credit)
        for row in np.flatnonzero(levels >= COVERED)
    ]
    return tuple(sorted(found, key=lambda one: (one.hours, one.certification_id)))


def _closing(
    certification: Certification, row: int, column: int, arrays: CatalogueArrays, credit: csc_array
) -> ClosingCertification:
    by_skill_id = arrays.skill_ids[best_proof(arrays.certification_skills[row], column, credit)]
    share = certification.skill_weights[by_skill_id] / sum(certification.skill_weights.values())
    return ClosingCertification(
        certification.id,
        by_skill_id,
        certification.preparation_hours * share,
        certification.preparation_hours,
        certification.level,
        certification.english_needed,
        certification.experience_months,
        certification.prerequisites,
    )
