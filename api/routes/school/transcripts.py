"""A school's learners and what they studied, sent as a file by a program, and what became of it."""

from typing import Annotated, Final

from fastapi import APIRouter, File, Path, UploadFile

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, NowDep, PartsDep, ReadingDep, SchoolDep
from api.job_services import Upload
from api.routes.school.plans import TAG
from api.schemas.common import problems
from api.schemas.sent_files import RefusedSheetRowOut, SentFileOut, refused_row_out, sent_file_out
from api.sent_files import queue_upload, refused_rows, sent_job
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import sender_job_store
from data.rights import institution_of
from data.scopes import Scope

_KIND: Final = "learners"
_MOST_LISTED: Final = 1_000

router = APIRouter(prefix="/v1/school/transcripts", tags=[TAG], route_class=OnceRoute)

NumberPath = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number that sending the file gave")]


@router.get(
    "",
    operation_id="listSentTranscripts",
    openapi_extra=scoped(Scope.TRANSCRIPTS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_files(
    rights: SchoolDep, connection: ReadingDep, parts: PartsDep, t: ApiTextsDep, paging: PagingDep
) -> Page[SentFileOut]:
    """List the files that the school sent, newest first."""
    some, next_cursor = paging.part(sender_job_store.sender_jobs(connection, rights, _MOST_LISTED))
    return Page(items=[sent_file_out(parts.jobs.job(number), t) for number in some], next_cursor=next_cursor)


@router.post(
    "",
    operation_id="sendTranscripts",
    openapi_extra=scoped(Scope.TRANSCRIPTS_WRITE),
    status_code=202,
    responses=problems(400, 401, 403, 409, 413, 422, 503),
)
def send_file(
    file: Annotated[UploadFile, File(description="CSV, Excel or JSON; its name tells which")],
    rights: SchoolDep,
    parts: PartsDep,
    t: ApiTextsDep,
    now: NowDep,
) -> SentFileOut:
    """Keep a file and queue its import, which can touch the school's own learners alone."""
    institution_of(rights)
    number = queue_upload(Upload(file.filename or "", file.file), rights, parts, _KIND, now)
    return sent_file_out(parts.jobs.job(number), t)


@router.get(
    "/{number}",
    operation_id="showSentTranscripts",
    openapi_extra=scoped(Scope.TRANSCRIPTS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def show_file(
    number: NumberPath, rights: SchoolDep, connection: ReadingDep, parts: PartsDep, t: ApiTextsDep
) -> SentFileOut:
    """Show how far the import of a file is and what became of its rows."""
    return sent_file_out(sent_job(connection, rights, parts, number), t)


@router.get(
    "/{number}/refused-rows",
    operation_id="listRefusedTranscripts",
    openapi_extra=scoped(Scope.TRANSCRIPTS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def list_refused(
    number: NumberPath,
    rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: ApiTextsDep,
    paging: PagingDep,
) -> Page[RefusedSheetRowOut]:
    """List the rows of a file that were refused, each with its line and the reason."""
    some, next_cursor = paging.part(refused_rows(connection, sent_job(connection, rights, parts, number)))
    return Page(items=[refused_row_out(row, t) for row in some], next_cursor=next_cursor)
