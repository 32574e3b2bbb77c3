"""A company's postings by file: the upload, and what became of each file."""

from dataclasses import dataclass
from typing import Annotated, Final

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import CompanyDep, NowDep, PageTextsDep, Parts, PartsDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, frame_of, render
from api.pages.industry.ways import HOME, NEEDS, industry_ways
from api.pages.sent_files import FileRow, SentFile, queue_file, sent_file, sent_files
from api.sent_files import NoFileError
from api.web.forms import PostedDep
from data.rights import CompanyRights
from data.uploads import UploadTooLargeError

_KIND: Final = "postings"
_URL: Final = f"{HOME}/archivos"

router = APIRouter(prefix=_URL, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class NeedFilesPage:
    """All that ``industry/files.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    files: tuple[FileRow, ...]
    upload_megabytes: int
    problem: str


@dataclass(frozen=True, slots=True)
class NeedFilePage:
    """All that ``industry/file.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    sent: SentFile


@router.get("")
def show_files(
    request: Request, rights: CompanyDep, connection: ReadingDep, parts: PartsDep, t: PageTextsDep
) -> HTMLResponse:
    """Show the form and the company's last files."""
    return _page(request, rights, connection, parts, t, "")


@router.post("")
def send_file(
    request: Request,
    form: PostedDep,
    rights: CompanyDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Keep the file and queue its import, which can touch the company's own postings alone."""
    try:
        number = queue_file(form, rights, parts, _KIND, now)
    except (NoFileError, UploadTooLargeError) as error:
        return _page(request, rights, connection, parts, t, t(error.key))
    return RedirectResponse(f"{_URL}/{number}", status_code=303)


@router.get("/{number}")
def show_file(
    request: Request,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    rights: CompanyDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
) -> HTMLResponse:
    """Show how far the import of a file is and which rows were refused."""
    sent = sent_file(connection, rights, parts, number, _URL, t)
    frame = frame_of(request, t, sent.file.name, shows_invented=False)
    return render(request, "industry/file.html", NeedFilePage(frame, industry_ways(NEEDS, t), sent), t)


def _page(
    request: Request, rights: CompanyRights, connection: sa.Connection, parts: Parts, t: Texts, problem: str
) -> HTMLResponse:
    page = NeedFilesPage(
        frame=frame_of(request, t, t("page.need_files.title"), shows_invented=False),
        ways=industry_ways(NEEDS, t),
        files=sent_files(connection, rights, parts, _URL, t),
        upload_megabytes=parts.settings.upload_megabytes,
        problem=problem,
    )
    return render(request, "industry/files.html", page, t, status=422 if problem else 200)
