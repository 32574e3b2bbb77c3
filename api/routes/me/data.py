"""A learner's own data as JSON: take them away, and ask the programme's people to decide."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.accounts.scopes import scoped
from api.dependencies import CatalogueDep, LearnerDep, NowDep, OwnDataDep, ReadingDep, WritingDep
from api.schemas.common import problems
from api.student.data_json import OwnDataOut, RequestAskedOut, RequestIn, RequestOut, request_out
from api.student.own_data import ask_for_decision, taken_away
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import request_store
from data.scopes import Scope

router = APIRouter(prefix="/v1/me", tags=["me"], route_class=OnceRoute)


@router.get(
    "/data",
    operation_id="myData",
    openapi_extra=scoped(Scope.DATA_READ),
    response_model=OwnDataOut,
    responses=problems(401, 403, 422, 503),
)
def my_data(connection: ReadingDep, rights: OwnDataDep, now: NowDep) -> Response:
    """Give all that is stored of whose key it is, table by table; also while a deletion is asked for."""
    return JSONResponse(taken_away(connection, rights, now))


@router.get(
    "/requests",
    operation_id="myRequests",
    openapi_extra=scoped(Scope.DATA_READ),
    responses=problems(401, 403, 422, 503),
)
def my_requests(
    connection: ReadingDep, rights: LearnerDep, catalogue: CatalogueDep, paging: PagingDep
) -> Page[RequestOut]:
    """List what one asked the programme's people, newest first, with their answers."""
    some, next_cursor = paging.part(request_store.requests_of(connection, rights))
    return Page(items=[request_out(one, catalogue) for one in some], next_cursor=next_cursor)


@router.post(
    "/requests",
    operation_id="askForDecision",
    openapi_extra=scoped(Scope.DATA_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 422, 503),
)
def ask_people(
    asked: RequestIn, connection: WritingDep, rights: LearnerDep, catalogue: CatalogueDep, now: NowDep
) -> RequestAskedOut:
    """Ask that a person of the programme decides, about one certification or in general."""
    new = ask_for_decision(connection, rights, catalogue, asked.certification_id, asked.message.strip(), now)
    # Without the message: what is kept for an idempotency key must hold nothing personal.
    return RequestAskedOut(id=new.id, asked_at=new.asked_at)
