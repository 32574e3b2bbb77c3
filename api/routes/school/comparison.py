"""A school's plan beside typical plans and those that other schools share, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.academia.comparison_json import ComparablePlanOut, PlanComparisonOut, comparable_plans, comparison_out
from api.academia.plan_comparing import MOST_COMPARED, analysed_beside, typical_of_area
from api.accounts.scopes import scoped
from api.dependencies import ID_PATTERN, ApiTextsDep, CatalogueDep, ReadingDep, SchoolDep
from api.routes.school.plan_question import PlanQuestionDep
from api.routes.school.plans import PREFIX, TAG
from api.schemas.common import problems
from api.web.pagination import Page, PagingDep
from data import plan_store
from data.domain import CurriculumId
from data.scopes import Scope

router = APIRouter(tags=[TAG])


@router.get(
    "/v1/school/comparable-plans",
    operation_id="listComparablePlans",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_comparable_plans(
    rights: SchoolDep, connection: ReadingDep, catalogue: CatalogueDep, t: ApiTextsDep, paging: PagingDep
) -> Page[ComparablePlanOut]:
    """List the catalogue's typical plans, then those that other schools share."""
    found = list(comparable_plans(catalogue, plan_store.shared_plans(connection, rights), t))
    some, next_cursor = paging.part(found)
    return Page(items=list(some), next_cursor=next_cursor)


@router.get(
    f"{PREFIX}/{{plan_id}}/comparison",
    operation_id="comparePlans",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def compare_plans(
    question: PlanQuestionDep,
    t: ApiTextsDep,
    beside: Annotated[
        list[Annotated[str, Query(max_length=64, pattern=ID_PATTERN)]] | None,
        Query(alias="with", max_length=MOST_COMPARED, description="Ids of plans; default: typical ones of the area"),
    ] = None,
) -> PlanComparisonOut:
    """Hold a plan beside others: what each covers, what they teach and it does not, which subjects are alike."""
    catalogue = question.parts.catalogue
    typical = [one.id for one in typical_of_area(question.plan.curriculum.area, catalogue)]
    chosen = list(dict.fromkeys(map(CurriculumId, beside))) if beside else typical
    analysis = question.analysis()
    others = analysed_beside(question.connection, question.rights, question.analyst, catalogue, analysis, chosen)
    return comparison_out(question.analyst.comparison(analysis, others), analysis, others, t)
