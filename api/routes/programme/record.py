"""The record of decisions as JSON, for managers."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.accounts.scopes import scoped
from api.dependencies import ID_PATTERN, ApiTextsDep, ProgrammeDep, ReadingDep
from api.programme.decisions_json import RecordEntryOut, record_entry_out
from api.schemas.common import problems
from api.web.pagination import Page, PagingDep
from data import audit_store
from data.scopes import Scope

router = APIRouter(prefix="/v1/record", tags=["requests and record"])


@router.get(
    "",
    operation_id="listRecord",
    openapi_extra=scoped(Scope.RECORD_READ),
    responses=problems(401, 403, 422, 503),
)
def list_record(
    connection: ReadingDep,
    rights: ProgrammeDep,
    t: ApiTextsDep,
    paging: PagingDep,
    subject: Annotated[
        str | None, Query(max_length=64, pattern=ID_PATTERN, description="What was done to one thing, by its id")
    ] = None,
) -> Page[RecordEntryOut]:
    """List who did what and when, newest first; what is done meanwhile moves no page."""
    found = audit_store.last_entries(connection, rights, paging.limit + 1, before=paging.place(), subject=subject)
    shown = found[: paging.limit]
    next_cursor = paging.cursor_at(shown[-1].number) if len(found) > len(shown) else None
    return Page(items=[record_entry_out(one, t) for one in shown], next_cursor=next_cursor)
