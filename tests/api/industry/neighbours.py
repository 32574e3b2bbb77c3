"""People near a posting, with accounts, who agree to this or that."""

from collections.abc import Sequence

import sqlalchemy as sa

from data.consent_store import ConsentPurpose, give_consent
from data.database import writing
from data.domain import LearnerId, SkillId, SkillSource
from data.learner_skill_store import state_skills
from data.learner_store import put_learners
from data.rights import LearnerRights, Role
from tests.api.people import MOMENT, put_account
from tests.data.rows import learner_row, person_row


def rights_of(name: str) -> LearnerRights:
    return LearnerRights(LearnerId(name))


def put_neighbours(
    engine: sa.Engine,
    names: Sequence[str],
    *skills: str,
    agree: Sequence[ConsentPurpose] = (),
    state_id: str = "MX-JAL",
) -> None:
    """Invented people of a state who say that they have some skills; each with an account."""
    with writing(engine) as connection:
        rows = [learner_row(name, state_id=state_id, curriculum_id=None) for name in names]
        put_learners(connection, rows, [person_row(name) for name in names])
        for name in names:
            put_account(connection, Role.STUDENT, name=name, learner_id=name)
            held = [SkillId(skill) for skill in skills]
            state_skills(connection, rights_of(name), held, MOMENT, source=SkillSource.STATED)
            for purpose in agree:
                give_consent(connection, rights_of(name), purpose, "version", MOMENT)
