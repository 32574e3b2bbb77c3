"""Runs of commands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data.errors import NotFoundError
from data.tables import job_run

_MESSAGE_LENGTH = 1_000


class JobState(StrEnum):
    """How far a run has come."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a command; ``counts`` is what it counted, by name."""

    id: int
    command: str
    arguments: dict[str, Any] = field(hash=False)
    state: JobState
    started_at: datetime
    finished_at: datetime | None
    message: str | None
    counts: dict[str, int] | None = field(hash=False)


def start_job(connection: sa.Connection, command: str, arguments: Mapping[str, Any], started_at: datetime) -> int:
    """Store that a command begins and return the number of its run; ``arguments`` hold no personal value."""
    result = connection.execute(
        sa.insert(job_run)
        .values(
            command=command,
            arguments=dict(arguments),
            state=JobState.RUNNING.value,
            requested_at=started_at,
            started_at=started_at,
            n_attempts=1,
            log="",
            is_cancel_requested=False,
        )
        .returning(job_run.c.job_run_id)
    )
    return int(result.scalar_one())


def finish_job(
    connection: sa.Connection,
    job_run_id: int,
    finished_at: datetime,
    counts: Mapping[str, int] | None = None,
    message: str | None = None,
) -> None:
    """Store that a run ended well.

    Raises
    ------
    NotFoundError
        If there is no such run.
    """
    _end(connection, job_run_id, JobState.DONE, finished_at, message, counts)


def fail_job(connection: sa.Connection, job_run_id: int, finished_at: datetime, message: str) -> None:
    """Store that a run failed and why.

    Raises
    ------
    NotFoundError
        If there is no such run.
    """
    _end(connection, job_run_id, JobState.FAILED, finished_at, message, None)


def last_jobs(connection: sa.Connection, n: int) -> tuple[JobRun, ...]:
    """The ``n`` newest runs, newest first."""
    rows = connection.execute(sa.select(job_run).order_by(job_run.c.job_run_id.desc()).limit(n))
    return tuple(
        JobRun(
            row.job_run_id,
            row.command,
            row.arguments,
            JobState(row.state),
            row.started_at,
            row.finished_at,
            row.message,
            row.counts,
        )
        for row in rows
    )


def _end(
    connection: sa.Connection,
    job_run_id: int,
    state: JobState,
    finished_at: datetime,
    message: str | None,
    counts: Mapping[str, int] | None,
) -> None:
    values = {
        "state": state.value,
        "finished_at": finished_at,
        "message": None if message is None else message[:_MESSAGE_LENGTH],
        "counts": sa.null() if counts is None else dict(counts),
    }
    result = connection.execute(sa.update(job_run).where(job_run.c.job_run_id == job_run_id).values(**values))
    if result.rowcount == 0:
        raise NotFoundError(f"no job run {job_run_id}")
