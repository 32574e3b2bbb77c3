"""Opens a partner's file, whatever its encoding and delimiter, and yields its rows one by one."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from data.errors import InputError
from data.importers.encodings import encoding_of

# A field over 200,000 characters is refused later, with its column; a longer line is not even parsed.
MAX_LINE: Final = 4_000_000

_DELIMITERS: Final = (",", ";", "\t", "|")
_JSON_SUFFIXES: Final = (".jsonl", ".ndjson", ".json")

_TOO_LONG: Final = "the row is too long"
_NOT_JSON: Final = "the line is not a JSON object"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: texts by column, or the reason why it cannot be read; ``line`` starts at 1."""

    line: int
    values: dict[str, str]
    problem: str | None = None


@contextmanager
def open_rows(path: Path, required: Collection[str], optional: Collection[str]) -> Iterator[Iterator[SourceRow]]:
    """Rows of a CSV or JSON-lines file, plain or gzipped, lazily; columns beyond those named are left out.

    Blank lines are no rows. An absent optional column and a JSON ``null`` read as the empty text.

    Raises
    ------
    InputError
        If the file is missing, a folder, unreadable, empty, binary or cut off, or its header lacks a required
        column or has a column twice. The detail names the file.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise InputError(f"{path}: is no ordinary file; the reader has to go back to its start")
        with ExitStack() as opened:
            raw = opened.enter_context(path.open("rb"))
            source: IO[bytes] = raw
            is_packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            if is_packed:
                source = cast("IO[bytes]", opened.enter_context(gzip.GzipFile(fileobj=raw)))
            encoding = encoding_of(path, source)
            source.seek(0)
            text = opened.enter_context(
                io.TextIOWrapper(source, encoding=encoding, errors="surrogateescape", newline="")
            )
            yield _rows(path, text, tuple(required), tuple(optional))
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except IsADirectoryError as error:
        raise InputError(f"{path}: is a folder, not a file") from error
    except PermissionError as error:
        raise InputError(f"{path}: may not be read; check its permissions") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: the text is damaged ({error.encoding})") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{path}: the gzip file is damaged or cut off") from error


def _rows(path: Path, text: IO[str], required: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[SourceRow]:
    """Rows of an opened file of either format."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    if not suffixes or suffixes[-1] != ".csv":
        start = text.read(1_000).lstrip()
        text.seek(0)
        if start.startswith("[") and start[1:].lstrip().startswith("{"):
            raise InputError(f"{path}: is one JSON array; write one object a line instead")
        if start.startswith("{") or (suffixes and suffixes[-1] in _JSON_SUFFIXES):
            return _json_rows(text, (*required, *optional))
    return _csv_rows(path, text, required, optional)


def _csv_rows(path: Path, text: IO[str], required: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[SourceRow]:
    """Rows of a CSV file."""
    first = text.readline(MAX_LINE)
    if not first.strip():
        raise InputError(f"{path}: the first line must be the header")
    wanted = {*required, *optional}
    headers = {mark: _header(first, mark) for mark in _DELIMITERS}
    # The delimiter that shows most of the columns looked for; the first of them on a tie.
    delimiter = max(_DELIMITERS, key=lambda mark: len(wanted.intersection(headers[mark])))
    header = headers[delimiter]
    _check_header(path, header, required)
    places = {name: place for place, name in enumerate(header) if name in wanted}
    absent = dict.fromkeys(wanted - set(places), "")
    csv.field_size_limit(MAX_LINE)  # of the whole process; the default would stop at 131,072
    reader = csv.reader(_bounded_lines(text), delimiter=delimiter)
    line = 2
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            yield SourceRow(line, {}, _TOO_LONG)
            line = reader.line_num + 2
            continue
        if cells is None:
            return
        if len(cells) == len(header):
            yield SourceRow(line, {name: cells[place] for name, place in places.items()} | absent)
        elif any(cell.strip() for cell in cells):
            yield SourceRow(line, {}, "the row has more or fewer cells than the header")
        line = reader.line_num + 2


def _header(line: str, delimiter: str) -> list[str]:
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter))]


def _check_header(path: Path, header: list[str], required: tuple[str, ...]) -> None:
    """Refuse a header that lacks a column or has one twice."""
    missing = [name for name in required if name not in header]
    if missing:
        raise InputError(
            f"{path}: the header lacks {', '.join(missing)}; a mapping can rename columns or give constants"
        )
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        raise InputError(f"{path}: the header has {', '.join(repeated)} more than once")


def _bounded_lines(text: IO[str]) -> Iterator[str]:
    """Lines of a file; one beyond MAX_LINE comes cut off, so that no file can fill the memory."""
    while line := text.readline(MAX_LINE):
        yield line
        while line and len(line) == MAX_LINE and line[-1] not in "\r\n":
            line = text.readline(MAX_LINE)


def _json_rows(text: IO[str], wanted: tuple[str, ...]) -> Iterator[SourceRow]:
    """Rows of a JSON-lines file."""
    for number, line in enumerate(_bounded_lines(text), start=1):
        if not line.strip():
            continue
        if len(line) >= MAX_LINE:
            yield SourceRow(number, {}, _TOO_LONG)
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        yield _json_row(number, found, wanted)


def _json_row(number: int, found: object, wanted: tuple[str, ...]) -> SourceRow:
    """One JSON object as texts."""
    if not isinstance(found, dict):
        return SourceRow(number, {}, _NOT_JSON)
    values: dict[str, str] = {}
    for name in wanted:
        value = found.get(name)
        if isinstance(value, str):
            values[name] = value
        elif value is None:
            values[name] = ""
        elif isinstance(value, bool):
            values[name] = "true" if value else "false"
        elif isinstance(value, (int, float)):
            values[name] = repr(value)
        else:
            return SourceRow(number, {}, f"{name} is a list or an object")
    return SourceRow(number, values)
