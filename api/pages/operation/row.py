"""One refused row with its columns as fields: mended here, it is tried again by itself."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import NowDep, OperatorDep, PageTextsDep, PartsDep, ReadingDep
from api.navigation import Way
from api.operation import refused_rows
from api.pages.frame import Frame, frame_of, render
from api.pages.operation.files import FileIdPath, file_url
from api.pages.operation.ways import FILES, job_page, operation_ways
from api.pages.operation.words import kind_name
from api.row_reasons import said_column, said_reason
from api.web.forms import PostedDep, text_field

_MOST_LETTERS = 100_000
_LONG = 80

router = APIRouter(prefix=f"{FILES}/{{file_id}}/{{line}}", include_in_schema=False)

LinePath = Annotated[int, Path(ge=0, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class ColumnField:
    """A column of the row; a long text gets room. ``name`` is the field's, as columns may be called anything."""

    name: str
    label: str
    value: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class RefusedRowPage:
    """All that ``operation/row.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    url: str
    file_url: str
    file_name: str
    kind: str
    line: int
    reason: str
    fields: tuple[ColumnField, ...]


@router.get("")
def show_row(
    request: Request, file_id: FileIdPath, line: LinePath, _rights: OperatorDep, connection: ReadingDep, t: PageTextsDep
) -> HTMLResponse:
    """Show a row as it stands in its file, with why it was refused."""
    visit = refused_rows.visited(connection, file_id)
    row, values = refused_rows.row_to_mend(connection, visit, line)
    page = RefusedRowPage(
        frame=frame_of(request, t, t("page.refused_row.title", line=line), shows_invented=False),
        ways=operation_ways(request.url.path, t),
        url=request.url.path,
        file_url=file_url(visit.file),
        file_name=visit.file.name,
        kind=kind_name(visit.file.kind, t),
        line=line,
        reason=said_reason(row.reason, t),
        fields=tuple(
            ColumnField(_field(place), said_column(column, t), value, len(value) > _LONG or "\n" in value)
            for place, (column, value) in enumerate(values.items())
        ),
    )
    return render(request, "operation/row.html", page, t, headers={"Cache-Control": "no-store"})


@router.post("")
def mend_row(
    file_id: FileIdPath,
    line: LinePath,
    form: PostedDep,
    _rights: OperatorDep,
    connection: ReadingDep,
    parts: PartsDep,
    now: NowDep,
) -> RedirectResponse:
    """Queue the import of the row as it was mended; a field that did not come keeps what stands in the file."""
    visit = refused_rows.visited(connection, file_id)
    _, values = refused_rows.row_to_mend(connection, visit, line)
    mended = {
        column: text_field(form, _field(place), _MOST_LETTERS) if _field(place) in form else value
        for place, (column, value) in enumerate(values.items())
    }
    return job_page(refused_rows.try_row_again(parts, visit, line, mended, now))


def _field(place: int) -> str:
    return f"column-{place}"
