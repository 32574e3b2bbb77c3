"""Tries of what must not be tried without end, such as log-ins, counted over all processes."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from data.account_tables import counted_try


def record_try(connection: sa.Connection, tried_hashes: Sequence[str], moment: datetime) -> None:
    """Note a try under each of its hashes."""
    connection.execute(sa.insert(counted_try), [{"tried_hash": tried, "tried_at": moment} for tried in tried_hashes])


def tries_since(connection: sa.Connection, tried_hash: str, since: datetime) -> tuple[int, datetime | None]:
    """Number of tries from ``since`` on, and the moment of the oldest of them."""
    row = connection.execute(
        sa.select(sa.func.count(), sa.func.min(counted_try.c.tried_at)).where(
            counted_try.c.tried_hash == tried_hash, counted_try.c.tried_at >= since
        )
    ).one()
    return row[0], row[1]


def forget_tries(connection: sa.Connection, tried_hash: str) -> None:
    """Forget the tries of one hash."""
    connection.execute(sa.delete(counted_try).where(counted_try.c.tried_hash == tried_hash))


def forget_tries_before(connection: sa.Connection, before: datetime) -> None:
    """Forget what was tried before a moment."""
    connection.execute(sa.delete(counted_try).where(counted_try.c.tried_at < before))
