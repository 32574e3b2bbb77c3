"""Runs the work of a job in a row of ``job_run``, which tells how far it is and how it ended."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from data.database import check_tables, opened_engine
from data.errors import AppError
from data.held_job import HeldJob, JobCancelledError, JobStoppedError, Reporter
from data.job_queue import JobQueue
from data.job_store import JobLostError
from data.settings import Settings

Progress = Callable[[str], None]
Counts = dict[str, int]
Work = Callable[[sa.Engine, Reporter], Counts]
"""What a job does, given the database and somebody to report to."""
Runner = Callable[[Settings, str, Mapping[str, Any], Work, Progress], Counts]
"""Runs a job's work: ``run_job`` in a row of its own, a worker in the row that it has claimed."""


def opened(settings: Settings) -> AbstractContextManager[sa.Engine]:
    """The database, its connections closed at the end."""
    return opened_engine(settings.sqlalchemy_url)


def run_job(settings: Settings, command: str, arguments: Mapping[str, Any], work: Work, progress: Progress) -> Counts:
    """Do ``work`` at once and record it; waits while another process runs a command of the same lane.

    Raises
    ------
    NotReadyError
        If the database has no tables yet, or old ones.
    """
    is_told = False

    def wait() -> None:
        nonlocal is_told
        if not is_told:
            progress(f"{command}: waiting for another process to end a job")
            is_told = True

    with opened(settings) as engine:
        check_tables(engine)
        held = JobQueue.of(engine, settings.home).begin(command, arguments, datetime.now(UTC), wait)
        return run_held(held, engine, work, progress)


def run_unrecorded(
    settings: Settings, _command: str, _arguments: Mapping[str, Any], work: Work, progress: Progress
) -> Counts:
    """Do ``work`` without a row, for a dry run."""
    with opened(settings) as engine:
        check_tables(engine)
        return work(engine, lambda line, share=None: progress(line))


def run_held(held: HeldJob, engine: sa.Engine, work: Work, progress: Progress) -> Counts:
    """Do the work of a job that this process holds, record how it ended and release it; a failure is raised again."""

    def report(line: str, share: float | None = None) -> None:
        progress(line)
        held.report(line, share)

    try:
        held.report(f"attempt {held.claim.attempt} by {held.claim.worker}")
        counts = work(engine, report)
        held.finish(counts)
    except JobLostError:
        raise
    except JobStoppedError:
        held.put_back()
        raise
    except JobCancelledError:
        held.cancel()
        raise
    except (AppError, ValueError, OSError) as error:
        _record_failure(held, f"{type(error).__name__}: {error}")
        raise
    except Exception as error:
        # The text of an error that nobody foresaw may repeat what stood in a row.
        _record_failure(held, f"a mistake in the program: {type(error).__name__}")
        raise
    finally:
        held.release()
    return counts


def _record_failure(held: HeldJob, message: str) -> None:
    """Write why a job failed; a database without room for that line must not hide the cause."""
    try:
        held.fail(message)
    except AppError:
        return
