"""What vendors report of vouchers, by file: the upload, and what became of each file."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.navigation import Way
from api.pages.frame import Frame, figures_frame, render
from api.pages.programme.vouchers import FILES_URL, vouchers_page
from api.pages.programme.ways import VOUCHERS, programme_ways
from api.pages.sent_files import SentFile, queue_file, sent_file
from api.sent_files import NoFileError
from api.web.forms import PostedDep
from data.sender_job_store import REDEMPTIONS_KIND
from data.uploads import UploadTooLargeError

router = APIRouter(prefix=FILES_URL, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class VoucherFilePage:
    """All that ``programme/voucher_file.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    back_url: str
    sent: SentFile


@router.post("")
def send_file(
    request: Request,
    form: PostedDep,
    rights: ProgrammeDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Keep the file and queue its import."""
    try:
        number = queue_file(form, rights, parts, REDEMPTIONS_KIND, now)
    except (NoFileError, UploadTooLargeError) as error:
        return vouchers_page(request, connection, rights, parts, t, now.date(), file_problem=t(error.key))
    return RedirectResponse(f"{FILES_URL}/{number}", status_code=303)


@router.get("/{number}")
def show_file(
    request: Request,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    rights: ProgrammeDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
) -> HTMLResponse:
    """Show how far the import of a file is and which rows were refused."""
    sent = sent_file(connection, rights, parts, number, FILES_URL, t)
    frame = figures_frame(request, connection, t, sent.file.name)
    page = VoucherFilePage(frame, programme_ways(VOUCHERS, t), VOUCHERS, sent)
    return render(request, "programme/voucher_file.html", page, t)
