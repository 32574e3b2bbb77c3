"""Rows of one sheet of an Excel file; formulas are read as the value that was stored with them, never computed."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

from data.errors import InputError
from data.importers.formats.rows import SourceRow, WantedColumns

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_MOST_ROWS: Final = 1_048_576  # of a sheet, by Excel's own limit

# Sheets are read as a stream; every other part is held in memory, above all the table of texts.
_MOST_BYTES: Final = 4_000_000_000
_MOST_BYTES_HELD: Final = 150_000_000
# Sheets of real tables shrink up to about fiftyfold.
_MOST_PACKED: Final = 250
_SMALL: Final = 10_000_000

# Titles often stand above the header.
_HEADER_ROWS: Final = 20

_ERRORS: Final = frozenset(
    ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"]
)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[ />]")

_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


def is_excel(raw: IO[bytes]) -> bool:
    """Whether a file is an Excel workbook."""
    try:
        with zipfile.ZipFile(raw) as archive:
            return any(name.startswith("xl/workbook") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def excel_rows(path: Path, raw: IO[bytes], columns: WantedColumns, sheet: str | None) -> Iterator[SourceRow]:
    """Rows of a sheet under the first row that has the required columns; dates come as ISO texts.

    Without ``sheet`` the first sheet is read that is not hidden. A row is told to be wrong where a wanted cell
    holds an error, or a formula without a stored value, as programs write it that do not compute.

    Raises
    ------
    InputError
        If the file is damaged, unpacks to too much, has no such sheet, or the sheet lacks a column.
    """
    with _damage_named(path):
        has_formulas = _checked(path, raw)
        values = _sheet(path, _workbook(raw, data_only=True), sheet)
        formulas = _sheet(path, _workbook(raw, data_only=False), values.title) if has_formulas else None
    numbered = enumerate(_cells_of(path, values), start=1)
    formula_rows = _cells_of(path, formulas) if formulas is not None else None
    first = list(islice(numbered, _HEADER_ROWS))
    number, header = _header(path, values, first, columns)
    if formula_rows is not None:
        next(islice(formula_rows, number - 1, number), None)
    rest = [one for one in first if one[0] > number]
    places = columns.places(header)
    return _rows(chain(rest, numbered), formula_rows, places, columns)


def _rows(
    numbered: Iterator[tuple[int, Sequence[Any]]],
    formula_rows: Iterator[Sequence[Any]] | None,
    places: dict[str, int],
    columns: WantedColumns,
) -> Iterator[SourceRow]:
    """Rows below the header."""
    for number, cells in numbered:
        formulas = next(formula_rows, ()) if formula_rows is not None else ()
        problem = None
        texts: dict[str, str] = {}
        for name, place in places.items():
            value = cells[place] if place < len(cells) else None
            texts[name] = _text(value)
            if texts[name] in _ERRORS:
                problem = f"{name} holds the error {texts[name]}"
            elif value is None and place < len(formulas) and _is_formula(formulas[place]):
                problem = f"{name} is a formula without a stored value; open and save the file in Excel"
        if problem is not None and not columns.everything:
            yield SourceRow(number, {}, problem)
        elif any(texts.values()):
            yield SourceRow(number, columns.blank | texts)


def _header(
    path: Path, sheet: "ReadOnlyWorksheet", rows: list[tuple[int, Sequence[Any]]], columns: WantedColumns
) -> tuple[int, list[str]]:
    """Number and names of the first row that is a good header, otherwise what the first row with a text lacks."""
    named = [(number, [" ".join(_text(value).split()) for value in cells]) for number, cells in rows]
    named = [(number, names) for number, names in named if any(names)]
    if not named:
        raise InputError(f"{path}: sheet {sheet.title!r} is empty{_other_sheets(sheet)}")
    if columns.everything:
        # Of titles and a header, the header has most cells.
        return max(named, key=lambda one: sum(map(bool, one[1])))
    troubles = [columns.trouble(names) for _, names in named]
    if None in troubles:
        return named[troubles.index(None)]
    raise InputError(f"{path}: sheet {sheet.title!r}: {troubles[0]}{_other_sheets(sheet)}")


def _other_sheets(sheet: "ReadOnlyWorksheet") -> str:
    others = [_told(one) for one in sheet.parent.worksheets if one.title != sheet.title]
    return f"; other sheets: {', '.join(others)}" if others else ""


def _told(sheet: "ReadOnlyWorksheet") -> str:
    return repr(sheet.title) + ("" if sheet.sheet_state == "visible" else " (hidden)")


def _sheet(path: Path, workbook: "Workbook", name: str | None) -> "ReadOnlyWorksheet":
    """The sheet asked for, or the first that is not hidden."""
    sheets: list[ReadOnlyWorksheet] = workbook.worksheets
    if name is None:
        wanted = [one for one in sheets if one.sheet_state == "visible"]
    else:
        wanted = [one for one in sheets if one.title.casefold() == name.strip().casefold()]
    if not wanted:
        there = ", ".join(map(_told, sheets)) or "none"
        raise InputError(f"{path}: has no {'visible sheet' if name is None else f'sheet {name!r}'}; there are {there}")
    # The size that a file states is often wrong; without it rows come as they are.
    wanted[0].reset_dimensions()
    return wanted[0]


def _workbook(raw: IO[bytes], *, data_only: bool) -> "Workbook":
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # Of parts such as colours and drop-down lists that no import reads.
        warnings.simplefilter("ignore")
        return load_workbook(raw, read_only=True, data_only=data_only, keep_links=False)


def _cells_of(path: Path, sheet: "ReadOnlyWorksheet") -> Iterator[Sequence[Any]]:
    """The rows of a sheet, blank ones included; damage in its middle is named."""
    rows = sheet.iter_rows(values_only=True)
    for _ in range(_MOST_ROWS):
        with _damage_named(path), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cells = next(rows, None)
        if cells is None:
            return
        yield cells
    raise InputError(f"{path}: sheet {sheet.title!r} has more rows than Excel allows")


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise InputError(f"{path}: the Excel file is damaged or cut off") from error


def _checked(path: Path, raw: IO[bytes]) -> bool:
    """Refuse a file that unpacks to more than this program can hold; returns whether a sheet has a formula."""
    with zipfile.ZipFile(raw) as archive:
        parts = archive.infolist()
        sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
        n_held = sum(part.file_size for part in parts if part not in sheets and part.filename.endswith(".xml"))
        is_bomb = any(part.file_size > _SMALL and part.file_size > _MOST_PACKED * part.compress_size for part in parts)
        if is_bomb or n_held > _MOST_BYTES_HELD or sum(part.file_size for part in parts) > _MOST_BYTES:
            raise InputError(f"{path}: the Excel file unpacks to too much; save the sheet as CSV")
        return any(_has_formula(archive, part) for part in sheets)


def _has_formula(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether the text of a sheet holds the mark of a formula."""
    tail = b""
    with archive.open(part) as content:
        while chunk := content.read(1 << 20):
            if _FORMULA.search(tail + chunk):
                return True
            tail = chunk[-32:]
    return False


def _is_formula(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or value.startswith("="))


def _text(value: object) -> str:
    """A cell as the text that a CSV file would hold: ISO dates, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
