"""The queue of jobs of one installation: who asks, who takes, who cancels, and what people see of it.

A job is alive as long as the process that runs it holds the job's lock. A row that says ``running`` while nobody holds
the lock is of a process that was killed: a worker takes such a job again, and one that was started by hand is marked
as interrupted. No clock is asked.
"""

import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

import sqlalchemy as sa

from data import job_store
from data.database import storage_errors, writing
from data.errors import AppError, NotFoundError
from data.held_job import HeldJob
from data.job_commands import JobCommand, Lane, command_of
from data.job_lock import HeldLock, HeldTogether, JobLocks, acquire_patiently, locks_of
from data.job_signals import JobSignals, Progress, signals_of
from data.job_store import JobRun, JobState

MOST_ATTEMPTS: Final = 5

_SECONDS_BETWEEN_LOOKS: Final = 0.5


class JobStateError(AppError):
    """What is asked of a job cannot be done in the state that it is in."""

    status = 409
    key = "error.job_state"


@dataclass(frozen=True, slots=True)
class JobQueue:
    """The jobs in one database."""

    engine: sa.Engine
    locks: JobLocks
    signals: JobSignals
    most_attempts: int = MOST_ATTEMPTS

    @classmethod
    def of(cls, engine: sa.Engine, home: Path) -> Self:
        """The queue of an installation."""
        return cls(engine, locks_of(engine, home), signals_of(engine, home))

    def enqueue(self, command: str, arguments: Mapping[str, Any], now: datetime) -> int:
        """Ask for a command to be run by a worker; returns the job's number.

        Raises
        ------
        InputError
            If the command or one of its arguments is not known.
        """
        checked = command_of(command).checked(arguments).model_dump(mode="json")
        with writing(self.engine) as connection:
            number = job_store.enqueue_job(connection, command, checked, now)
            # A database made anew counts from 1 again.
            self.signals.clear(number)
        return number

    def claim(self, process: str, now: datetime) -> HeldJob | None:
        """Take the oldest job that can be run now; ``None`` where there is none.

        A job waits while an earlier one of a lane that it waits for is queued or runs.
        """
        self.settle(now)
        occupied: set[Lane] = set()
        for job in self._unfinished():
            command = command_of(job.command)
            if not job.is_direct and not occupied & command.waits_for:
                held = self._take(job, command, process, now)
                if held is not None:
                    return held
            occupied.add(command.lane)
        return None

    def begin(self, command: str, arguments: Mapping[str, Any], now: datetime, wait: Callable[[], None]) -> HeldJob:
        """Start a command at once, in front of all that is queued.

        ``wait`` is called as long as another process runs a command of the same lane; it may raise.
        """
        lane = self._lane_when_free(command_of(command).lane, wait)
        with ExitStack() as undo:
            undo.callback(lane.release)
            with writing(self.engine) as connection:
                claim = job_store.start_direct_job(connection, command, arguments, process_name(), now)
                lock = self.locks.acquire(_job_lock(claim.job_run_id))
                if lock is None:
                    raise JobStateError(f"the lock of the new job {claim.job_run_id} is taken")
                undo.callback(lock.release)
                self.signals.clear(claim.job_run_id)
            undo.pop_all()
        return HeldJob(self.engine, claim, HeldTogether(lane, lock), self.signals, Progress(None, ""))

    def cancel(self, number: int, now: datetime) -> None:
        """Cancel a queued job at once; a running one stops when it next reports, and its transaction rolls back.

        Raises
        ------
        NotFoundError
            If there is no such job.
        JobStateError
            If it has ended.
        """
        job = self.job(number)
        if job.state is JobState.QUEUED:
            with writing(self.engine) as connection:
                if job_store.cancel_queued_job(connection, number, now):
                    return
            job = self.job(number)
        if job.finished_at is not None:
            raise JobStateError(f"job {number} is {job.state} and cannot be cancelled")
        self.signals.request_cancel(number)

    def retry(self, number: int, now: datetime) -> int:
        """Queue a job that did not end well once more; returns the new job's number.

        Raises
        ------
        NotFoundError
            If there is no such job.
        JobStateError
            If it is queued, runs, or ended well.
        InputError
            If it can no longer be run, for example as its file is gone.
        """
        job = self.job(number)
        if job.finished_at is None or job.state is JobState.DONE:
            raise JobStateError(f"job {number} is {job.state}; only one that ended badly can be run once more")
        return self.enqueue(job.command, job.arguments, now)

    def settle(self, now: datetime) -> int:
        """Mark the commands started by hand whose process was killed as interrupted; returns how many.

        Also deletes the files that killed processes left of jobs which have ended.
        """
        n_settled = 0
        for job in self._unfinished():
            if job.is_direct and job.state is JobState.RUNNING:
                lock = acquire_patiently(self.locks, _job_lock(job.id))
                if lock is not None:
                    with HeldTogether(lock), writing(self.engine) as connection:
                        n_settled += job_store.interrupt_job(connection, job.id, now)
        for number in self.signals.kept():
            if self._has_ended(number):
                self.signals.clear(number)
        self.locks.tidy()
        return n_settled

    def job(self, number: int) -> JobRun:
        """One job as it stands now.

        Raises
        ------
        NotFoundError
            If there is no such job.
        """
        with storage_errors(), self.engine.connect() as connection:
            found = job_store.job_of(connection, number)
        return self._as_it_stands(found)

    def jobs(self, n: int, before: int | None = None) -> tuple[JobRun, ...]:
        """The ``n`` newest jobs, of those under a number if it is given, as they stand now, newest first."""
        with storage_errors(), self.engine.connect() as connection:
            found = job_store.last_jobs(connection, n, before)
        return tuple(map(self._as_it_stands, found))

    def unfinished(self) -> tuple[JobRun, ...]:
        """The jobs that are queued, run or were killed and not yet taken again, oldest first."""
        return tuple(map(self._as_it_stands, self._unfinished()))

    def _unfinished(self) -> tuple[JobRun, ...]:
        with storage_errors(), self.engine.connect() as connection:
            return job_store.unfinished_jobs(connection)

    def _has_ended(self, number: int) -> bool:
        """Whether a job ended, or was of a database that is no more."""
        try:
            return self.job(number).finished_at is not None
        except NotFoundError:
            return True

    def _take(self, job: JobRun, command: JobCommand, process: str, now: datetime) -> HeldJob | None:
        """Lock a job and its lane and claim its row; locks first, so that a row that runs has its lock held."""
        with ExitStack() as undo:
            locks: list[HeldLock] = []
            for name in (_lane_lock(command.lane), _job_lock(job.id)):
                lock = acquire_patiently(self.locks, name)
                if lock is None:
                    return None
                undo.callback(lock.release)
                locks.append(lock)
            with writing(self.engine) as connection:
                claim = job_store.claim_job(connection, job.id, process, now)
            if claim is None:
                return None
            held = HeldJob(self.engine, claim, HeldTogether(*locks), self.signals, self.signals.progress_of(job))
            if claim.attempt > self.most_attempts:
                held.fail(
                    f"its process was killed {self.most_attempts} times; see its log, then rumbo jobs retry {job.id}"
                )
                return None
            undo.pop_all()
        return held

    def _lane_when_free(self, lane: Lane, wait: Callable[[], None]) -> HeldLock:
        while (lock := acquire_patiently(self.locks, _lane_lock(lane))) is None:
            wait()
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        return lock

    def _as_it_stands(self, job: JobRun) -> JobRun:
        """A job with the progress last published; one whose process was killed is shown as interrupted."""
        if job.state is not JobState.RUNNING:
            return job
        is_alive = self.locks.is_held(_job_lock(job.id))
        if not is_alive:
            with self.engine.connect() as connection:
                job = job_store.job_of(connection, job.id)
            if job.state is not JobState.RUNNING:  # It ended between our reading the row and our trying the lock.
                return job
        progress = self.signals.progress_of(job)
        return replace(
            job,
            state=JobState.RUNNING if is_alive else JobState.INTERRUPTED,
            share_done=progress.share_done,
            log=progress.log,
            is_cancel_requested=self.signals.is_cancel_requested(job.id),
        )


def process_name() -> str:
    """A name for this process that no other has had: host, number, and a random part."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def _job_lock(number: int) -> str:
    return f"job-{number}"


def _lane_lock(lane: Lane) -> str:
    return f"lane-{lane.value}"
