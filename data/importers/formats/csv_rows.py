"""Rows of a CSV file, whatever its delimiter."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from data.errors import InputError
from data.importers.formats.lines import LineReader, TooLongError
from data.importers.formats.rows import MAX_LINE, TOO_LONG, SourceRow, WantedColumns

_DELIMITERS: Final = (",", ";", "\t", "|", ":")

# What Excel puts before the header of a file that is not separated by commas.
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?[\r\n]*')

_MOST_HEADER_LINES: Final = 50

_RAGGED: Final = "the row has more or fewer cells than the header"
_WRONG_QUOTES: Final = "the row's quotation marks do not match"


def csv_rows(path: Path, text: IO[str], columns: WantedColumns) -> Iterator[SourceRow]:
    """Rows under a header; blank lines are no rows.

    Raises
    ------
    InputError
        If the header is absent or wrong.
    """
    lines = LineReader(text)
    delimiter, header = _delimiter_and_header(path, lines, columns)
    trouble = columns.trouble(header)
    if trouble is not None:
        raise InputError(f"{path}: {trouble}")
    return _rows(lines, delimiter, header, columns)


def _rows(lines: LineReader, delimiter: str, header: list[str], columns: WantedColumns) -> Iterator[SourceRow]:
    places = columns.places(header)
    blank = columns.blank
    csv.field_size_limit(MAX_LINE)  # of the whole process; the default would stop at 131,072
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = lines.begin_row()
        problem = None
        try:
            cells = next(reader, None)
        except TooLongError:
            lines.give_back()
            cells, problem = [], TOO_LONG
        except csv.Error:
            # A quotation mark that never closes has swallowed good rows: they are read again.
            lines.give_back()
            cells = _as_written(lines.row, delimiter, len(header))
            problem = None if cells else _WRONG_QUOTES
        if cells is None:
            return
        if problem is None and len(cells) != len(header):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
                problem = _RAGGED
        if problem is None:
            yield SourceRow(line, blank | {name: cells[place] for name, place in places.items()})
        else:
            yield SourceRow(line, {}, problem)


def _as_written(row: list[str], delimiter: str, n_cells: int) -> list[str]:
    """Cells of a line that uses quotation marks as plain signs, as exports without quoting do; empty if it does not."""
    if len(row) != 1:
        return []
    cells = row[0].rstrip("\r\n").split(delimiter)
    return cells if len(cells) == n_cells else []


def _delimiter_and_header(path: Path, lines: LineReader, columns: WantedColumns) -> tuple[str, list[str]]:
    """The delimiter that shows most of the wanted columns, then most columns at all; the first on a tie."""
    try:
        first = next(lines, "").lstrip("\ufeff")
        announced = _SEPARATOR_LINE.fullmatch(first)
        if announced is not None:
            first = next(lines, "")
        # A name between quotation marks may go over several lines.
        while first.count('"') % 2 and len(lines.row) < _MOST_HEADER_LINES:
            following = next(lines, None)
            if following is None:
                break
            first += following
    except TooLongError as error:
        raise InputError(f"{path}: the first line is too long to be a header") from error
    if not first.strip():
        raise InputError(f"{path}: the first line must be the header")
    headers = {mark: _header(first, mark) for mark in (announced.group(1) if announced else _DELIMITERS)}
    delimiter = max(headers, key=lambda mark: (len(columns.places(headers[mark])), len(headers[mark])))
    return delimiter, headers[delimiter]


def _header(line: str, delimiter: str) -> list[str]:
    """Names of the columns under one delimiter, blanks and line ends in them as single blanks."""
    try:
        return [" ".join(name.split()) for name in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error:
        return []
