"""What vendors report of vouchers, by file, as JSON for managers: send one, and see what became of its rows."""

from typing import Annotated

from fastapi import APIRouter, File, Path, UploadFile

from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, NowDep, PartsDep, ProgrammeDep, ReadingDep
from api.job_services import Upload
from api.schemas.common import problems
from api.schemas.sent_files import RefusedSheetRowOut, SentFileOut, refused_row_out, sent_file_out
from api.sent_files import queue_upload, refused_rows, sent_job
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data.scopes import Scope
from data.sender_job_store import REDEMPTIONS_KIND, sender_jobs

router = APIRouter(prefix="/v1/vouchers/files", tags=["vouchers"], route_class=OnceRoute)

NumberPath = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number that sending the file gave")]
_MOST_LISTED = 1_000


@router.get(
    "",
    operation_id="listVoucherFiles",
    openapi_extra=scoped(Scope.VOUCHERS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_voucher_files(
    rights: ProgrammeDep, connection: ReadingDep, parts: PartsDep, t: ApiTextsDep, paging: PagingDep
) -> Page[SentFileOut]:
    """List the files of redeemed vouchers that were sent, newest first."""
    shown, next_cursor = paging.part(sender_jobs(connection, rights, _MOST_LISTED))
    return Page(items=[sent_file_out(parts.jobs.job(number), t) for number in shown], next_cursor=next_cursor)


@router.post(
    "",
    operation_id="sendVoucherFile",
    openapi_extra=scoped(Scope.VOUCHERS_WRITE),
    status_code=202,
    responses=problems(400, 401, 403, 413, 422, 503),
)
def send_voucher_file(
    file: Annotated[UploadFile, File(description="Redeemed vouchers as CSV, Excel or JSON; its name tells which")],
    rights: ProgrammeDep,
    parts: PartsDep,
    t: ApiTextsDep,
    now: NowDep,
) -> SentFileOut:
    """Keep a vendor's file of redeemed vouchers and let a worker import it."""
    number = queue_upload(Upload(file.filename or "", file.file), rights, parts, REDEMPTIONS_KIND, now)
    return sent_file_out(parts.jobs.job(number), t)


@router.get(
    "/{number}",
    operation_id="showVoucherFile",
    openapi_extra=scoped(Scope.VOUCHERS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def show_voucher_file(
    number: NumberPath, rights: ProgrammeDep, connection: ReadingDep, parts: PartsDep, t: ApiTextsDep
) -> SentFileOut:
    """Show how far the import of a file is and what became of its rows."""
    return sent_file_out(sent_job(connection, rights, parts, number), t)


@router.get(
    "/{number}/refused-rows",
    operation_id="listRefusedRedemptions",
    openapi_extra=scoped(Scope.VOUCHERS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def list_refused_redemptions(
    number: NumberPath, rights: ProgrammeDep, connection: ReadingDep, parts: PartsDep, t: ApiTextsDep, paging: PagingDep
) -> Page[RefusedSheetRowOut]:
    """List the rows of a file that were refused, each with its line and the reason."""
    shown, next_cursor = paging.part(refused_rows(connection, sent_job(connection, rights, parts, number)))
    return Page(items=[refused_row_out(row, t) for row in shown], next_cursor=next_cursor)
