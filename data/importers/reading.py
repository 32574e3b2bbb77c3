"""Opens a partner's file, whatever its format, encoding and delimiter, and yields its rows one by one."""

import gzip
import io
import zlib
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final, cast

from data.errors import InputError
from data.importers.encodings import encoding_of
from data.importers.formats.csv_rows import csv_rows
from data.importers.formats.excel_rows import excel_rows, is_excel
from data.importers.formats.json_rows import is_one_document, json_array_rows, json_document_rows, json_line_rows
from data.importers.formats.markdown_rows import markdown_rows
from data.importers.formats.page_rows import page_rows
from data.importers.formats.rows import MAX_LINE, SourceRow, WantedColumns

__all__ = ["MAX_LINE", "SourceRow", "SourceRows", "open_every_column", "open_rows"]

_GZIP_MARK: Final = b"\x1f\x8b"
_ZIP_MARK: Final = b"PK\x03\x04"

_CSV_SUFFIXES: Final = (".csv", ".tsv")
_JSON_SUFFIXES: Final = (".json", ".jsonl", ".ndjson", ".jsonld")
_LINE_SUFFIXES: Final = (".jsonl", ".ndjson")
_MARKDOWN_SUFFIXES: Final = (".md", ".markdown")
_PAGE_SUFFIXES: Final = (".html", ".htm")
_PAGE_STARTS: Final = ("<!doctype html", "<html")

_N_START: Final = 1_000


class SourceRows(Iterator[SourceRow]):
    """The rows of an opened file, and how far it is read."""

    def __init__(self, rows: Iterator[SourceRow], raw: IO[bytes], n_bytes: int) -> None:
        self._rows = rows
        self._raw = raw
        self._n_bytes = n_bytes
        self._share = 0.0

    def __next__(self) -> SourceRow:
        try:
            return next(self._rows)
        except StopIteration:
            self._share = 1.0  # what follows the last row, such as the end of an archive, is not read
            raise

    def share(self) -> float:
        """The part of the file's bytes read so far, in [0, 1]; it never falls."""
        self._share = max(self._share, min(1.0, self._raw.tell() / self._n_bytes))
        return self._share


@contextmanager
def open_rows(
    path: Path, required: Collection[str], optional: Collection[str], *, sheet: str | None = None
) -> Iterator[SourceRows]:
    """Rows of a CSV, JSON, Excel or Markdown file or of a page with JobPosting, lazily; CSV and JSON may be gzipped.

    Columns are found by their names, those alike and their usual Spanish ones; others are left out. Blank lines are
    no rows. An absent optional column and a JSON ``null`` read as the empty text. ``sheet`` is of Excel alone.

    Raises
    ------
    InputError
        If the file is missing, a folder, unreadable, empty, binary or cut off, or its header lacks a required
        column or has a column twice. The detail names the file.
    """
    with _opened(path, WantedColumns(tuple(required), tuple(optional)), sheet) as rows:
        yield rows


@contextmanager
def open_every_column(path: Path, *, sheet: str | None = None) -> Iterator[SourceRows]:
    """Rows of a file as in `open_rows`, with all the columns that it has."""
    with _opened(path, WantedColumns(everything=True), sheet) as rows:
        yield rows


@contextmanager
def _opened(path: Path, columns: WantedColumns, sheet: str | None) -> Iterator[SourceRows]:
    with ExitStack() as opened:
        with _errors_named(path):
            if path.exists() and not path.is_file() and not path.is_dir():
                raise InputError(f"{path}: is no ordinary file; the reader has to go back to its start")
            raw = opened.enter_context(path.open("rb"))
            rows = _rows(path, raw, opened, columns, sheet)
        yield SourceRows(_rows_with_errors_named(path, rows), raw, path.stat().st_size)


def _rows(
    path: Path, raw: IO[bytes], opened: ExitStack, columns: WantedColumns, sheet: str | None
) -> Iterator[SourceRow]:
    """Rows of an opened file of any format."""
    mark = raw.read(len(_ZIP_MARK))
    raw.seek(0)
    if mark == _ZIP_MARK and is_excel(raw):
        return excel_rows(path, raw, columns, sheet)
    if sheet is not None:
        raise InputError(f"{path}: is no Excel file, so it has no sheet {sheet!r}")
    raw.seek(0)
    source = raw
    if mark.startswith(_GZIP_MARK):
        source = cast("IO[bytes]", opened.enter_context(gzip.GzipFile(fileobj=raw)))
    encoding = encoding_of(path, source)
    source.seek(0)
    text = opened.enter_context(io.TextIOWrapper(source, encoding=encoding, errors="surrogateescape", newline=""))
    return _text_rows(path, text, columns)


def _text_rows(path: Path, text: IO[str], columns: WantedColumns) -> Iterator[SourceRow]:
    """Rows of an opened text, by its suffix and its start."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    suffix = suffixes[-1] if suffixes else ""
    start = text.read(_N_START).lstrip("\ufeff \t\r\n")
    text.seek(0)
    if suffix in _CSV_SUFFIXES:
        return csv_rows(path, text, columns)
    if suffix in _MARKDOWN_SUFFIXES:
        return markdown_rows(path, text, columns)
    if suffix in _PAGE_SUFFIXES or start.lower().startswith(_PAGE_STARTS):
        return page_rows(path, text, columns)
    if start.startswith("[") and (suffix == ".json" or start[1:].lstrip().startswith("{")):
        return json_array_rows(path, text, columns)
    if start.startswith("{") and suffix not in _LINE_SUFFIXES and is_one_document(text):
        return json_document_rows(path, text, columns)
    if start.startswith("{") or suffix in _JSON_SUFFIXES:
        return json_line_rows(text, columns)
    return csv_rows(path, text, columns)


def _rows_with_errors_named(path: Path, rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
    with _errors_named(path):
        yield from rows


@contextmanager
def _errors_named(path: Path) -> Iterator[None]:
    """Say of a file that cannot be read what is wrong with it."""
    try:
        yield
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
