"""Rows on their way into PostgreSQL through COPY, which is much quicker there than one INSERT a row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    sa.event.listen(engine, "do_execute", _send_rows)


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
    names = list(rows[0])
    copy_rows(connection, staged, ((*(row[name] for name in names), place) for place, row in enumerate(rows)))
    yield staged
    connection.execute(sa.schema.DropTable(staged))


def copy_rows(connection: sa.Connection, table: sa.Table | sa.TableClause, rows: Iterable[Sequence[Any]]) -> None:
    """Add rows, each the values of all columns in order as an INSERT takes them; a few are in memory at a time."""
    quote, dialect = connection.dialect.identifier_preparer.quote, connection.dialect
    names = ", ".join(quote(column.name) for column in table.c)
    processors = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.c]
    # As an INSERT would bind them.
    bound = (
        [value if bind is None else bind(value) for bind, value in zip(processors, row, strict=True)] for row in rows
    )
    connection.exec_driver_sql(
        f"COPY {quote(table.name)} ({names}) FROM STDIN", execution_options={_ROWS_OPTION: bound}
    )


def _send_rows(
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
