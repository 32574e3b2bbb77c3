"""What a learner aims at, as JSON: shown, and changed as a whole."""

from fastapi import APIRouter, Response

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, CatalogueDep, LearnerDep, ReadingDep, WritingDep
from api.schemas.common import problems
from api.student.goal_json import GoalsIn, GoalsOut, goals_out
from api.student.goals import store_goals, wrong_fields
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.field_errors import FieldsError
from api.web.once import OnceRoute
from data import learner_store
from data.scopes import Scope

router = APIRouter(prefix="/v1/me/goals", tags=["me"], route_class=OnceRoute)


@router.get(
    "",
    operation_id="myGoals",
    openapi_extra=scoped(Scope.GOALS_READ),
    response_model=GoalsOut,
    responses={304: UNCHANGED, **problems(401, 403, 422, 503)},
)
def my_goals(
    connection: ReadingDep,
    rights: LearnerDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Show the goal, hours a week, English, state and plan of study that suggestions are made from."""
    found = goals_out(learner_store.get_learner(connection, rights.learner_id), catalogue, t)
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "",
    operation_id="setGoals",
    openapi_extra=scoped(Scope.GOALS_WRITE),
    response_model=GoalsOut,
    responses=problems(400, 401, 403, 412, 422, 503),
)
def set_goals(
    goals: GoalsIn,
    connection: WritingDep,
    rights: LearnerDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    if_match: IfMatch = None,
) -> Response:
    """Put these in the place of what was known; they count at once, and later imports leave what was changed."""
    learner = learner_store.hold_learner(connection, rights.learner_id)
    check_unchanged(if_match, tag_of([goals_out(learner, catalogue, t)]))
    values = goals.values()
    wrong = wrong_fields(values, learner, catalogue)
    if wrong:
        raise FieldsError(wrong)
    store_goals(connection, rights, values, learner)
    changed = goals_out(learner_store.get_learner(connection, rights.learner_id), catalogue, t)
    return tagged(changed, tag_of([changed]))
