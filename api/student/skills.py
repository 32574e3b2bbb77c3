"""A learner's own skills, and where each comes from."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from api import services
from data import learner_skill_store, learner_store
from data.catalogue import Catalogue
from data.domain import Learner, SkillId
from data.errors import NotFoundError
from data.rights import LearnerRights
from recommender.skill_origins import KnownSkill, known_skills


class Word(StrEnum):
    """What a learner says of a skill: to hold it, not to hold it, or nothing any more."""

    HELD = "held"
    DENIED = "denied"
    NOTHING = "nothing"


def skills_of(
    connection: sa.Connection, rights: LearnerRights, catalogue: Catalogue, moment: datetime
) -> tuple[Learner, tuple[KnownSkill, ...]]:
    """The learner, and every skill known, stated or denied."""
    learner = learner_store.get_learner(connection, rights.learner_id)
    return learner, known_skills(services.history_of(connection, learner, catalogue), catalogue, moment.date())


def take_word(
    connection: sa.Connection,
    rights: LearnerRights,
    catalogue: Catalogue,
    skill_id: SkillId,
    word: Word,
    moment: datetime,
) -> None:
    """Store the learner's word on one skill.

    Raises
    ------
    NotFoundError
        If the catalogue has no such skill.
    """
    if skill_id not in catalogue.skills:
        raise NotFoundError(f"no skill {skill_id!r}")
    if word is Word.NOTHING:
        learner_skill_store.take_back(connection, rights, skill_id)
    else:
        learner_skill_store.state_skills(connection, rights, [skill_id], moment, is_held=word is Word.HELD)
