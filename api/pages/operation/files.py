"""Files with refused rows: how many of each kind, and one file with its rows, to mend, send again or forget."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from api.dependencies import NowDep, OperatorDep, PageTextsDep, PartsDep, ReadingDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.operation import refused_rows
from api.operation.refused_rows import FileStanding, RefusedVisit
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of
from api.pages.operation.tables import reasons_table, refused_files_table, refused_rows_table
from api.pages.operation.ways import FILES, job_page, operation_ways
from api.pages.operation.words import kind_name
from api.pages.table_files import asks_for_file, render_tables
from api.row_reasons import said_reason
from api.sent_files import NoFileError
from api.web.forms import PostedDep
from data import rejected_store
from data.rejected_store import RefusedFile, RejectedRow

_MOST_ROWS_SHOWN: Final = 200
_STANDING_KEYS: Final[Mapping[FileStanding, str]] = {
    FileStanding.THERE: "page.refused.there",
    FileStanding.CHANGED: "page.refused.changed",
    FileStanding.GONE: "page.refused.gone",
}

router = APIRouter(prefix=FILES, include_in_schema=False)

FileIdPath = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in the list."""

    url: str
    name: str
    kind: str
    n_rows: str


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason with the kind of row and how many rows it kept out."""

    kind: str
    reason: str
    n_rows: str


@dataclass(frozen=True, slots=True)
class RefusedFilesPage:
    """All that ``operation/files.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    done: str | None
    files: tuple[FileLine, ...]
    reasons: tuple[ReasonLine, ...]


@dataclass(frozen=True, slots=True)
class RowLine:
    """A refused row; ``url`` is missing where it cannot be mended here."""

    line: int
    reason: str
    url: str | None


@dataclass(frozen=True, slots=True)
class RefusedFilePage:
    """All that ``operation/file.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    name: str
    kind: str
    n_rows: str
    url: str
    job_url: str | None
    standing: str
    can_be_read: bool
    can_be_sent: bool
    rows: tuple[RowLine, ...]
    is_cut: bool
    upload_megabytes: int


@router.get("")
def show_files(request: Request, _rights: OperatorDep, connection: ReadingDep, t: PageTextsDep) -> Response:
    """Show every file with refused rows, and the reasons."""
    files, reasons = rejected_store.refused_files(connection), rejected_store.count_reasons(connection)
    page = RefusedFilesPage(
        frame=frame_of(request, t, t("page.refused_files.title"), shows_invented=False),
        ways=operation_ways(FILES, t),
        done=done_text(request, t),
        files=tuple(_file(one, t) for one in files),
        reasons=tuple(
            ReasonLine(kind_name(one.kind, t), said_reason(one.reason, t), t.number(one.n_rows)) for one in reasons
        ),
    )
    tables = [refused_files_table(files, t), reasons_table(reasons, t)] if files else []
    return render_tables(request, "operation/files.html", page, t, tables)


@router.get("/{file_id}")
def show_file(
    request: Request,
    file_id: FileIdPath,
    _rights: OperatorDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
) -> Response:
    """Show the refused rows of a file, and what can be done with them."""
    visit = refused_rows.visited(connection, file_id)
    limit = None if asks_for_file(request) else _MOST_ROWS_SHOWN + 1
    rows = rejected_store.rows_of_file(connection, visit.file, limit)
    page = RefusedFilePage(
        frame=frame_of(request, t, t("page.refused.title", name=visit.file.name), shows_invented=False),
        ways=operation_ways(request.url.path, t),
        name=visit.file.name,
        kind=kind_name(visit.file.kind, t),
        n_rows=t.count("page.operation.rows", visit.file.n_rows),
        url=file_url(visit.file),
        job_url=f"/trabajos/{visit.job.id}" if visit.job else None,
        standing=standing_text(visit, t),
        can_be_read=visit.standing is FileStanding.THERE,
        can_be_sent=not visit.is_senders,
        rows=tuple(_row(row, visit, t) for row in rows[:_MOST_ROWS_SHOWN]),
        is_cut=len(rows) > _MOST_ROWS_SHOWN,
        upload_megabytes=parts.settings.upload_megabytes,
    )
    return render_tables(request, "operation/file.html", page, t, [refused_rows_table(rows, t)])


@router.get("/{file_id}/filas.csv")
def download_rows(file_id: FileIdPath, _rights: OperatorDep, connection: ReadingDep) -> Response:
    """Hand out the refused rows of a file, to be mended."""
    visit = refused_rows.visited(connection, file_id)
    content = refused_rows.file_to_mend(connection, visit)
    headers = {"Content-Disposition": f'attachment; filename="filas-{file_id}.csv"', "Cache-Control": "no-store"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/{file_id}/corregido")
def send_mended(
    file_id: FileIdPath, form: PostedDep, _rights: OperatorDep, connection: ReadingDep, parts: PartsDep, now: NowDep
) -> RedirectResponse:
    """Keep the mended file and queue its import; rows that load leave the list."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise NoFileError("a form came without its file")
    visit = refused_rows.visited(connection, file_id)
    return job_page(refused_rows.try_again(parts, visit, file.file, file.filename, now))


@router.post("/{file_id}/descartar")
def dismiss_rows(
    file_id: FileIdPath, rights: OperatorDep, connection: WritingDep, parts: PartsDep, now: NowDep
) -> RedirectResponse:
    """Forget the refused rows of a file."""
    refused_rows.dismiss(connection, rights, parts, refused_rows.visited(connection, file_id), now)
    return RedirectResponse(f"{done_url(FILES, 'filas_descartadas')}#confirmation", status_code=303)


def file_url(file: RefusedFile) -> str:
    """The page of a file; those of its rows begin with it."""
    return f"{FILES}/{file.id}"


def standing_text(visit: RefusedVisit, t: Texts) -> str:
    """Whether the rows can be mended here, and if not, why."""
    return t("page.refused.senders") if visit.is_senders else t(_STANDING_KEYS[visit.standing])


def _file(one: RefusedFile, t: Texts) -> FileLine:
    return FileLine(file_url(one), one.name, kind_name(one.kind, t), t.number(one.n_rows))


def _row(row: RejectedRow, visit: RefusedVisit, t: Texts) -> RowLine:
    url = f"{file_url(visit.file)}/{row.line}" if visit.is_mendable else None
    return RowLine(row.line, said_reason(row.reason, t), url)
