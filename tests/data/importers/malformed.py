"""Ways in which files arrive broken or odd: each writes a file that is so, and says what must come of it."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

Row = Mapping[str, str]
NOTE = "nota"
"""A column that no import asks for, with letters that tell one encoding from another."""


@dataclass(frozen=True)
class Sample:
    """Three good rows of a kind, and columns of it whose values are no free text."""

    rows: tuple[Row, Row, Row]
    key: str
    number: str | None = None
    day: str | None = None

    @property
    def noted(self) -> list[dict[str, str]]:
        return [{**row, NOTE: f"Año {place}: «ñandú», pingüino"} for place, row in enumerate(self.rows)]

    def changed(self, **cells: str) -> list[dict[str, str]]:
        """The rows with other cells in the second."""
        first, second, third = self.noted
        return [first, second | cells, third]


Write = Callable[[Sample, Path], Path | None]


@dataclass(frozen=True)
class Malformed:
    """One variant: ``n_good`` rows load and ``n_bad`` are refused with a reason; ``None``: the whole file is."""

    name: str
    write: Write
    n_good: int | None = None
    n_bad: int = 0


def text_of(rows: Sequence[Row], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _csv(change: Callable[[bytes], bytes], name: str = "file.csv") -> Write:
    """A CSV file whose bytes are changed."""

    def write(sample: Sample, folder: Path) -> Path:
        path = folder / name
        path.write_bytes(change(text_of(sample.noted).encode()))
        return path

    return write


def _text(change: Callable[[str], str], encoding: str = "utf-8", name: str = "file.csv") -> Write:
    """A CSV file whose text is changed, in another encoding."""
    return _csv(lambda content: change(content.decode()).encode(encoding), name)


def _lines(change: Callable[[list[str]], list[str]]) -> Write:
    """A CSV file whose lines are changed; no cell of a sample holds a line end."""
    return _text(lambda text: "".join(change(text.splitlines(keepends=True))))


def _cell(value: str, *, of: str = "key") -> Write:
    """A CSV file with another cell in the second row; none for a kind without such a column."""

    def write(sample: Sample, folder: Path) -> Path | None:
        column: str | None = getattr(sample, of)
        if column is None:
            return None
        path = folder / "file.csv"
        path.write_bytes(text_of(sample.changed(**{column: value})).encode("utf-8", "surrogateescape"))
        return path

    return write


def _json(render: Callable[[list[dict[str, str]]], str], name: str) -> Write:
    def write(sample: Sample, folder: Path) -> Path:
        path = folder / name
        path.write_text(render(sample.noted), encoding="utf-8")
        return path

    return write


def _excel(change: Callable[[bytes], bytes] = lambda content: content, **cells: str) -> Write:
    """A workbook whose bytes are changed; ``cells`` are by what a column is of its sample."""

    def write(sample: Sample, folder: Path) -> Path | None:
        columns = {getattr(sample, of): value for of, value in cells.items()}
        if None in columns:
            return None
        rows = sample.changed(**columns)
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([row[name] for name in rows[0]])
        content = io.BytesIO()
        book.save(content)
        path = folder / "file.xlsx"
        path.write_bytes(change(content.getvalue()))
        return path

    return write


def _lines_of(rows: list[dict[str, str]]) -> list[str]:
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def _flipped(content: bytes) -> bytes:
    """One bit of the middle is another."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :]


def _renamed_header(text: str) -> str:
    header, _, rest = text.partition("\n")
    return ",".join(f"x{place}" for place, _ in enumerate(header.split(","))) + "\n" + rest


def _doubled_header(lines: list[str]) -> list[str]:
    """The first column comes twice."""
    first = lines[0].split(",")[0]
    return [f"{first},{lines[0]}", *(f"x,{line}" for line in lines[1:])]


def _folder(sample: Sample, folder: Path) -> Path:
    path = folder / "folder.csv"
    path.mkdir()
    return path


def _absent(sample: Sample, folder: Path) -> Path:
    return folder / "absent.csv"


_TEN_MEGABYTES = "x" * 10_000_000

