"""The rows that imports could not take, by kind, file and line; nothing of their content."""

import hashlib
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa

from data.errors import NotFoundError
from data.tables import rejected_row
from data.upsert import Row, chunks, insert_new, upsert

_KEY = ("kind", "file", "line", "reason")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that an import refused; the reason names a column and never what stood in it.

    ``file_stamp`` tells the version of the file, where it is known.
    """

    kind: str
    file: str
    line: int
    reason: str
    file_stamp: str | None = None


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many rows of a kind of import were refused for one reason."""

    kind: str
    reason: str
    n_rows: int


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file with refused rows of one kind."""

    kind: str
    file: str
    n_rows: int

    @property
    def name(self) -> str:
        """Its own name, without its folders."""
        return PurePath(self.file).name

    @property
    def id(self) -> str:
        """What stands for it in addresses: names of folders and files may tell of people."""
        return hashlib.sha256(f"{self.kind}\n{self.file}".encode()).hexdigest()[:16]


def put_rejected(connection: sa.Connection, rows: Sequence[RejectedRow]) -> None:
    """Store refused rows; one already stored with the same reason is left as it is."""
    insert_new(connection, rejected_row, [_values(row) for row in rows], _KEY)


def replace_rejected(
    connection: sa.Connection,
    kind: str,
    file: str,
    lines: range | AbstractSet[int],
    rows: Sequence[RejectedRow],
) -> None:
    """Let ``rows`` stand for all that was refused of these lines of a file; a row without a stamp takes the old one."""
    if not lines:
        return
    # Python would count a range through for its least and greatest.
    first, last = (lines[0], lines[-1]) if isinstance(lines, range) else (min(lines), max(lines))
    in_file = sa.and_(rejected_row.c.kind == kind, rejected_row.c.file == file)
    stored = connection.execute(sa.select(rejected_row).where(in_file, rejected_row.c.line.between(first, last))).all()
    kept = {(row.line, row.reason) for row in rows}
    stale = [row.rejected_row_id for row in stored if row.line in lines and (row.line, row.reason) not in kept]
    for some in chunks(stale):
        connection.execute(sa.delete(rejected_row).where(rejected_row.c.rejected_row_id.in_(some)))
    stamps = {row.line: row.file_stamp for row in stored}
    stamped = [replace(row, file_stamp=row.file_stamp or stamps.get(row.line)) for row in rows]
    upsert(connection, rejected_row, [_values(row) for row in stamped], _KEY)


def rejected_rows(
    connection: sa.Connection, kind: str | None = None, limit: int | None = None, files: Collection[str] | None = None
) -> tuple[RejectedRow, ...]:
    """Refused rows of one kind of import or of all, by kind, file and line; only of ``files`` where they are given."""
    chosen = sa.select(*(rejected_row.c[name] for name in (*_KEY, "file_stamp")))
    if files is not None:
        chosen = chosen.where(rejected_row.c.file.in_(sorted(files)))
    rows = connection.execute(_of_kind(chosen, kind).order_by(*(rejected_row.c[name] for name in _KEY)).limit(limit))
    return tuple(RejectedRow(*row) for row in rows)


def refused_files(connection: sa.Connection) -> tuple[RefusedFile, ...]:
    """Every file with refused rows, by kind and file."""
    n_rows = sa.func.count().label("n_rows")
    by_file = (rejected_row.c.kind, rejected_row.c.file)
    rows = connection.execute(sa.select(*by_file, n_rows).group_by(*by_file).order_by(*by_file))
    return tuple(RefusedFile(*row) for row in rows)


def refused_file(connection: sa.Connection, id_: str) -> RefusedFile:
    """One of them.

    Raises
    ------
    NotFoundError
        If there is none, for example as its rows were mended meanwhile.
    """
    for file in refused_files(connection):
        if file.id == id_:
            return file
    raise NotFoundError(f"no file {id_} has refused rows")


def rows_of_file(
    connection: sa.Connection, file: RefusedFile, limit: int | None = None, after: int = -1
) -> tuple[RejectedRow, ...]:
    """The refused rows of a file after a line, by line."""
    chosen = sa.select(*(rejected_row.c[name] for name in (*_KEY, "file_stamp"))).where(
        *_in_file(file), rejected_row.c.line > after
    )
    rows = connection.execute(chosen.order_by(rejected_row.c.line, rejected_row.c.reason).limit(limit))
    return tuple(RejectedRow(*row) for row in rows)


def dismiss_file(connection: sa.Connection, file: RefusedFile) -> int:
    """Forget the refused rows of a file; returns how many there were."""
    return connection.execute(sa.delete(rejected_row).where(*_in_file(file))).rowcount


def count_reasons(connection: sa.Connection, kind: str | None = None) -> tuple[ReasonCount, ...]:
    """How many rows were refused for each reason, by kind, the commonest reason first."""
    n_rows = sa.func.count().label("n_rows")
    chosen = sa.select(rejected_row.c.kind, rejected_row.c.reason, n_rows).group_by(
        rejected_row.c.kind, rejected_row.c.reason
    )
    rows = connection.execute(
        _of_kind(chosen, kind).order_by(rejected_row.c.kind, n_rows.desc(), rejected_row.c.reason)
    )
    return tuple(ReasonCount(*row) for row in rows)


def _in_file(file: RefusedFile) -> tuple[sa.ColumnElement[bool], ...]:
    return rejected_row.c.kind == file.kind, rejected_row.c.file == file.file


def _of_kind(chosen: "sa.Select[Any]", kind: str | None) -> "sa.Select[Any]":
    return chosen if kind is None else chosen.where(rejected_row.c.kind == kind)


def _values(row: RejectedRow) -> Row:
    return {
        "kind": row.kind,
        "file": row.file,
        "line": row.line,
        "reason": row.reason,
        "file_stamp": row.file_stamp,
    }
