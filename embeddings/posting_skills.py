"""The skills that a posting asks for: what ``rumbo embed`` stores of each, and what a company is shown of its own."""

from data.domain import LinkedSkill, SkillId
from embeddings.passages import MAX_BYTES
from embeddings.skills import FoundSkill, SkillExtractor, asked_skills


def linked_skills(extractor: SkillExtractor, title: str, description: str) -> list[LinkedSkill]:
    """Skills of the catalogue that a posting asks for, each with its sentence; a text over the limit is cut there."""
    text = f"{title}\n{description}".encode("utf-8", "replace")[:MAX_BYTES].decode("utf-8", "ignore")
    return [
        LinkedSkill(SkillId(skill.skill_id), skill.sentence, _method(skill), skill.probability)
        for skill in asked_skills(extractor.extract(text))
        if skill.skill_id is not None
    ]


def _method(skill: FoundSkill) -> str:
    return "dictionary" if skill.is_named else "nearest"
