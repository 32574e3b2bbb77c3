"""What every question about a plan begins with: whose plan it is, the region, its analysis."""

from dataclasses import dataclass
from typing import Annotated

import sqlalchemy as sa
from fastapi import Depends, Query

from api.academia.plan_analysis import PlanAnalysis, PlanAnalyst
from api.academia.region import WHOLE_COUNTRY, Region, region_of
from api.dependencies import Parts, PartsDep, ReadingDep, SchoolDep
from api.routes.school.plans import PlanPath
from data.account_store import get_organisation
from data.domain import StateId
from data.errors import NotFoundError
from data.plan_store import plan_of
from data.rights import SchoolRights
from data.stored_plans import StoredPlan

RegionQuery = Annotated[
    str | None,
    Query(
        pattern="^MX(-[A-Z]{3})?$",
        description=f"State whose postings count, `{WHOLE_COUNTRY}` for the whole country; default: the school's",
    ),
]


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """One of a school's own plans, held against a region's postings."""

    connection: sa.Connection
    rights: SchoolRights
    parts: Parts
    plan: StoredPlan
    region: Region

    @property
    def analyst(self) -> PlanAnalyst:
        """Who answers."""
        return self.parts.plans.current()

    def analysis(self) -> PlanAnalysis:
        """The analysis of the plan; errors as in `PlanAnalyst.analyse`."""
        plan = self.plan
        return self.analyst.analyse(self.connection, plan.curriculum, plan.corrections, plan.version, self.region.state)


def plan_question(
    plan_id: PlanPath, rights: SchoolDep, parts: PartsDep, connection: ReadingDep, region: RegionQuery = None
) -> PlanQuestion:
    """A question about one of the school's own plans; another's is not found, and neither is an unknown state."""
    plan = plan_of(connection, rights, plan_id)
    if region not in (None, WHOLE_COUNTRY) and StateId(region) not in parts.catalogue.states:
        raise NotFoundError(f"no state {region}")
    school = get_organisation(connection, rights.organisation_id)
    return PlanQuestion(connection, rights, parts, plan, region_of(region or "", school, parts.catalogue))


PlanQuestionDep = Annotated[PlanQuestion, Depends(plan_question, scope="function")]
