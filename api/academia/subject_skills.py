"""The skills of a subject as its school sees them: guessed from its text, corrected by the school, or searched for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from data.domain import Skill, SkillId, Subject
from data.names import plain_name
from data.stored_plans import StoredPlan
from embeddings.skill_matches import named_skills
from embeddings.skill_vocabulary import SkillVocabulary


class SkillOrigin(StrEnum):
    """Where it is known from that a subject teaches a skill."""

    CORRECTED = "corrected"
    NAMED = "named"
    SEARCHED = "searched"


@dataclass(frozen=True, slots=True)
class SubjectSkill:
    """A skill of a subject; ``correction`` is what the school says of it, in [0, 1], if anything."""

    skill_id: SkillId
    origin: SkillOrigin
    correction: float | None


def subject_skills(
    plan: StoredPlan, subject: Subject, vocabulary: SkillVocabulary, searched: tuple[SkillId, ...] = ()
) -> tuple[SubjectSkill, ...]:
    """Corrected skills, then those that name or syllabus name, then those searched for; each once."""
    corrections = {skill_id: weight for (id_, skill_id), weight in plan.corrections.items() if id_ == subject.id}
    text = "\n".join((subject.label.es, subject.syllabus.es, subject.label.en, subject.syllabus.en))
    found = [SubjectSkill(skill_id, SkillOrigin.CORRECTED, weight) for skill_id, weight in corrections.items()]
    for origin, skill_ids in ((SkillOrigin.NAMED, named_skills(text, vocabulary)), (SkillOrigin.SEARCHED, searched)):
        known = {one.skill_id for one in found}
        found += [SubjectSkill(skill_id, origin, None) for skill_id in skill_ids if skill_id not in known]
    return tuple(found)


def skills_called(text: str, skills: Mapping[SkillId, Skill], most: int) -> tuple[SkillId, ...]:
    """Skills one of whose names has all words of a text, or their beginnings; the shortest names first.

    Examples
    --------
    >>> skills_called("  ", {}, 5)
    ()
    """
    wanted = plain_name(text).split()
    if not wanted:
        return ()
    found: list[tuple[int, SkillId]] = []
    for skill in skills.values():
        names = (skill.label.es, skill.label.en, *skill.aliases_es, *skill.aliases_en)
        fitting = [name for name in names if _has_words(plain_name(name), wanted)]
        if fitting:
            found.append((min(map(len, fitting)), skill.id))
    return tuple(skill_id for _, skill_id in sorted(found)[:most])


def _has_words(name: str, wanted: list[str]) -> bool:
    return all(f" {word}" in f" {name}" for word in wanted)
