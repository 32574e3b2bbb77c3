"""Rows on their way into PostgreSQL through COPY, which is much quicker there than one INSERT a row."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    import psycopg

PLACE = "staged_place"

_STAGED = "staged_row"
_ROWS_OPTION = "copied_rows"


def allow_copy(engine: sa.Engine) -> None:
    """Let statements of this PostgreSQL engine carry rows to copy.

    Copying inside SQLAlchemy's own execution gives its errors the same form as those of any statement.
    """
    sa.event.listen(engine, "do_execute", _copy_rows)


@contextmanager
def staged_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> Iterator[sa.Table]:
    """A temporary table that holds ``rows``, with the columns that they carry and ``PLACE``, their order from 0.

    All rows carry the same columns of ``table``; nothing is checked but their types.
    """
    columns = [table.c[name] for name in rows[0]]
    staged = sa.Table(
        _STAGED,
        sa.MetaData(),
        *(sa.Column(column.name, column.type) for column in columns),
        sa.Column(PLACE, sa.Integer),
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    connection.execute(sa.schema.CreateTable(staged))
    names = [connection.dialect.identifier_preparer.quote(column.name) for column in staged.c]
    connection.exec_driver_sql(
        f"COPY {_STAGED} ({', '.join(names)}) FROM STDIN",
        execution_options={_ROWS_OPTION: _as_bound(connection, columns, rows)},
    )
    yield staged
    connection.execute(sa.schema.DropTable(staged))


def _as_bound(
    connection: sa.Connection, columns: Sequence[sa.Column[Any]], rows: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Any, ...]]:
    """Values of each row as an INSERT would bind them, and the row's place."""
    processors = [
        (column.name, column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect))
        for column in columns
    ]
    for place, row in enumerate(rows):
        yield (*(row[name] if bind is None else bind(row[name]) for name, bind in processors), place)


def _copy_rows(
    cursor: "psycopg.Cursor[Any]", statement: str, _parameters: object, context: sa.ExecutionContext
) -> bool:
    """Send the rows that a statement carries; ``True`` tells SQLAlchemy that it was executed."""
    rows = context.execution_options.get(_ROWS_OPTION)
    if rows is None:
        return False
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    return True
