"""Requests of learners as JSON, for managers: those that wait for a person, and answering one."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.accounts.scopes import scoped
from api.dependencies import ID_PATTERN, CatalogueDep, NowDep, ProgrammeDep, ReadingDep, WritingDep
from api.programme.decisions_json import RequestAnswerIn, RequestOut, request_out
from api.schemas.common import problems
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import request_store
from data.scopes import Scope

router = APIRouter(prefix="/v1/requests", tags=["requests and record"], route_class=OnceRoute)


@router.get(
    "",
    operation_id="listRequests",
    openapi_extra=scoped(Scope.REQUESTS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_requests(
    connection: ReadingDep, rights: ProgrammeDep, catalogue: CatalogueDep, paging: PagingDep
) -> Page[RequestOut]:
    """List the requests without an answer, the longest waiting first; after answering some begin anew."""
    start = paging.place() or 0
    found = request_store.open_requests(connection, rights, paging.limit + 1, start)
    shown = found[: paging.limit]
    next_cursor = paging.cursor_at(start + len(shown)) if len(found) > len(shown) else None
    return Page(items=[request_out(one, catalogue) for one in shown], next_cursor=next_cursor)


@router.post(
    "/{request_id}/answer",
    operation_id="answerRequest",
    openapi_extra=scoped(Scope.REQUESTS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 422, 503),
)
def answer_request(
    request_id: Annotated[str, Path(max_length=64, pattern=ID_PATTERN)],
    answer: RequestAnswerIn,
    connection: WritingDep,
    rights: ProgrammeDep,
    now: NowDep,
) -> None:
    """Answer a request, which the learner then sees; 404 where it has an answer already."""
    request_store.answer_request(connection, rights, request_id, answer.answer.strip(), now)
