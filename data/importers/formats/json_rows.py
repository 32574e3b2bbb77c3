"""Rows of a JSON file: one object a line, one array, or a document with a graph."""

import json
from collections.abc import Iterator
from itertools import count, repeat
from pathlib import Path
from typing import IO, Any, Final

from data.errors import InputError
from data.importers.formats.lines import LineReader
from data.importers.formats.linked_data import is_linked_data, linked_rows
from data.importers.formats.rows import MAX_LINE, TOO_LONG, SourceRow, WantedColumns

NOT_JSON: Final = "the line is not a JSON object"
_NO_OBJECT: Final = "is not a JSON object"


class ObjectRows:
    """Turns JSON objects into rows, finding the columns anew only where the names change."""

    def __init__(self, columns: WantedColumns) -> None:
        self._columns = columns
        self._blank = columns.blank
        self._header: tuple[str, ...] | None = None
        self._places: dict[str, str] = {}

    def row(self, number: int, found: object) -> SourceRow:
        """One object as texts; a JSON ``null`` is the empty text."""
        if not isinstance(found, dict):
            return SourceRow(number, {}, f"the row {_NO_OBJECT}")
        header = tuple(found)
        if header != self._header:
            self._header = header
            self._places = {name: header[place] for name, place in self._columns.places(header).items()}
        values = dict(self._blank)
        for name, theirs in self._places.items():
            text = _text(found[theirs])
            if text is None and not self._columns.everything:
                return SourceRow(number, {}, f"{name} is a list or an object")
            values[name] = text or ""
        return SourceRow(number, values)

    def rows(self, numbers: Iterator[int], found: object) -> Iterator[SourceRow]:
        """The row of an object, or those of the things in JSON-LD; each takes the next of ``numbers``."""
        if isinstance(found, dict) and is_linked_data(found):
            yield from self.linked(numbers, found)
        else:
            yield self.row(next(numbers), found)

    def linked(self, numbers: Iterator[int], found: object, context: object = None) -> Iterator[SourceRow]:
        """The rows of the things in JSON-LD, inside a document with a context."""
        for one in linked_rows(found, self._blank, context):
            number = next(numbers)
            if one.is_wanted:
                yield self.row(number, one.values) if one.problem is None else SourceRow(number, {}, one.problem)


def json_line_rows(text: IO[str], columns: WantedColumns) -> Iterator[SourceRow]:
    """Rows of a file with one object a line; blank lines are no rows."""
    rows = ObjectRows(columns)
    for number, line in LineReader(text).each():
        if line is None:
            yield SourceRow(number, {}, TOO_LONG)
            continue
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            yield from rows.rows(repeat(number), found)
        else:
            yield SourceRow(number, {}, NOT_JSON)


def json_array_rows(path: Path, text: IO[str], columns: WantedColumns) -> Iterator[SourceRow]:
    """Rows of a file that is one array, numbered from 1."""
    rows, numbers = ObjectRows(columns), count(1)
    for found in _items(path, text, "item"):
        yield from rows.rows(numbers, found)


def json_document_rows(path: Path, text: IO[str], columns: WantedColumns) -> Iterator[SourceRow]:
    """Rows of a file that is one object: the things in its ``@graph``, numbered from 1, or the object itself."""
    rows, numbers = ObjectRows(columns), count(1)
    context = _context(path, text)
    has_graph = False
    for found in _items(path, text, "@graph.item"):
        has_graph = True
        yield from rows.linked(numbers, found, context)
    if not has_graph:
        text.seek(0)
        for found in _items(path, text, ""):
            yield from rows.rows(numbers, found)


def is_one_document(text: IO[str]) -> bool:
    """Whether a text that begins with ``{`` is one JSON object instead of one a line."""
    first, second = text.readline(MAX_LINE), text.readline(MAX_LINE)
    text.seek(0)
    try:
        found = json.loads(first)
    except (ValueError, RecursionError):
        return not second.lstrip().startswith("{")
    return isinstance(found, dict) and "@graph" in found


def _context(path: Path, text: IO[str]) -> object:
    """The context of a document, wherever it stands; that the document is malformed, who reads its items tells."""
    try:
        return next(_items(path, text, "@context"), None)
    except InputError:
        return None
    finally:
        text.seek(0)


def _items(path: Path, text: IO[str], prefix: str) -> Iterator[Any]:
    """The values under a prefix, one in memory at a time."""
    import ijson

    source = _Utf8Reader(path, text)
    n_items = 0
    try:
        for item in ijson.items(source, prefix, use_float=True):
            n_items += 1
            source.n_since_item = 0
            yield item
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: is not well-formed JSON after object {n_items}") from error


class _Utf8Reader:
    """Gives a text to a parser of bytes, and stops at an object without end."""

    def __init__(self, path: Path, text: IO[str]) -> None:
        self.n_since_item = 0
        self._path = path
        self._text = text

    def read(self, size: int = -1) -> bytes:
        """The next characters, at most ``size``."""
        piece = self._text.read(size)
        self.n_since_item += len(piece)
        if self.n_since_item > 2 * MAX_LINE:
            raise InputError(f"{self._path}: one of its JSON objects is too long")
        return piece.encode("utf-8", "surrogateescape")


def _text(value: object) -> str | None:
    """A plain value as text; lists and objects are none."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, (int, float)) else None
