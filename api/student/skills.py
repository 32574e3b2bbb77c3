"""A learner's own skills: where each comes from, and which ones of the catalogue a word names."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from api import services
from data import learner_store
from data.catalogue import Catalogue
from data.domain import Learner, Skill, SkillId
from data.names import plain_name
from data.rights import LearnerRights
from recommender.skill_origins import KnownSkill, known_skills

MOST_FOUND: Final = 12


def skills_of(
    connection: sa.Connection, rights: LearnerRights, catalogue: Catalogue, moment: datetime
) -> tuple[Learner, tuple[KnownSkill, ...]]:
    """The learner, and every skill known, stated or denied."""
    learner = learner_store.get_learner(connection, rights.learner_id)
    return learner, known_skills(services.history_of(connection, learner), catalogue, moment.date())


def find_skills(catalogue: Catalogue, text: str) -> tuple[SkillId, ...]:
    """Up to ``MOST_FOUND`` skills of which a name in either language holds the words asked for.

    Names that are the text come first, then those that begin with it, then those where it begins a word.
    """
    asked = plain_name(text)
    if not asked:
        return ()
    ranked = ((_place(asked, skill), skill.id) for skill in catalogue.skills.values())
    found = sorted((place, id_) for place, id_ in ranked if place is not None)
    return tuple(id_ for _, id_ in found[:MOST_FOUND])


def _place(asked: str, skill: Skill) -> int | None:
    """How well the best name fits: 0 equal, 1 begins with it, 2 a word does; ``None`` where none does."""
    places = [
        0 if name == asked else 1 if name.startswith(asked) else 2
        for name in _names(skill)
        if f" {asked}" in f" {name}"
    ]
    return min(places, default=None)


def _names(skill: Skill) -> Iterator[str]:
    for name in (skill.label.es, skill.label.en, *skill.aliases_es, *skill.aliases_en):
        yield plain_name(name)