REFUSED = (
    Malformed("empty", _csv(lambda _: b"")),
    Malformed("blank lines alone", _csv(lambda _: b" \r\n\n\t\n")),
    Malformed("a byte order mark alone", _csv(lambda _: b"\xef\xbb\xbf")),
    Malformed("no such file", _absent),
    Malformed("a folder", _folder),
    Malformed("no header", _lines(lambda lines: lines[1:])),
    Malformed("a header of other names", _text(_renamed_header)),
    Malformed("a header of commas", _lines(lambda lines: [",,,,\n", *lines[1:]])),
    Malformed("a column twice", _lines(_doubled_header)),
    Malformed("an endless first line", _text(lambda text: text.replace(",", _TEN_MEGABYTES + ",", 1))),
    Malformed("NULs alone", _csv(lambda content: bytes(len(content)))),
    Malformed("noise", _csv(lambda _: bytes(range(256)) * 20)),
    Malformed("a picture", _csv(lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(200)) * 5)),
    Malformed("a PDF", _csv(lambda content: b"%PDF-1.7\n" + content)),
    Malformed("an old spreadsheet", _csv(lambda content: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content)),
    Malformed("a database", _csv(lambda content: b"SQLite format 3\0" + content)),
    Malformed("a Parquet file", _csv(lambda content: b"PAR1" + content + b"PAR1")),
    Malformed("a zip file that is none", _csv(lambda content: b"PK\x03\x04" + content)),
    Malformed("a gzip file cut off", _csv(lambda content: gzip.compress(content)[:-20], "file.csv.gz")),
    Malformed("a damaged gzip file", _csv(lambda content: _flipped(gzip.compress(content)), "file.csv.gz")),
    Malformed("a gzip file of nothing", _csv(lambda _: gzip.compress(b""), "file.csv.gz")),
    Malformed("zlib, not gzip", _csv(lambda content: b"\x1f\x8b" + zlib.compress(content), "file.csv.gz")),
    Malformed("a workbook cut off", _excel(lambda content: content[: len(content) // 2])),
    Malformed("a damaged workbook", _excel(lambda content: content[:200] + bytes(400) + content[600:])),
    Malformed("a page without rows", _csv(lambda _: b"<html><body><p>Hola</p></body></html>", "file.html")),
)
"""The file as a whole is refused by a clear error, and nothing is changed."""

READ_WHOLE = tuple(
    Malformed(name, write, 3)
    for name, write in (
        ("UTF-8 with a mark", _text(str, "utf-8-sig")),
        ("UTF-16 with a mark", _text(str, "utf-16")),
        ("UTF-16 without a mark", _text(str, "utf-16-be")),
        ("UTF-32", _text(str, "utf-32")),
        ("Windows letters", _text(str, "cp1252")),
        ("DOS letters", _text(lambda text: text.replace("«", "").replace("»", ""), "cp850")),
        ("line ends of Windows", _text(lambda text: text.replace("\n", "\r\n"))),
        ("line ends of an old Macintosh", _text(lambda text: text.replace("\n", "\r"))),
        ("no line end at the end", _text(str.rstrip)),
        ("blank lines between", _text(lambda text: text.replace("\n", "\n\n ,\n"))),
        ("cells after the last column", _text(lambda text: text.replace("\n", ",,\n").replace(",,\n", "\n", 1))),
        ("capitals and blanks in the header", _lines(lambda lines: [lines[0].upper().replace(",", " , "), *lines[1:]])),
        ("gzip under a wrong name", _csv(gzip.compress)),
        ("JSON lines", _json(lambda rows: "\n".join(_lines_of(rows)), "file.jsonl")),
        ("a JSON list", _json(lambda rows: json.dumps(rows), "file.json")),
        ("a workbook", _excel()),
        ("a workbook under a wrong name", lambda sample, folder: _renamed(_excel()(sample, folder))),
    )
)
"""Odd, but nothing is lost."""

READ_IN_PART = (
    Malformed("a row too short", _lines(lambda lines: [*lines[:2], "x\n", lines[3]]), 2, 1),
    Malformed("a row too long", _lines(lambda lines: [*lines[:2], lines[2][:-1] + ",x,y\n", lines[3]]), 2, 1),
    Malformed("a NUL in a cell", _cell("a\0b"), 2, 1),
    Malformed("bytes that are no text", _cell("a\udcffb"), 2, 1),
    Malformed("a cell of 10 MB", _cell(_TEN_MEGABYTES), 2, 1),
    Malformed("an empty key", _cell(""), 2, 1),
    Malformed("a quotation mark that never closes", _lines(lambda lines: [*lines, f'"{lines[3]}']), 3, 1),
    Malformed("the header again", _lines(lambda lines: [*lines, lines[0]]), 3, 1),
    Malformed("a day to come", _cell("2999-12-31", of="day"), 2, 1),
    Malformed("a day that never was", _cell("2026-02-30", of="day"), 2, 1),
    Malformed("a day of zeros", _cell("0000-00-00", of="day"), 2, 1),
    Malformed("a formula for a number", _cell("=1+1", of="number"), 2, 1),
    Malformed("a formula for a day", _cell('=HYPERLINK("http://x.example")', of="day"), 2, 1),
    Malformed("a number without end", _cell("9" * 400, of="number"), 2, 1),
    Malformed("a number beyond floats", _cell("1e999", of="number"), 2, 1),
    Malformed("no number", _cell("NaN", of="number"), 2, 1),
    Malformed("a workbook with a formula never computed", _excel(number="=1+1"), 2, 1),
    Malformed("a workbook with an error", _excel(key="#REF!"), 2, 1),
    Malformed("a broken JSON line", _json(lambda rows: "\n".join([*_lines_of(rows), '{"a": ']), "file.jsonl"), 3, 1),
    Malformed("a JSON line that is a list", _json(lambda rows: "\n".join([*_lines_of(rows), "[1]"]), "f.jsonl"), 3, 1),
    Malformed("a JSON text", _json(lambda _: '"text"', "file.json"), 0, 1),
    Malformed("a JSON number", _json(lambda _: "42", "file.json"), 0, 1),
    Malformed("a JSON line of nothing", _json(lambda rows: "\n".join([*_lines_of(rows), "{}"]), "file.jsonl"), 3, 1),
)
"""Good rows load, the others are kept with a reason."""


def _renamed(path: Path | None) -> Path | None:
    return None if path is None else path.rename(path.with_name("file.csv"))
