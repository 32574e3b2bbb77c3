"""Allocations as the programme lists them: those that are recorded, and those whose job has not ended well yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from api.allocation import allocation_services
from data import allocation_store, run_standing_store
from data.allocation_store import AllocationRun
from data.errors import NotFoundError
from data.job_queue import JobQueue
from data.job_store import JobRun, JobState
from data.rights import ProgrammeRights
from data.run_standing_store import RunStanding

MOST_RUNS: Final = 100


@dataclass(frozen=True, slots=True)
class ListedRun:
    """An allocation: ``run`` once it is recorded, with its standing; else the state of its job."""

    id: str
    asked_at: datetime
    state: RunStanding | JobState
    run: AllocationRun | None


def listed_runs(connection: sa.Connection, queue: JobQueue, _rights: ProgrammeRights) -> tuple[ListedRun, ...]:
    """The newest allocations, newest first."""
    runs = allocation_store.last_runs(connection, MOST_RUNS)
    standing = run_standing_store.standings(connection, runs)
    found = [ListedRun(run.id, run.created_at, standing[run.id], run) for run in runs]
    known = {run.id for run in runs}
    jobs = [job for job in allocation_services.asked_jobs(queue) if job.arguments["run_id"] not in known]
    found += [_waiting(job) for job in jobs if job.state is not JobState.DONE]
    return tuple(sorted(found, key=lambda one: one.asked_at, reverse=True))


def found_run(connection: sa.Connection, queue: JobQueue, run_id: str) -> tuple[ListedRun, JobRun | None]:
    """A recorded run with its standing, or the job that is to make it.

    Raises
    ------
    NotFoundError
        If there is neither.
    """
    try:
        run = allocation_store.run_of(connection, run_id)
    except NotFoundError:
        job = allocation_services.job_of(queue, run_id)
        # Recorded between our two looks: the next look finds it.
        state = JobState.RUNNING if job.state is JobState.DONE else job.state
        return ListedRun(run_id, job.requested_at, state, None), job
    return recorded_run(connection, run), None


def recorded_run(connection: sa.Connection, run: AllocationRun) -> ListedRun:
    """A run with its standing."""
    return ListedRun(run.id, run.created_at, run_standing_store.standings(connection, [run])[run.id], run)


def _waiting(job: JobRun) -> ListedRun:
    return ListedRun(str(job.arguments["run_id"]), job.requested_at, job.state, None)
