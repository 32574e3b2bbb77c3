"""Rows of the tables in a Markdown text, as plans of study are often written."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from data.errors import InputError
from data.importers.formats.lines import LineReader
from data.importers.formats.rows import TOO_LONG, SourceRow, WantedColumns

HEADING: Final = "heading"
"""The column that holds the heading above a table."""

_HEADING_LINE: Final = re.compile(r"#{1,6}\s+(.*?)\s*#*")
_RULE_CELL: Final = re.compile(r":?-+:?")
_CELL_END: Final = re.compile(r"(?<!\\)\|")

_RAGGED: Final = "the row has more or fewer cells than its table's header"


def markdown_rows(path: Path, text: IO[str], columns: WantedColumns) -> Iterator[SourceRow]:
    """Rows of all tables that have the required columns; other tables are left out.

    Raises
    ------
    InputError
        At the end, if no table has the required columns.
    """
    heading, has_table, trouble = "", False, "has no table"
    header: list[str] | None = None
    previous: list[str] = []
    for number, written in LineReader(text).each():
        if written is None:
            yield SourceRow(number, {}, TOO_LONG)
            continue
        line = written.strip()
        title = _HEADING_LINE.fullmatch(line)
        heading = heading if title is None else title.group(1)
        cells = _cells(line)
        if not cells:
            header = None
        elif header is None and len(previous) == len(cells) and all(map(_RULE_CELL.fullmatch, cells)):
            found = columns.trouble([HEADING, *previous])
            header, trouble = (previous, trouble) if found is None else (None, found)
            has_table = has_table or found is None
        elif header is not None and len(cells) == len(header):
            row = (heading, *cells)
            texts = {name: row[place] for name, place in columns.places([HEADING, *header]).items()}
            yield SourceRow(number, columns.blank | texts)
        elif header is not None:
            yield SourceRow(number, {}, _RAGGED)
        previous = cells
    if not has_table:
        raise InputError(f"{path}: {trouble}")


def _cells(line: str) -> list[str]:
    """Cells of a line of a table; none if it is none."""
    if not line.startswith("|"):
        return []
    parts = _CELL_END.split(line)[1:]
    if not parts[-1].strip():
        parts.pop()
    return [part.strip().replace("\\|", "|") for part in parts]
