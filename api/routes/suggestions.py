"""Suggestions as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import services
from api.accounts.scopes import scoped
from api.dependencies import (
    AccountDep,
    ApiTextsDep,
    BundleDep,
    CatalogueDep,
    LearnerIdPath,
    NowDep,
    ReadingDep,
    SuggestingDep,
)
from api.i18n import Texts
from api.schemas.common import SuggestionsOut, VisitorIn, problems
from api.schemas.suggestions_json import suggestions_out
from data.catalogue import Catalogue
from data.domain import LearnerId
from data.scopes import Scope

router = APIRouter(prefix="/v1", tags=["suggestions"])

K = Annotated[int, Query(ge=1, le=20, description="Length of the list")]


@router.get(
    "/learners/{learner_id}/suggestions",
    operation_id="suggestForLearner",
    openapi_extra=scoped(Scope.SUGGESTIONS_READ, is_open=True),
    response_model=SuggestionsOut,
    responses=problems(401, 403, 404, 422, 503),
)
def suggest_for_learner(
    learner_id: LearnerIdPath,
    bundle: BundleDep,
    connection: SuggestingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    account: AccountDep,
    k: K = 10,
) -> Response:
    """Suggest certifications to a learner, best first, and store that they were shown.

    The same list asked for again within 30 minutes is the same showing and has the same impression ids.
    """
    rights = services.rights_over(connection, account, LearnerId(learner_id))
    suggested = services.suggest_for(connection, bundle, rights, moment=now, k=k)
    return _answer(suggested, catalogue, t)


@router.post(
    "/suggestions", operation_id="suggestForVisitor", response_model=SuggestionsOut, responses=problems(400, 422, 503)
)
def suggest_for_visitor(
    visitor: VisitorIn,
    bundle: BundleDep,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    k: K = 10,
) -> Response:
    """Suggest certifications to somebody we know nothing else of. Nothing is stored."""
    suggested = services.suggest_for_visitor(connection, bundle, visitor.visitor(), moment=now, k=k)
    return _answer(suggested, catalogue, t)


def _answer(suggested: services.Suggested, catalogue: Catalogue, t: Texts) -> Response:
    """The list as a finished answer: checked once here, where the framework would check it a second time."""
    return Response(suggestions_out(suggested, catalogue, t).model_dump_json(), media_type="application/json")
