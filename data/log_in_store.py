"""Failed log-ins, counted over all processes, so that nobody can try passwords without end."""

from datetime import datetime

import sqlalchemy as sa

from data.account_tables import log_in_failure


def record_failure(connection: sa.Connection, tried_hashes: tuple[str, ...], moment: datetime) -> None:
    """Note a failed log-in under each hash that was tried."""
    connection.execute(
        sa.insert(log_in_failure), [{"tried_hash": tried, "failed_at": moment} for tried in tried_hashes]
    )


def failures_since(connection: sa.Connection, tried_hash: str, since: datetime) -> tuple[int, datetime | None]:
    """Number of failures from ``since`` on, and the moment of the oldest of them."""
    row = connection.execute(
        sa.select(sa.func.count(), sa.func.min(log_in_failure.c.failed_at)).where(
            log_in_failure.c.tried_hash == tried_hash, log_in_failure.c.failed_at >= since
        )
    ).one()
    return row[0], row[1]


def forget_failures(connection: sa.Connection, tried_hash: str, before: datetime) -> None:
    """Forget those of one hash, and all that happened before ``before``."""
    connection.execute(
        sa.delete(log_in_failure).where(
            sa.or_(log_in_failure.c.tried_hash == tried_hash, log_in_failure.c.failed_at < before)
        )
    )
