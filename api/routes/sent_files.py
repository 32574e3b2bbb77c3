"""Calls for files that schools, companies and the programme send: the same four for each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, File, Path, UploadFile

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, NowDep, PartsDep, ReadingDep
from api.job_services import Upload
from api.schemas.common import problems
from api.schemas.sent_files import RefusedSheetRowOut, SentFileOut, refused_row_out, sent_file_out
from api.sent_files import queue_upload, refused_rows, sent_job
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data.scopes import Scope
from data.sender_job_store import SenderRights, sender_jobs

NumberPath = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number that sending the file gave")]
_MOST_LISTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class OperationIds:
    """What the four calls are named in the description."""

    listed: str
    sent: str
    shown: str
    refused: str


@dataclass(frozen=True, slots=True)
class FileCalls:
    """Who sends which files where.

    Attributes
    ----------
    kind
        Of import.
    sender
        The dependency that tells whose request it is.
    may_send
        Called with the sender's rights before a file is kept; raises what stands against it, with the ``status``.
    """

    prefix: str
    tag: str
    kind: str
    sender: Callable[..., Any]
    reading: Scope
    writing: Scope
    ids: OperationIds
    may_send: Callable[[Any], object] | None = None
    status: int | None = None


def file_calls(calls: FileCalls) -> APIRouter:
    """The router with the four calls."""
    router = APIRouter(prefix=calls.prefix, tags=[calls.tag], route_class=OnceRoute)
    _add_sending(router, calls)
    _add_looking(router, calls)
    return router


def _add_sending(router: APIRouter, calls: FileCalls) -> None:
    own_statuses = () if calls.status is None else (calls.status,)

    @router.post(
        "",
        operation_id=calls.ids.sent,
        openapi_extra=scoped(calls.writing),
        status_code=202,
        responses=problems(400, 401, 403, *own_statuses, 413, 422, 503),
    )
    def send_file(
        file: Annotated[UploadFile, File(description="CSV, Excel or JSON; its name tells which")],
        parts: PartsDep,
        t: ApiTextsDep,
        now: NowDep,
        rights: Annotated[SenderRights, Depends(calls.sender)],
    ) -> SentFileOut:
        """Keep a file and queue its import, which can touch the sender's own alone."""
        if calls.may_send is not None:
            calls.may_send(rights)
        number = queue_upload(Upload(file.filename or "", file.file), rights, parts, calls.kind, now)
        return sent_file_out(parts.jobs.job(number), t)


def _add_looking(router: APIRouter, calls: FileCalls) -> None:
    reading, ids = scoped(calls.reading), calls.ids

    @router.get("", operation_id=ids.listed, openapi_extra=reading, responses=problems(401, 403, 422, 503))
    def list_files(
        connection: ReadingDep,
        parts: PartsDep,
        t: ApiTextsDep,
        paging: PagingDep,
        rights: Annotated[SenderRights, Depends(calls.sender)],
    ) -> Page[SentFileOut]:
        """List the files that were sent, newest first."""
        shown, next_cursor = paging.part(sender_jobs(connection, rights, _MOST_LISTED))
        return Page(items=[sent_file_out(parts.jobs.job(number), t) for number in shown], next_cursor=next_cursor)

    @router.get("/{number}", operation_id=ids.shown, openapi_extra=reading, responses=problems(401, 403, 404, 422, 503))
    def show_file(
        number: NumberPath,
        connection: ReadingDep,
        parts: PartsDep,
        t: ApiTextsDep,
        rights: Annotated[SenderRights, Depends(calls.sender)],
    ) -> SentFileOut:
        """Show how far the import of a file is and what became of its rows."""
        return sent_file_out(sent_job(connection, rights, parts, number), t)

    @router.get(
        "/{number}/refused-rows",
        operation_id=ids.refused,
        openapi_extra=reading,
        responses=problems(401, 403, 404, 422, 503),
    )
    def list_refused_rows(
        number: NumberPath,
        connection: ReadingDep,
        parts: PartsDep,
        t: ApiTextsDep,
        paging: PagingDep,
        rights: Annotated[SenderRights, Depends(calls.sender)],
    ) -> Page[RefusedSheetRowOut]:
        """List the rows of a file that were refused, each with its line and the reason."""
        shown, next_cursor = paging.part(refused_rows(connection, sent_job(connection, rights, parts, number)))
        return Page(items=[refused_row_out(row, t) for row in shown], next_cursor=next_cursor)
