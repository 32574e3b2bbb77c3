"""Certifications that teach a skill far enough, and the hours that this takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.domain import Certification, CertificationId, EnglishLevel, Level, SkillId
from recommender.arrays import CatalogueArrays


@dataclass(frozen=True, slots=True)
class ClosingCertification:
    """A certification whose matter, taught, would cover a skill.

    ``hours`` are the part of its ``preparation_hours`` that the skill takes: the weight's share of all its weights.
    ``by_skill_id`` is the skill of it that counts: the missing one, a narrower or a broader one. ``needed_before``
    are certifications to be held first, at least one of each set: students are taken to hold none.
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
    skill_id: SkillId, certifications: Mapping[CertificationId, Certification], arrays: CatalogueArrays
) -> tuple[ClosingCertification, ...]:
    """Those that cover the skill as far as no longer to be a gap, fewest hours first, ties by id."""
    raise NotImplementedError
