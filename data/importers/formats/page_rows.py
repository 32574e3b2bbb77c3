"""Job postings, certifications and courses that a web page carries as JSON-LD."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import repeat
from pathlib import Path
from typing import IO, Final

from data.errors import InputError
from data.importers.formats.json_rows import NOT_JSON, ObjectRows
from data.importers.formats.rows import MAX_LINE, TOO_LONG, SourceRow, WantedColumns

_CHUNK: Final = 1 << 16
_TYPE: Final = "application/ld+json"


def page_rows(path: Path, text: IO[str], columns: WantedColumns) -> Iterator[SourceRow]:
    """What the page's scripts say of type ``application/ld+json``; nothing is fetched.

    Raises
    ------
    InputError
        At the end, if the page holds none.
    """
    rows = ObjectRows(columns)
    parser = _ScriptParser()
    n_rows = 0
    while chunk := text.read(_CHUNK):
        parser.feed(chunk)
        for line, script in parser.taken():
            for row in _rows_of(line, script, rows):
                n_rows += 1
                yield row
    if n_rows == 0:
        raise InputError(f"{path}: the page holds no JobPosting, credential or course as {_TYPE}")


def _rows_of(line: int, script: str, rows: ObjectRows) -> Iterator[SourceRow]:
    """The rows of one script."""
    if len(script) > MAX_LINE:
        yield SourceRow(line, {}, TOO_LONG)
        return
    try:
        found = json.loads(script)
    except (ValueError, RecursionError):
        yield SourceRow(line, {}, NOT_JSON)
        return
    yield from rows.linked(repeat(line), found)


class _ScriptParser(HTMLParser):
    """Collects the scripts that hold JSON-LD."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[tuple[int, str]] = []
        self._parts: list[str] | None = None
        self._length = 0
        self._line = 0

    def taken(self) -> list[tuple[int, str]]:
        """Line and text of the scripts that ended since the last call."""
        done, self._done = self._done, []
        return done

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to collect at a script of JSON-LD."""
        if tag == "script" and (dict(attrs).get("type") or "").strip().lower() == _TYPE:
            self._parts, self._length, self._line = [], 0, self.getpos()[0]

    def handle_data(self, data: str) -> None:
        """Keep a piece of the script, unless it is endless."""
        if self._parts is not None and self._length <= MAX_LINE:
            self._parts.append(data)
            self._length += len(data)

    def handle_endtag(self, tag: str) -> None:
        """End the script."""
        if tag == "script" and self._parts is not None:
            self._done.append((self._line, "".join(self._parts)))
            self._parts = None
