"""The invented learners whom everybody may ask suggestions for, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.dependencies import ApiTextsDep, CatalogueDep, ReadingDep
from api.i18n import Texts
from api.open_learners import some_open_learners
from api.schemas.common import BodyOut, NamedOut, problems
from api.web.pagination import Page, PagingDep
from data.catalogue import Catalogue
from data.domain import Area, LearnerKind
from data.learner_store import LearnerSummary

router = APIRouter(prefix="/v1/learners", tags=["suggestions"])


class OpenLearnerOut(BodyOut):
    """Somebody who does not exist."""

    id: str = Field(description="For `/v1/learners/{learner_id}/...`")
    kind: LearnerKind
    region: NamedOut
    curriculum: NamedOut | None
    goal_occupation: NamedOut | None


@router.get("", operation_id="listOpenLearners", responses=problems(422, 503))
def list_open_learners(
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
    state_id: Annotated[str | None, Query(pattern="^MX-[A-Z]{3}$")] = None,
    area: Annotated[Area | None, Query(description="Of the plan of study")] = None,
) -> Page[OpenLearnerOut]:
    """List invented learners without an account, by id: anybody may look at their suggestions and paths."""
    start = paging.place() or 0
    found = some_open_learners(connection, catalogue, paging.limit + 1, start, state_id=state_id, area=area)
    return Page(
        items=[_learner_out(one, catalogue, t) for one in found[: paging.limit]],
        next_cursor=paging.cursor_at(start + paging.limit) if len(found) > paging.limit else None,
    )


def _learner_out(one: LearnerSummary, catalogue: Catalogue, t: Texts) -> OpenLearnerOut:
    plan = catalogue.curricula.get(one.curriculum_id) if one.curriculum_id else None
    goal = catalogue.occupations.get(one.goal_occupation_id) if one.goal_occupation_id else None
    return OpenLearnerOut(
        id=one.id,
        kind=one.kind,
        region=NamedOut(id=one.state_id, name=t.label(catalogue.states[one.state_id].label)),
        curriculum=NamedOut(id=plan.id, name=t.label(plan.label)) if plan else None,
        goal_occupation=NamedOut(id=goal.id, name=t.label(goal.label)) if goal else None,
    )
