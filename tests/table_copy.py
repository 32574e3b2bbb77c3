"""Copies what one database holds into another, so that a costly one need not be made twice."""

import sqlalchemy as sa

from data.database import writing
from data.tables import metadata
from data.upsert import insert_new


def copy_tables(source: sa.Engine, target: sa.Engine) -> None:
    """Copy every row of every table into the empty tables of a PostgreSQL database."""
    with source.connect() as reader, writing(target) as writer:
        for table in metadata.sorted_tables:
            rows = reader.execute(sa.select(table)).mappings().all()
            insert_new(writer, table, rows, [column.name for column in table.primary_key])
            if table.autoincrement_column is not None and rows:
                _number_from(writer, table, table.autoincrement_column)


def _number_from(connection: sa.Connection, table: sa.Table, number: sa.Column[int]) -> None:
    """Let the next row get the number after the highest: rows that bring theirs do not move the sequence."""
    sequence = sa.func.pg_get_serial_sequence(table.name, number.name)
    connection.execute(sa.select(sa.func.setval(sequence, sa.select(sa.func.max(number)).scalar_subquery())))
