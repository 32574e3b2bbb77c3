"""The rows that imports could not take, by kind, file and line; nothing of their content."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from data.tables import rejected_row
from data.upsert import Row, insert_new

_KEY = ("kind", "file", "line", "reason")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that an import refused; the reason names a column and never what stood in it."""

    kind: str
    file: str
    line: int
    reason: str


def put_rejected(connection: sa.Connection, rows: Sequence[RejectedRow]) -> None:
    """Store refused rows; one already stored with the same reason is left as it is."""
    values: list[Row] = [{"kind": row.kind, "file": row.file, "line": row.line, "reason": row.reason} for row in rows]
    insert_new(connection, rejected_row, values, _KEY)


def rejected_rows(connection: sa.Connection, kind: str, limit: int | None = None) -> tuple[RejectedRow, ...]:
    """Refused rows of one kind of import, by file and line."""
    rows = connection.execute(
        sa.select(rejected_row.c.kind, rejected_row.c.file, rejected_row.c.line, rejected_row.c.reason)
        .where(rejected_row.c.kind == kind)
        .order_by(rejected_row.c.file, rejected_row.c.line, rejected_row.c.reason)
        .limit(limit)
    )
    return tuple(RejectedRow(*row) for row in rows)
