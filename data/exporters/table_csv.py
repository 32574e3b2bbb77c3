"""Writes a table as CSV that a spreadsheet opens with its accents and without running anything in it."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from data.exporters.tables import Cell, Pesos, Share, Table

_MARK: Final = b"\xef\xbb\xbf"
"""By which Excel knows UTF-8."""

# What spreadsheets take for the start of a formula, or cut off and then do: OWASP's list, and its wide forms, which
# some of them read alike.
_DANGEROUS: Final = tuple("=+-@\t\r\n＝＋－＠")
_CENTAVOS: Final = 100
_PIECE: Final = 1 << 16


def csv_pieces(table: Table) -> Iterator[bytes]:
    """The file, piece by piece: UTF-8 with a mark, commas, numbers with a point and without thousands."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([safe_text(heading) for heading in table.headings])
    yield _MARK
    for row in table.rows:
        writer.writerow([_written(cell) for cell in row])
        if text.tell() > _PIECE:
            yield _taken(text)
    yield _taken(text)


def safe_text(text: str) -> str:
    """A text that no spreadsheet runs: one that begins like a formula gets an apostrophe in front.

    Examples
    --------
    >>> safe_text("=1+1"), safe_text("C++"), safe_text("  @sum")
    ("'=1+1", 'C++', "'  @sum")
    """
    return f"'{text}" if text.startswith(_DANGEROUS) or text.lstrip().startswith(_DANGEROUS) else text


def _written(cell: Cell) -> str | int | float:
    if isinstance(cell, str):
        return safe_text(cell)
    if isinstance(cell, Pesos):
        return f"{cell.centavos / _CENTAVOS:.2f}"
    if isinstance(cell, Share):
        return f"{cell.value:.4f}".rstrip("0").rstrip(".")
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else cell


def _taken(text: io.StringIO) -> bytes:
    """What was written since the last piece."""
    piece = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return piece
