"""Writes many rows at once so that writing them again changes nothing, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]

# SQLite takes 32,766 bound values a statement; the widest key has five columns.
CHUNK = 4_000


@dataclass(frozen=True, slots=True)
class Changes:
    """How many written rows were new, differed from the stored one, or were already there."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(self.new + other.new, self.updated + other.updated, self.unchanged + other.unchanged)


def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], key: Sequence[str]) -> None:
    """Insert rows; where the key is already there, replace the other columns that the rows carry.

    All rows carry the same columns. Of rows that share a key the last wins.
    """
    if not rows:
        return
    statement = _insert(connection, table)
    replaced = {name: statement.excluded[name] for name in rows[0] if name not in key}
    if replaced:
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=replaced)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    connection.execute(statement, rows)


def insert_new(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], key: Sequence[str]) -> int:
    """Insert the rows whose key is not there yet, leave the stored ones, and return how many were new."""
    if not rows:
        return 0
    statement = _insert(connection, table).on_conflict_do_nothing(index_elements=list(key))
    return connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount


def upsert_changed(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], key: Sequence[str]) -> Changes:
    """Write only the rows that are new or differ, and say how many were which.

    Rows are compared by ``row_hash`` where they carry one, otherwise by every column they carry.
    """
    changes = Changes()
    for chunk in chunks(rows):
        n_new = insert_new(connection, table, chunk, key)
        # A first import finds every row new and is spared the look at what is stored.
        different = _different(connection, table, chunk, key) if n_new < len(chunk) else []
        upsert(connection, table, different, key)
        changes += Changes(n_new, len(different), len(chunk) - n_new - len(different))
    return changes


def stored_rows(
    connection: sa.Connection,
    table: sa.Table,
    key: Sequence[str],
    keys: Sequence[tuple[Any, ...]],
    columns: Sequence[str],
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Values of ``columns`` of the stored rows with one of ``keys`` (CHUNK at most), by key."""
    if not keys:
        return {}
    key_columns = [table.c[name] for name in key]
    is_single = len(key) == 1
    wanted = key_columns[0].in_([only for (only,) in keys]) if is_single else sa.tuple_(*key_columns).in_(keys)
    found = connection.execute(sa.select(*key_columns, *(table.c[name] for name in columns)).where(wanted))
    n = len(key)
    return {tuple(row[:n]): tuple(row[n:]) for row in found}


def chunks(rows: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Consecutive parts of at most ``size``."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _different(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], key: Sequence[str]) -> list[Row]:
    """Those rows whose stored counterpart says something else; every row has a counterpart."""
    compared = ["row_hash"] if "row_hash" in rows[0] else [name for name in rows[0] if name not in key]
    keys = [tuple(row[name] for name in key) for row in rows]
    stored = stored_rows(connection, table, key, keys, compared)
    return [
        row for row, its_key in zip(rows, keys, strict=True) if stored[its_key] != tuple(row[name] for name in compared)
    ]


def _insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """The insert statement of this database, the one part of SQL where the two differ."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
