"""The text that stands for each kind of thing: what the encoder reads."""

from collections.abc import Mapping

from data.domain import Certification, Occupation, Skill, SkillId, Subject

_POSTING_LETTERS = 320
"""The start of a posting says what the job is; the rest is read sentence by sentence for skills."""


def skill_text(skill: Skill) -> str:
    """Both labels and the first aliases."""
    return ", ".join([skill.label.es, skill.label.en, *skill.aliases_es[:3], *skill.aliases_en[:2]])


def certification_text(certification: Certification, skills: Mapping[SkillId, Skill]) -> str:
    """Name, what it is about in both languages, and its weightiest skills; ``skills`` is the catalogue's."""
    weightiest = sorted(certification.skill_weights.items(), key=lambda item: (-item[1], item[0]))[:6]
    labels = ", ".join(skills[skill_id].label.es for skill_id, _ in weightiest)
    return f"{certification.name}. {certification.summary.es} {certification.summary.en} {labels}"


def occupation_text(occupation: Occupation) -> str:
    """Both labels and every alias."""
    return ", ".join([occupation.label.es, occupation.label.en, *occupation.aliases_es, *occupation.aliases_en])


def subject_text(subject: Subject) -> str:
    """The subject's name and syllabus."""
    return f"{subject.label.es}. {subject.syllabus.es}"


def posting_text(title: str, description: str) -> str:
    """The title and the beginning of the description."""
    return f"{title}. {description[:_POSTING_LETTERS]}"
