"""Two schools, each with somebody who is logged in."""

from dataclasses import dataclass

import sqlalchemy as sa

from data import plan_store
from data.database import writing
from data.domain import Curriculum, SkillId
from data.rights import SchoolRights
from data.stored_plans import StoredPlan
from tests.api.page_client import PageClient
from tests.data.plans import MOMENT


@dataclass(frozen=True, slots=True)
class Schools:
    """What tests do with the schools and look at."""

    engine: sa.Engine
    west: PageClient
    east: PageClient
    west_rights: SchoolRights
    east_rights: SchoolRights

    def put(self, rights: SchoolRights, plan: Curriculum) -> None:
        """Store a plan without official keys."""
        with writing(self.engine) as connection:
            plan_store.put_plan(connection, rights, plan, {}, MOMENT)

    def plan(self, rights: SchoolRights, plan_id: str) -> StoredPlan:
        """A plan as it is stored."""
        with self.engine.begin() as connection:
            return plan_store.plan_of(connection, rights, plan_id)

    def plans(self, rights: SchoolRights) -> tuple[StoredPlan, ...]:
        """All plans of a school."""
        with self.engine.begin() as connection:
            return plan_store.every_plan_of(connection, rights)

    def correct(self, rights: SchoolRights, subject_id: str, skill_id: SkillId, weight: float) -> None:
        """Correct what a subject teaches."""
        with writing(self.engine) as connection:
            plan_store.correct_skill(connection, rights, subject_id, skill_id, weight, MOMENT)
