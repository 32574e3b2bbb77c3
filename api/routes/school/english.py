"""English that postings ask for against English that learners have, as JSON, for schools."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.academia.english_json import EnglishOut, english_out
from api.academia.english_services import english_asked_for, english_held
from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, NowDep, PartsDep, ReadingDep, SchoolDep
from api.routes.school.plans import TAG
from api.schemas.common import problems
from data.domain import StateId
from data.errors import NotFoundError
from data.scopes import Scope

router = APIRouter(prefix="/v1/school/english", tags=[TAG])


@router.get(
    "",
    operation_id="englishOfRegion",
    openapi_extra=scoped(Scope.DEMAND_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def english_of_region(
    _rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: ApiTextsDep,
    now: NowDep,
    state_id: Annotated[str | None, Query(pattern="^MX-[A-Z]{3}$", description="Left out: the whole country")] = None,
) -> EnglishOut:
    """Tell by level what postings of a state, or of the country, ask for and what its learners have."""
    catalogue = parts.catalogue
    state = None if state_id is None else catalogue.states.get(StateId(state_id))
    if state_id is not None and state is None:
        raise NotFoundError(f"no state {state_id}")
    asked = english_asked_for(connection, catalogue, parts.english)
    held = english_held(connection, catalogue, parts.english, now)
    return english_out(asked, held, state, catalogue, t)
