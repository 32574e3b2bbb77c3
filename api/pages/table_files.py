"""Tables of pages as files: each page that shows one also sends it, by the same address with ``formato``.

So a file has the rights, the filters and the hidden figures of its page; where a page shows the first rows of many, the
file has all of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from api.charts.chart_table import ChartTable
from api.i18n import Texts
from api.pages.frame import Page, TableLink, render
from data.exporters.table_csv import csv_pieces
from data.exporters.table_excel import excel_pieces
from data.exporters.tables import Table

FORMAT: Final = "formato"
TABLE: Final = "tabla"


class TableFormat(StrEnum):
    """A kind of file."""

    CSV = "csv"
    EXCEL = "xlsx"


@dataclass(frozen=True, slots=True)
class _Kind:
    media_type: str
    pieces: Callable[[Table], Iterator[bytes]]


_KINDS: Final[Mapping[TableFormat, _Kind]] = {
    TableFormat.CSV: _Kind("text/csv; charset=utf-8", csv_pieces),
    TableFormat.EXCEL: _Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", excel_pieces),
}


def render_tables(
    request: Request,
    template: str,
    page: Page,
    t: Texts,
    tables: Sequence[Table],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page with links to its tables as files, or the file of one of them where the address asks for it."""
    if request.method == "GET" and asks_for_file(request):
        name = request.query_params.get(TABLE)
        asked = next((one for one in tables if name in (None, one.name)), None)
        if asked is not None:
            return _file(asked, TableFormat(request.query_params[FORMAT]), t)
    links = tuple(_links(request, one) for one in tables) if request.method == "GET" else ()
    linked = replace(page, frame=replace(page.frame, table_links=links))
    return render(request, template, linked, t, status=status, headers=headers)


def asks_for_file(request: Request) -> bool:
    """Whether all rows are wanted: a page that shows a part of many asks the database for them then alone."""
    return request.query_params.get(FORMAT) in set(TableFormat)


def chart_table(name: str, shown: ChartTable) -> Table:
    """The table beneath a picture."""
    return Table(name, shown.caption, shown.columns, [tuple(cell.content for cell in row) for row in shown.rows])


def _file(table: Table, wanted: TableFormat, t: Texts) -> StreamingResponse:
    kind = _KINDS[wanted]
    headers = {
        "content-disposition": f'attachment; filename="{table.name}.{wanted.value}"',
        "content-language": t.language.value,
    }
    return StreamingResponse(kind.pieces(table), media_type=kind.media_type, headers=headers)


def _links(request: Request, table: Table) -> TableLink:
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in (FORMAT, TABLE)]
    # One leading slash only: a path that starts with two would name another host.
    path = "/" + request.url.path.lstrip("/\\")

    def url(wanted: TableFormat) -> str:
        return f"{path}?{urlencode([*kept, (TABLE, table.name), (FORMAT, wanted.value)])}"

    return TableLink(table.caption, url(TableFormat.CSV), url(TableFormat.EXCEL))
