"""A school's learners and what they studied: the file to fill in, its upload, and what became of each file."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Final

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from api import job_services
from api.dependencies import CatalogueDep, NowDep, PageTextsDep, Parts, PartsDep, ReadingDep, SchoolDep
from api.forms import PostedDep
from api.i18n import Texts
from api.job_services import Upload
from api.navigation import Way
from api.pages.academia.plan_files import EXCEL, file_answer
from api.pages.academia.ways import HOME, academia_ways
from api.pages.frame import Frame, frame_of, render
from api.pages.sent_files import FileRow, file_name, file_row, row_counts
from api.row_reasons import said_reason, said_trouble
from api.template_texts import template_texts
from data import plan_store, sender_job_store
from data.exporters.learner_template import learner_template
from data.importers.file_names import stored_file_name
from data.rejected_store import rejected_rows
from data.rights import SchoolRights, institution_of
from data.uploads import Uploads, UploadTooLargeError

N_JOBS: Final = 10
MOST_ROWS_SHOWN: Final = 200

_MEGABYTE: Final = 1_000_000
_KIND: Final = "learners"
_URL: Final = f"{HOME}/kardex"
_SHEETS: Final[Mapping[str, str]] = {"learners": "kardex.sheet.learners", "transcripts": "kardex.sheet.transcripts"}

router = APIRouter(prefix=_URL, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class KardexPage:
    """All that ``academia/kardex.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    files: tuple[FileRow, ...]
    has_institution: bool
    upload_megabytes: int
    problem: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be taken."""

    sheet: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class KardexFilePage:
    """All that ``academia/kardex_file.html`` may use; ``percent`` is missing where nothing can be told."""

    frame: Frame
    ways: tuple[Way, ...]
    file: FileRow
    is_active: bool
    percent: int | None
    counts: tuple[tuple[str, str], ...]
    trouble: str
    refused: tuple[RefusedRow, ...]
    is_cut: bool


@router.get("")
def show_kardex(
    request: Request, rights: SchoolDep, connection: ReadingDep, parts: PartsDep, t: PageTextsDep
) -> HTMLResponse:
    """Show the form and the school's last files."""
    return _page(request, rights, connection, parts, t, "")


@router.get("/plantilla.xlsx")
def download_template(rights: SchoolDep, connection: ReadingDep, catalogue: CatalogueDep, t: PageTextsDep) -> Response:
    """Send the file to fill in, with the school's own plans and subjects before those of the catalogue."""
    plans = [one.curriculum for one in plan_store.every_plan_of(connection, rights)]
    with_plans = dataclasses.replace(
        catalogue,
        curricula={one.id: one for one in plans} | catalogue.curricula,
        subjects={subject.id: subject for one in plans for subject in one.subjects} | catalogue.subjects,
    )
    return file_answer(learner_template(with_plans, template_texts(t)), EXCEL, "kardex-escolar.xlsx", t)


@router.post("")
def send_file(
    request: Request,
    form: PostedDep,
    rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Keep the file and queue its import, which can touch the school's own learners alone."""
    institution_of(rights)
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
    rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
) -> HTMLResponse:
    """Show how far the import of a file is and which rows were refused."""
    sender_job_store.check_sender_job(connection, rights, number)
    job = parts.jobs.job(number)
    stored = stored_file_name(FilePath(job.arguments["path"]))
    rows = rejected_rows(connection, limit=MOST_ROWS_SHOWN + 1, files=[stored])
    page = KardexFilePage(
        frame=frame_of(request, t, file_name(job), shows_invented=False),
        ways=academia_ways(_URL, t),
        file=file_row(job, _URL, t),
        is_active=job.finished_at is None,
        percent=None if job.share_done is None else round(job.share_done * 100),
        counts=row_counts(job, t),
        trouble=said_trouble(job.message, t) if job.message else "",
        refused=tuple(RefusedRow(t(_SHEETS[row.kind]), row.line, said_reason(row.reason, t)) for row in rows)[
            :MOST_ROWS_SHOWN
        ],
        is_cut=len(rows) > MOST_ROWS_SHOWN,
    )
    return render(request, "academia/kardex_file.html", page, t)


def _page(
    request: Request, rights: SchoolRights, connection: sa.Connection, parts: Parts, t: Texts, problem: str
) -> HTMLResponse:
    jobs = map(parts.jobs.job, sender_job_store.sender_jobs(connection, rights, N_JOBS))
    page = KardexPage(
        frame=frame_of(request, t, t("page.kardex.title"), shows_invented=False),
        ways=academia_ways(request.url.path, t),
        files=tuple(file_row(job, _URL, t) for job in jobs),
        has_institution=rights.institution_id is not None,
        upload_megabytes=parts.settings.upload_megabytes,
        problem=problem,
    )
    return render(request, "academia/kardex.html", page, t, status=422 if problem else 200)
