"""Keeps in ``rejected_row`` what is still wrong with each row, and forgets what has been mended."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from data.importers.file_names import stored_file_name
from data.importers.formats.rows import SourceRow
from data.importers.reading import open_rows
from data.rejected_store import RejectedRow, replace_rejected

ORIGIN_COLUMNS: Final = ("rejected_file", "rejected_line")
"""Columns of a file of refused rows that say where each stood first."""

_LAST_LINE: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row stood that was refused once and is sent again."""

    file: str
    line: int


def origin_of(row: SourceRow) -> Origin | None:
    """Where a row stood first, if its file is one of refused rows; the reader was asked for `ORIGIN_COLUMNS`."""
    file, line = (row.values.get(name, "").strip() for name in ORIGIN_COLUMNS)
    is_known = bool(file) and line.isascii() and line.isdigit() and int(line) <= _LAST_LINE
    return Origin(file, int(line)) if is_known else None


def settle_whole_file(connection: sa.Connection, kind: str, path: Path, rejected: Sequence[tuple[int, str]]) -> None:
    """Store what a file that was read at once has in refused rows, as lines and reasons."""
    with open_rows(path, (), ORIGIN_COLUMNS) as rows:
        origins = {row.line: origin for row in rows if (origin := origin_of(row)) is not None}
    Rejections(kind, path).settle(connection, _LAST_LINE, origins, rejected)


def file_stamp(path: Path) -> str:
    """What differs between files of different content: a hash of the whole file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Rejections:
    """The refused rows of one file on its way in, batch by batch in the file's order.

    What an earlier import of the file said of the same lines is forgotten. A row that was refused in another file, and
    is sent again in this one, keeps its place in that file: it is settled there.
    """

    def __init__(self, kind: str, path: Path) -> None:
        self._kind = kind
        self._file = stored_file_name(path)
        self._path = path
        self._next_line = 0

    def settle(
        self,
        connection: sa.Connection,
        last_line: int,
        origins: Mapping[int, Origin],
        rejected: Sequence[tuple[int, str]],
    ) -> None:
        """Store what was refused up to ``last_line``, as lines and reasons; ``origins`` are by line of this file."""
        own = [self._row(self._file, *one, self._stamp) for one in rejected if one[0] not in origins]
        replace_rejected(connection, self._kind, self._file, range(self._next_line, last_line + 1), own)
        self._next_line = last_line + 1
        lines: defaultdict[str, set[int]] = defaultdict(set)
        for origin in origins.values():
            lines[origin.file].add(origin.line)
        again: defaultdict[str, list[RejectedRow]] = defaultdict(list)
        for line, reason in rejected:
            if line in origins:
                origin = origins[line]
                again[origin.file].append(self._row(origin.file, origin.line, reason, None))
        for file, settled in lines.items():
            replace_rejected(connection, self._kind, file, settled, again[file])

    def finish(self, connection: sa.Connection) -> None:
        """Forget lines beyond the file's end, which it had at an earlier import."""
        replace_rejected(connection, self._kind, self._file, range(self._next_line, _LAST_LINE + 1), [])

    @cached_property
    def _stamp(self) -> str:
        """Of the file; most have no bad row and need none."""
        return file_stamp(self._path)

    def _row(self, file: str, line: int, reason: str, stamp: str | None) -> RejectedRow:
        return RejectedRow(self._kind, file, line, reason, stamp)
