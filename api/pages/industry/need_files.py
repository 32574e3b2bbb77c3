"""A company's postings by file: the upload, and what became of each file."""

from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Final

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from api import job_services
from api.dependencies import CompanyDep, NowDep, PageTextsDep, Parts, PartsDep, ReadingDep
from api.forms import PostedDep
from api.i18n import Texts
from api.job_services import Upload
from api.navigation import Way
from api.pages.frame import Frame, frame_of, render
from api.pages.industry.ways import HOME, NEEDS, industry_ways
from api.pages.sent_files import FileRow, file_name, file_row, row_counts
from api.row_reasons import said_reason, said_trouble
from data import sender_job_store
from data.importers.file_names import stored_file_name
from data.rejected_store import rejected_rows
from data.rights import CompanyRights
from data.uploads import Uploads, UploadTooLargeError

N_JOBS: Final = 10
MOST_ROWS_SHOWN: Final = 200

_MEGABYTE: Final = 1_000_000
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
    """All that ``industry/file.html`` may use; ``refused`` has line and reason; no ``percent`` where it is unknown."""

    frame: Frame
    ways: tuple[Way, ...]
    file: FileRow
    is_active: bool
    percent: int | None
    counts: tuple[tuple[str, str], ...]
    trouble: str
    refused: tuple[tuple[int, str], ...]
    is_cut: bool


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
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return _page(request, rights, connection, parts, t, t("page.kardex.no_file"))
    try:
        number = job_services.import_uploaded(
            parts.jobs,
            Uploads(parts.settings.uploads_dir),
            _KIND,
            Upload(file.filename, file.file),
            None,
            parts.settings.upload_megabytes * _MEGABYTE,
            now,
            organisation_id=rights.organisation_id,
        )
    except UploadTooLargeError as error:
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
    sender_job_store.check_sender_job(connection, rights, number)
    job = parts.jobs.job(number)
    stored = stored_file_name(FilePath(job.arguments["path"]))
    rows = rejected_rows(connection, limit=MOST_ROWS_SHOWN + 1, files=[stored])
    page = NeedFilePage(
        frame=frame_of(request, t, file_name(job), shows_invented=False),
        ways=industry_ways(NEEDS, t),
        file=file_row(job, _URL, t),
        is_active=job.finished_at is None,
        percent=None if job.share_done is None else round(job.share_done * 100),
        counts=row_counts(job, t),
        trouble=said_trouble(job.message, t) if job.message else "",
        refused=tuple((row.line, said_reason(row.reason, t)) for row in rows[:MOST_ROWS_SHOWN]),
        is_cut=len(rows) > MOST_ROWS_SHOWN,
    )
    return render(request, "industry/file.html", page, t)


def _page(
    request: Request, rights: CompanyRights, connection: sa.Connection, parts: Parts, t: Texts, problem: str
) -> HTMLResponse:
    jobs = map(parts.jobs.job, sender_job_store.sender_jobs(connection, rights, N_JOBS))
    page = NeedFilesPage(
        frame=frame_of(request, t, t("page.need_files.title"), shows_invented=False),
        ways=industry_ways(NEEDS, t),
        files=tuple(file_row(job, _URL, t) for job in jobs),
        upload_megabytes=parts.settings.upload_megabytes,
        problem=problem,
    )
    return render(request, "industry/files.html", page, t, status=422 if problem else 200)
