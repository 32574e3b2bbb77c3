"""A learner's own skills, and where each comes from."""

from datetime import datetime

import sqlalchemy as sa

from api import services
from data import learner_store
from data.catalogue import Catalogue
from data.domain import Learner
from data.rights import LearnerRights
from recommender.skill_origins import KnownSkill, known_skills


def skills_of(
    connection: sa.Connection, rights: LearnerRights, catalogue: Catalogue, moment: datetime
) -> tuple[Learner, tuple[KnownSkill, ...]]:
    """The learner, and every skill known, stated or denied."""
    learner = learner_store.get_learner(connection, rights.learner_id)
    return learner, known_skills(services.history_of(connection, learner), catalogue, moment.date())
