"""What helps a learner to choose, as JSON: certifications side by side, demand near them, a list without ranking."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, BundleDep, CatalogueDep, LearnerDep, NowDep, ReadingDep
from api.schemas.catalogue import CertificationOut, certification_out
from api.schemas.common import IdIn, problems
from api.student.comparison import MOST_COMPARED, compare
from api.student.comparison_json import ComparisonOut, NearDemandOut, comparison_out, near_demand_out
from api.student.near_demand import near_demand
from api.student.unranked import certifications_for
from api.web.pagination import Page, PagingDep
from data import learner_store
from data.scopes import Scope

router = APIRouter(prefix="/v1/me", tags=["suggestions"])


@router.get(
    "/comparison",
    operation_id="compareForMe",
    openapi_extra=scoped(Scope.SUGGESTIONS_READ),
    responses=problems(401, 403, 422, 503),
)
def compare_for_me(
    certification_id: Annotated[
        list[IdIn],
        Field(min_length=1),
        Query(description=f"Once for each of at most {MOST_COMPARED}; one named twice counts once"),
    ],
    bundle: BundleDep,
    connection: ReadingDep,
    rights: LearnerDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
) -> ComparisonOut:
    """Set certifications side by side as they are for one; 403 for who objects to automated decisions."""
    return comparison_out(compare(connection, bundle, rights, certification_id, now), catalogue, t)


@router.get(
    "/demand",
    operation_id="myDemand",
    openapi_extra=scoped(Scope.SUGGESTIONS_READ),
    responses=problems(401, 403, 422, 503),
)
def my_demand(
    connection: ReadingDep, rights: LearnerDep, catalogue: CatalogueDep, t: ApiTextsDep, now: NowDep
) -> NearDemandOut:
    """Tell the demand in one's state, month by month, for skills of one's goal and of one's first suggestions."""
    return near_demand_out(near_demand(connection, rights, catalogue, now), catalogue, t)


@router.get(
    "/certifications",
    operation_id="myCertificationsByName",
    openapi_extra=scoped(Scope.GOALS_READ),
    responses=problems(401, 403, 422, 503),
)
def my_certifications_by_name(
    connection: ReadingDep, rights: LearnerDep, catalogue: CatalogueDep, t: ApiTextsDep, paging: PagingDep
) -> Page[CertificationOut]:
    """List certifications that teach a skill of one's goal, by name: nothing is reckoned about who asks."""
    goal_id = learner_store.get_learner(connection, rights.learner_id).goal_occupation_id
    known = certifications_for(goal_id, catalogue) if goal_id in catalogue.occupations else ()
    some, next_cursor = paging.part(known)
    return Page(items=[certification_out(one, catalogue, t) for one in some], next_cursor=next_cursor)
