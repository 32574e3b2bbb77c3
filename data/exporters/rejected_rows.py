"""Writes refused rows as they stand in their files, to be mended and imported again.

The database holds where a row stands and what is wrong with it, never the row: it is read again from its file.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.atomic_file import replaced_file
from data.errors import InputError, NotFoundError
from data.importers.file_names import stored_file_name
from data.importers.reading import open_every_column
from data.importers.rejections import ORIGIN_COLUMNS, file_stamp
from data.importers.sheets import sheet_of
from data.rejected_store import RejectedRow

_REASON_COLUMN: Final = "rejected_reason"


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows were written, and how many could not be, as they cannot be taken apart into columns."""

    n_written: int
    n_unreadable: int


def write_rejected(
    rows: Sequence[RejectedRow], out: Path, file: Path | None = None, sheet: str | None = None
) -> Exported:
    """Write the refused ``rows`` of one kind, only those of ``file`` where it is given, as a CSV file.

    Beside the columns of their own files they have where they stand and why they were refused. Excel opens it with its
    accents.

    Raises
    ------
    NotFoundError
        If there are none.
    InputError
        If a file is no longer there, has changed since it was imported, or ``out`` is one of the files.
    """
    by_file: defaultdict[str, list[RejectedRow]] = defaultdict(list)
    for row in rows:
        if file is None or row.file == stored_file_name(file):
            by_file[row.file].append(row)
    if not by_file:
        raise NotFoundError("no row of this kind is refused" if file is None else f"{file}: no row of it is refused")
    if stored_file_name(out) in by_file:
        raise InputError(f"{out}: is the file that holds the refused rows; name a new one")
    for name, refused in by_file.items():
        check_unchanged(Path(name), refused)
    names = dict.fromkeys(name for one in _read_again(by_file, sheet) for name in one.values)
    n_written = 0
    with replaced_file(out) as raw:
        # The mark at the start makes Excel read the accents; what is no text in the file becomes a question mark.
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
        writer = csv.DictWriter(text, [*ORIGIN_COLUMNS, _REASON_COLUMN, *names], restval="")
        writer.writeheader()
        for one in _read_again(by_file, sheet):
            place = zip(ORIGIN_COLUMNS, (one.refused.file, one.refused.line), strict=True)
            writer.writerow({**one.values, **dict(place), _REASON_COLUMN: one.refused.reason})
            n_written += 1
        text.detach()
    return Exported(n_written, sum(map(len, by_file.values())) - n_written)


def refused_values(row: RejectedRow, sheet: str | None = None) -> dict[str, str] | None:
    """What stands in a refused row, by column of its file; ``None`` where it cannot be taken apart into columns."""
    return next((one.values for one in _read_again({row.file: [row]}, sheet)), None)


def check_unchanged(path: Path, refused: Sequence[RejectedRow]) -> None:
    """See that a file is still the one of which rows were refused.

    Raises
    ------
    InputError
        If it is gone or has changed.
    """
    if not path.is_file():
        raise InputError(f"{path}: is no longer there; import the file again from where it is now")
    stamps = {row.file_stamp for row in refused} - {None}
    if stamps - {file_stamp(path)}:
        raise InputError(f"{path}: has changed since it was imported; import it again first")


@dataclass(frozen=True, slots=True)
class _Again:
    """A refused row with the texts of its file."""

    refused: RejectedRow
    values: dict[str, str]


def _read_again(by_file: dict[str, list[RejectedRow]], sheet: str | None) -> Iterator[_Again]:
    """The refused rows that can be taken apart, by file and line."""
    for name, refused in by_file.items():
        by_line = {row.line: row for row in refused}
        path = Path(name)
        with open_every_column(path, sheet=sheet or sheet_of(path, refused[0].kind)) as rows:
            for row in rows:
                if row.line in by_line and row.values:
                    yield _Again(by_line[row.line], _own_columns(row.values))


def _own_columns(values: dict[str, str]) -> dict[str, str]:
    """The texts without what an earlier export said of the row."""
    return {name: text for name, text in values.items() if name not in (*ORIGIN_COLUMNS, _REASON_COLUMN)}
