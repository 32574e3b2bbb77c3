"""Writes a table as an Excel file: texts are texts whatever they begin with, numbers, money, shares and days are so."""

from collections.abc import Iterator
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Final

from data.exporters.tables import Cell, Pesos, Share, Table

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_WIDTH: Final = 22
_LONGEST_SHEET_NAME: Final = 31
_IN_MEMORY: Final = 4_000_000
_PIECE: Final = 1 << 16
_CENTAVOS: Final = 100
_PESOS, _SHARE, _DAY, _MOMENT = '"$"#,##0.00', "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def excel_pieces(table: Table) -> Iterator[bytes]:
    """The file, piece by piece; rows go to it one by one, and a large one to the disk."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(table.name[:_LONGEST_SHEET_NAME])
    sheet.freeze_panes = "A2"
    for number in range(1, len(table.headings) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    head = [_cell(sheet, heading) for heading in table.headings]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in table.rows:
        sheet.append([None if one is None else _cell(sheet, one) for one in row])
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        workbook.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _cell(sheet: "WriteOnlyWorksheet", one: Cell) -> "WriteOnlyCell":
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(one, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", one))
        # A text that begins like a formula, or looks like an error, stays a text.
        cell.data_type = "s"
        return cell
    if isinstance(one, Pesos):
        return _formatted(WriteOnlyCell(sheet, round(one.centavos) / _CENTAVOS), _PESOS)
    if isinstance(one, Share):
        return _formatted(WriteOnlyCell(sheet, one.value), _SHARE)
    if isinstance(one, datetime):
        return _formatted(WriteOnlyCell(sheet, one.replace(tzinfo=None)), _MOMENT)
    if isinstance(one, date):
        return _formatted(WriteOnlyCell(sheet, one), _DAY)
    return WriteOnlyCell(sheet, one)


def _formatted(cell: "WriteOnlyCell", form: str) -> "WriteOnlyCell":
    cell.number_format = form
    return cell
