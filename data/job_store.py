"""Runs of commands: queued, taken by one process at a time, ended by the one that holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from data.errors import AppError, NotFoundError
from data.tables import job_run

_MESSAGE_LENGTH = 1_000
_DIRECT: Final = "direct "


class JobState(StrEnum):
    """How far a run has come; ``interrupted`` is one whose process was killed."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


UNFINISHED: Final = (JobState.QUEUED, JobState.RUNNING)
"""States that still change by themselves."""


class JobLostError(AppError):
    """The process no longer holds the run that it works on; whatever it found must not be recorded."""


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a command; ``counts`` is what it counted, by name, and ``log`` its last lines."""

    id: int
    command: str
    arguments: dict[str, Any] = field(hash=False)
    state: JobState
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    worker: str | None
    n_attempts: int
    share_done: float | None
    log: str
    is_cancel_requested: bool
    message: str | None
    counts: dict[str, int] | None = field(hash=False)

    @property
    def is_direct(self) -> bool:
        """Whether somebody ran the command at a terminal, so that no worker may run it again by itself.

        Rows of before there was a queue name no worker.
        """
        return self.state is not JobState.QUEUED if self.worker is None else self.worker.startswith(_DIRECT)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to write to a run's row; it ends when another process takes the run (one more ``attempt``)."""

    job_run_id: int
    worker: str
    attempt: int


def enqueue_job(connection: sa.Connection, command: str, arguments: Mapping[str, Any], requested_at: datetime) -> int:
    """Store that a command is to be run and return its number; ``arguments`` hold no personal value."""
    values = {"state": JobState.QUEUED.value, "n_attempts": 0}
    return _insert(connection, command, arguments, requested_at, values)


def start_direct_job(
    connection: sa.Connection, command: str, arguments: Mapping[str, Any], process: str, started_at: datetime
) -> Claim:
    """Store that ``process`` begins a command at once, past the queue."""
    worker = _DIRECT + process
    values = {"state": JobState.RUNNING.value, "started_at": started_at, "worker": worker, "n_attempts": 1}
    number = _insert(connection, command, arguments, started_at, values)
    return Claim(number, worker, 1)


