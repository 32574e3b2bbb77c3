"""Tables as lines of text, one a row, that say the same on SQLite and PostgreSQL: how a backup keeps the database.

A line is a JSON array in the order of the table's columns. Days and moments are ISO 8601, floats are exact, and a
column of JSON is kept as the text that is stored. A `TableShape` tells what the columns are; the backup keeps it beside
the lines, so that rows of an older version of the program can be read back into the tables of that version.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from data.bulk_copy import copy_rows
from data.database import storage_errors
from data.errors import InputError
from data.tables import UtcDateTime, metadata
from data.upsert import CHUNK

_ROWS_FETCHED: Final = 2_000
_DIGEST_SPAN: Final = 1 << 256
_AS_STORED: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=lambda moment: moment.isoformat()
)

Values = tuple[Any, ...]


class ColumnKind(StrEnum):
    """What a column holds, whatever the database calls it."""

    TEXT = "text"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DAY = "day"
    MOMENT = "moment"
    JSON = "json"


_TYPES: Final[dict[ColumnKind, sa.types.TypeEngine[Any]]] = {
    ColumnKind.TEXT: sa.Text(),
    ColumnKind.INTEGER: sa.Integer(),
    ColumnKind.FLOAT: sa.Float(),
    ColumnKind.BOOLEAN: sa.Boolean(),
    ColumnKind.DAY: sa.Date(),
    ColumnKind.MOMENT: UtcDateTime(),
    # Its text, as reading it as JSON would take SQL's NULL and JSON's null for one.
    ColumnKind.JSON: sa.Text(),
}
_PARSERS: Final[dict[ColumnKind, Callable[[str], date]]] = {
    ColumnKind.DAY: date.fromisoformat,
    ColumnKind.MOMENT: datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class TableShape:
    """Name of a table and its columns in order, each with its kind."""

    name: str
    columns: tuple[tuple[str, ColumnKind], ...]

    @property
    def clause(self) -> sa.TableClause:
        """The table as statements name it."""
        return sa.table(self.name, *(sa.column(name, _TYPES[kind]) for name, kind in self.columns))


class RowsDigest:
    """Number of lines and a hash of them that does not depend on their order, as databases keep none."""

    def __init__(self) -> None:
        self.n_rows = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        """Take in one line."""
        self.n_rows += 1
        self._sum += int.from_bytes(hashlib.sha256(line).digest())

    @property
    def hexdigest(self) -> str:
        """Sum of the lines' sha256, 64 digits."""
        return f"{self._sum % _DIGEST_SPAN:064x}"


def table_shapes() -> tuple[TableShape, ...]:
    """Every table of this version of the program, those that others refer to first."""
    return tuple(
        TableShape(table.name, tuple((column.name, _kind_of(column)) for column in table.columns))
        for table in metadata.sorted_tables
    )


def filled_tables(connection: sa.Connection) -> tuple[str, ...]:
    """Names of the program's tables that hold a row."""
    there = set(sa.inspect(connection).get_table_names())
    return tuple(
        table.name
        for table in metadata.sorted_tables
        if table.name in there and connection.scalar(sa.select(sa.literal(1)).select_from(table).limit(1))
    )


def stored_lines(connection: sa.Connection, shape: TableShape) -> Iterator[bytes]:
    """The rows of a table, each as a line with its line feed, in no order; a few are in memory at a time."""
    clause = shape.clause
    columns = (
        # PostgreSQL gives its JSON as objects unless asked for the text.
        sa.cast(clause.c[name], sa.Text) if kind is ColumnKind.JSON else clause.c[name]
        for name, kind in shape.columns
    )
    for row in connection.execute(sa.select(*columns), execution_options={"yield_per": _ROWS_FETCHED}):
        yield _AS_STORED.encode(tuple(row)).encode() + b"\n"


def put_lines(connection: sa.Connection, shape: TableShape, lines: Iterable[bytes]) -> None:
    """Add rows to a table that holds none of them; a few are in memory at a time.

    Raises
    ------
    InputError
        If a line is no row of this table or the database does not take it.
    """
    rows = (_values(shape, number, line) for number, line in enumerate(lines, start=1))
    write = copy_rows if connection.dialect.name == "postgresql" else _insert
    try:
        with storage_errors():
            write(connection, shape.clause, rows)
    except (sa.exc.DataError, sa.exc.IntegrityError) as error:
        raise InputError(f"table {shape.name}: the database refuses a row ({type(error.orig).__name__})") from error


def renew_sequences(connection: sa.Connection) -> None:
    """Let PostgreSQL number new rows after the ones that were put; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
            last = sa.func.max(column)
            connection.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(last, 1), last.is_not(None))))


def _kind_of(column: sa.Column[Any]) -> ColumnKind:
    """What a column holds.

    Raises
    ------
    TypeError
        If a table has a column of a type that backups do not know yet.
    """
    if isinstance(column.type, UtcDateTime):
        return ColumnKind.MOMENT
    # JSON first, as SQLAlchemy counts nothing among the others that is JSON.
    for kind, types in (
        (ColumnKind.JSON, sa.JSON),
        (ColumnKind.BOOLEAN, sa.Boolean),
        (ColumnKind.INTEGER, sa.Integer),
        (ColumnKind.FLOAT, sa.Float),
        (ColumnKind.DAY, sa.Date),
        (ColumnKind.TEXT, sa.String),
    ):
        if isinstance(column.type, types):
            return kind
    raise TypeError(f"{column}: backups know no column of type {column.type!r}")


def _values(shape: TableShape, number: int, line: bytes) -> Values:
    """The row that a line stands for."""
    try:
        found = json.loads(line)
        return tuple(
            value if value is None or kind not in _PARSERS else _PARSERS[kind](value)
            for value, (_, kind) in zip(found, shape.columns, strict=True)
        )
    except (ValueError, TypeError) as error:
        raise InputError(f"table {shape.name}: row {number} of the archive cannot be read") from error


def _insert(connection: sa.Connection, table: sa.TableClause, rows: Iterator[Values]) -> None:
    statement = sa.insert(table)
    names = [column.name for column in table.c]
    while chunk := [dict(zip(names, row, strict=True)) for row in islice(rows, CHUNK)]:
        connection.execute(statement, chunk)
