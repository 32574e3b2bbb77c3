"""One job in the hands of this process: reports, looks whether it is to stop, and records how it ended."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, Protocol

import sqlalchemy as sa

from data import job_store
from data.database import writing
from data.errors import AppError
from data.job_lock import HeldLock
from data.job_signals import JobSignals, Progress
from data.job_store import Claim, JobLostError, JobState

MOST_LOG_LINES: Final = 200
SECONDS_BETWEEN_LOOKS: Final = 1.0


class JobCancelledError(AppError):
    """Somebody asked to cancel the job; raised inside its work, so that its transaction rolls back."""


class JobStoppedError(AppError):
    """The process is to end; raised inside the work of its job, which goes back to the queue."""


class Reporter(Protocol):
    """Tells how far a job has come: a line for people and, where known, a share in [0, 1]."""

    def __call__(self, line: str, share: float | None = None) -> None:
        """Tell it."""


class HeldJob:
    """A job that this process has claimed; its lock is held until ``release``."""

    def __init__(
        self, engine: sa.Engine, claim: Claim, lock: HeldLock, signals: JobSignals, progress: Progress
    ) -> None:
        self.claim = claim
        self.should_stop: Callable[[], bool] = lambda: False
        self._engine = engine
        self._lock = lock
        self._signals = signals
        self._share = progress.share_done
        self._lines = deque(progress.log.splitlines(), MOST_LOG_LINES)
        self._looked_at = float("-inf")

    def report(self, line: str, share: float | None = None) -> None:
        """Note a line and a share; once a second publish them and look whether the work must end.

        Raises
        ------
        JobStoppedError
            If this process is to end.
        JobCancelledError
            If somebody cancelled the job.
        JobLostError
            If the lock is gone, so that another process may have the job.
        """
        self._lines.append(f"{datetime.now(UTC):%H:%M:%S} {line}")
        self._share = self._share if share is None else min(max(share, 0.0), 1.0)
        if self.should_stop():
            raise JobStoppedError(f"job {self.claim.job_run_id} goes back to the queue")
        if time.monotonic() - self._looked_at < SECONDS_BETWEEN_LOOKS:
            return
        self._looked_at = time.monotonic()
        if not self._lock.is_alive():
            raise JobLostError(f"the lock of job {self.claim.job_run_id} is gone; this process stops working on it")
        if self._signals.is_cancel_requested(self.claim.job_run_id):
            raise JobCancelledError(f"job {self.claim.job_run_id} was cancelled")
        self._signals.report(self.claim, self._progress)

    def finish(self, counts: Mapping[str, int]) -> None:
        """Record that the work is done."""
        self._share = 1.0
        self._end(JobState.DONE, counts=counts)

    def fail(self, message: str) -> None:
        """Record why the work failed."""
        self._end(JobState.FAILED, message=message)

    def cancel(self) -> None:
        """Record that the work was cancelled."""
        self._end(JobState.CANCELLED)

    def put_back(self) -> None:
        """Return the job to the queue."""
        with writing(self._engine) as connection:
            job_store.put_progress(connection, self.claim, None, self._progress.log)
            job_store.put_back_job(connection, self.claim)
        self._signals.clear(self.claim.job_run_id)

    def release(self) -> None:
        """Give the lock back. A job that was not ended before counts as killed."""
        self._lock.release()

    @property
    def _progress(self) -> Progress:
        return Progress(self._share, "\n".join(self._lines))

    def _end(self, state: JobState, *, message: str | None = None, counts: Mapping[str, int] | None = None) -> None:
        with writing(self._engine) as connection:
            job_store.put_progress(connection, self.claim, self._share, self._progress.log)
            job_store.end_job(connection, self.claim, state, datetime.now(UTC), message=message, counts=counts)
        self._signals.clear(self.claim.job_run_id)