def claim_job(connection: sa.Connection, job_run_id: int, worker: str, now: datetime) -> Claim | None:
    """Take an unfinished run for ``worker``; ``None`` where it has ended or another process writes to it just now.

    The caller holds the run's lock, which says that no living process has it, and a writing transaction.
    """
    found = connection.execute(
        sa.select(job_run.c.n_attempts, job_run.c.started_at)
        .where(job_run.c.job_run_id == job_run_id, job_run.c.state.in_(UNFINISHED))
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if found is None:
        return None
    claim = Claim(job_run_id, worker, found.n_attempts + 1)
    connection.execute(
        sa.update(job_run)
        .where(job_run.c.job_run_id == job_run_id)
        .values(
            state=JobState.RUNNING.value,
            worker=worker,
            n_attempts=claim.attempt,
            started_at=found.started_at or now,
        )
    )
    return claim


def put_progress(connection: sa.Connection, claim: Claim, share_done: float | None, log: str) -> None:
    """Store how far a run has come.

    Raises
    ------
    JobLostError
        If the run is no longer the claim's.
    """
    _write(connection, claim, {"share_done": share_done, "log": log})


def end_job(
    connection: sa.Connection,
    claim: Claim,
    state: JobState,
    finished_at: datetime,
    *,
    message: str | None = None,
    counts: Mapping[str, int] | None = None,
) -> None:
    """Store how a run ended.

    Raises
    ------
    JobLostError
        If the run is no longer the claim's.
    """
    values = {
        "state": state.value,
        "finished_at": finished_at,
        "message": None if message is None else message[:_MESSAGE_LENGTH],
        "counts": sa.null() if counts is None else dict(counts),
    }
    _write(connection, claim, values)


def put_back_job(connection: sa.Connection, claim: Claim) -> None:
    """Return a run to the queue, as if it had not been tried.

    Raises
    ------
    JobLostError
        If the run is no longer the claim's.
    """
    _write(connection, claim, {"state": JobState.QUEUED.value, "n_attempts": claim.attempt - 1})


def cancel_queued_job(connection: sa.Connection, job_run_id: int, now: datetime) -> bool:
    """Cancel a run that nobody has begun; whether there was one."""
    return _settle(connection, job_run_id, JobState.QUEUED, JobState.CANCELLED, now)


def interrupt_job(connection: sa.Connection, job_run_id: int, now: datetime) -> bool:
    """Record that the process of a running run was killed; whether there was one. The caller holds the run's lock."""
    return _settle(connection, job_run_id, JobState.RUNNING, JobState.INTERRUPTED, now)


def request_cancel(connection: sa.Connection, job_run_id: int) -> None:
    """Ask whoever runs a run to stop."""
    connection.execute(
        sa.update(job_run)
        .where(job_run.c.job_run_id == job_run_id, job_run.c.state == JobState.RUNNING.value)
        .values(is_cancel_requested=True)
    )


def job_of(connection: sa.Connection, job_run_id: int) -> JobRun:
    """One run.

    Raises
    ------
    NotFoundError
        If there is no such run.
    """
    found = connection.execute(sa.select(job_run).where(job_run.c.job_run_id == job_run_id)).one_or_none()
    if found is None:
        raise NotFoundError(f"there is no job {job_run_id}")
    return _job(found)


def last_jobs(connection: sa.Connection, n: int, before: int | None = None) -> tuple[JobRun, ...]:
    """The ``n`` newest runs, of those under a number if it is given, newest first."""
    newest = sa.select(job_run).order_by(job_run.c.job_run_id.desc()).limit(n)
    rows = connection.execute(newest if before is None else newest.where(job_run.c.job_run_id < before))
    return tuple(map(_job, rows))


def unfinished_jobs(connection: sa.Connection) -> tuple[JobRun, ...]:
    """Runs that are queued or running, in the order in which they were asked for."""
    rows = connection.execute(sa.select(job_run).where(job_run.c.state.in_(UNFINISHED)).order_by(job_run.c.job_run_id))
    return tuple(map(_job, rows))


def n_jobs_by_state(connection: sa.Connection) -> dict[JobState, int]:
    """How many runs are in each state that some run is in."""
    rows = connection.execute(sa.select(job_run.c.state, sa.func.count()).group_by(job_run.c.state))
    return {JobState(state): n for state, n in rows}


def n_ended_badly_since(connection: sa.Connection, moment: datetime) -> int:
    """How many runs failed or were interrupted since ``moment``."""
    badly = job_run.c.state.in_([JobState.FAILED.value, JobState.INTERRUPTED.value])
    counted = sa.select(sa.func.count()).select_from(job_run).where(badly, job_run.c.finished_at >= moment)
    return int(connection.execute(counted).scalar_one())


def last_import_of(connection: sa.Connection, path: str) -> JobRun | None:
    """The newest import of a file; ``None`` where it is not known how the file came in."""
    newest = (
        sa.select(job_run)
        .where(job_run.c.command == "import", job_run.c.arguments["path"].as_string() == path)
        .order_by(job_run.c.job_run_id.desc())
        .limit(1)
    )
    found = connection.execute(newest).one_or_none()
    return None if found is None else _job(found)


def _insert(
    connection: sa.Connection,
    command: str,
    arguments: Mapping[str, Any],
    requested_at: datetime,
    values: Mapping[str, Any],
) -> int:
    result = connection.execute(
        sa.insert(job_run)
        .values(
            command=command,
            arguments=dict(arguments),
            requested_at=requested_at,
            log="",
            is_cancel_requested=False,
            **values,
        )
        .returning(job_run.c.job_run_id)
    )
    return int(result.scalar_one())


def _write(connection: sa.Connection, claim: Claim, values: Mapping[str, Any]) -> None:
    """Change the row of a run as long as it is the claim's."""
    result = connection.execute(
        sa.update(job_run)
        .where(
            job_run.c.job_run_id == claim.job_run_id,
            job_run.c.state == JobState.RUNNING.value,
            job_run.c.worker == claim.worker,
            job_run.c.n_attempts == claim.attempt,
        )
        .values(values)
    )
    if result.rowcount == 0:
        raise JobLostError(f"job {claim.job_run_id} was taken over; what this process did of it is not recorded")


def _settle(connection: sa.Connection, job_run_id: int, found: JobState, state: JobState, now: datetime) -> bool:
    result = connection.execute(
        sa.update(job_run)
        .where(job_run.c.job_run_id == job_run_id, job_run.c.state == found.value)
        .values(state=state.value, finished_at=now)
    )
    return result.rowcount > 0


def _job(row: sa.Row[Any]) -> JobRun:
    return JobRun(
        id=row.job_run_id,
        command=row.command,
        arguments=row.arguments,
        state=JobState(row.state),
        requested_at=row.requested_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        worker=row.worker,
        n_attempts=row.n_attempts,
        share_done=row.share_done,
        log=row.log,
        is_cancel_requested=row.is_cancel_requested,
        message=row.message,
        counts=row.counts,
    )
