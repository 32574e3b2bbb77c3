"""Writes many rows at once so that writing them again changes nothing, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.bulk_copy import PLACE, staged_rows

Row = Mapping[str, Any]
_Insert = sqlite.Insert | postgresql.Insert

# SQLite takes 32,766 bound values a statement; the widest key has five columns.
CHUNK = 4_000

COPY_FROM = 200
"""Rows from which PostgreSQL is given them through COPY."""


# Without this SQLAlchemy does not keep how many rows an INSERT wrote.
_COUNTING = {"preserve_rowcount": True}


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
    _write(connection, table, rows, key, is_replacing=True)


def insert_new(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], key: Sequence[str]) -> int:
    """Insert the rows whose key is not there yet, leave the stored ones, and return how many were new.

    All rows carry the same columns. Of rows that share a key the first wins.
    """
    return _write(connection, table, rows, key, is_replacing=False)


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
    statement = sa.select(*key_columns, *(table.c[name] for name in columns))
    if _is_copied(connection, keys):
        # PostgreSQL looks through the whole table for a long list of keys of several columns; it joins quickly.
        with staged_rows(connection, table, [dict(zip(key, one, strict=True)) for one in keys]) as staged:
            is_asked = sa.and_(*(table.c[name] == staged.c[name] for name in key))
            found = connection.execute(statement.join(staged, is_asked)).all()
    elif len(key) == 1:
        found = connection.execute(statement.where(key_columns[0].in_([only for (only,) in keys]))).all()
    else:
        found = connection.execute(statement.where(sa.tuple_(*key_columns).in_(keys))).all()
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


def _write(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Row], key: Sequence[str], *, is_replacing: bool
) -> int:
    """Insert rows, replacing or leaving the stored ones of the same key; the number of rows written."""
    if not rows:
        return 0
    if _is_copied(connection, rows):
        with staged_rows(connection, table, rows) as staged:
            statement = _insert(connection, table).from_select(list(rows[0]), _of_each_key(staged, key, is_replacing))
            statement = _on_conflict(statement, rows[0], key, is_replacing)
            return connection.execute(statement, execution_options=_COUNTING).rowcount
    statement = _on_conflict(_insert(connection, table), rows[0], key, is_replacing)
    return connection.execute(statement, rows, execution_options=_COUNTING).rowcount


def _is_copied(connection: sa.Connection, rows: Sequence[Any]) -> bool:
    """Whether rows are so many that they are sent through COPY."""
    return connection.dialect.name == "postgresql" and len(rows) >= COPY_FROM


def _insert(connection: sa.Connection, table: sa.Table) -> _Insert:
    """The insert statement of this database, the one part of SQL where the two differ."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _on_conflict(statement: _Insert, row: Row, key: Sequence[str], is_replacing: bool) -> _Insert:
    """The statement with what happens to a stored row of the same key."""
    replaced = {name: statement.excluded[name] for name in row if name not in key}
    if is_replacing and replaced:
        return statement.on_conflict_do_update(index_elements=list(key), set_=replaced)
    return statement.on_conflict_do_nothing(index_elements=list(key))


def _of_each_key(staged: sa.Table, key: Sequence[str], is_last: bool) -> sa.Select[*tuple[Any, ...]]:
    """The last or first staged row of each key, as one statement may write a key but once; by key.

    Two who write the same rows at once do so in the same order, and so do not wait for each other.
    """
    keys, place = [staged.c[name] for name in key], staged.c[PLACE]
    columns = [column for column in staged.c if column is not place]
    return (
        sa.select(*columns).ext(postgresql.distinct_on(*keys)).order_by(*keys, place.desc() if is_last else place.asc())
    )
