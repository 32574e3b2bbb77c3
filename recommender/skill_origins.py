"""Where each skill of a learner comes from, for the learner to see and correct."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.catalogue import Catalogue
from data.domain import SkillId, SkillSource
from recommender.profile import LearnerHistory, has_expired


class OriginKind(StrEnum):
    """What lets one expect a skill."""

    SUBJECT = "subject"
    CERTIFICATION = "certification"
    STATED = "stated"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Origin:
    """A reason to expect a skill; ``id`` is that of the subject or certification, else empty."""

    kind: OriginKind
    id: str = ""


@dataclass(frozen=True, slots=True)
class KnownSkill:
    """A skill and where it comes from; ``is_denied``: the learner says not to hold it, and that counts."""

    skill_id: SkillId
    origins: tuple[Origin, ...]
    is_denied: bool


def known_skills(history: LearnerHistory, catalogue: Catalogue, day: date) -> tuple[KnownSkill, ...]:
    """Every skill that a learner has shown, stated or denied, in the catalogue's order."""
    origins: dict[SkillId, list[Origin]] = {}
    for skill_id, origin in (*_shown(history, catalogue, day), *_stated(history)):
        found = origins.setdefault(skill_id, [])
        if origin not in found:
            found.append(origin)
    denied = {one.skill_id for one in history.stated if not one.is_held}
    return tuple(
        KnownSkill(skill_id, tuple(origins.get(skill_id, ())), skill_id in denied)
        for skill_id in catalogue.skills
        if skill_id in origins or skill_id in denied
    )


def _shown(history: LearnerHistory, catalogue: Catalogue, day: date) -> Iterator[tuple[SkillId, Origin]]:
    """Skills of passed subjects and of certifications that are still valid, as a profile counts them."""
    taught = {subject.id: subject for plan in catalogue.curricula.values() for subject in plan.subjects}
    for entry in history.transcript:
        if entry.passed and entry.subject_id in taught:
            for skill_id in taught[entry.subject_id].skill_weights:
                yield skill_id, Origin(OriginKind.SUBJECT, entry.subject_id)
    for exam in history.exams:
        one = catalogue.certifications.get(exam.certification_id)
        if one is not None and exam.passed and not has_expired(exam.taken_on, one.validity_months or 0, day):
            for skill_id in one.skill_weights:
                yield skill_id, Origin(OriginKind.CERTIFICATION, exam.certification_id)


def _stated(history: LearnerHistory) -> Iterator[tuple[SkillId, Origin]]:
    for one in history.stated:
        if one.is_held:
            kind = OriginKind.TEXT if one.source is SkillSource.TEXT else OriginKind.STATED
            yield one.skill_id, Origin(kind)
