"""The newest job that a command was asked for, and whether it is still to be waited for."""

from collections.abc import Mapping
from typing import Any, Final

from data.job_queue import JobQueue
from data.job_store import UNFINISHED, JobRun, JobState

_LOOKED_THROUGH: Final = 200
"""Newest jobs among which one is looked for."""


def lately_asked(queue: JobQueue, command: str) -> tuple[JobRun, ...]:
    """Jobs of a command that were asked for lately, newest first."""
    return tuple(job for job in queue.jobs(_LOOKED_THROUGH) if job.command == command)


def last_job(queue: JobQueue, command: str, asked: Mapping[str, Any]) -> JobRun | None:
    """The newest job of a command with all of these arguments, if it was asked for lately."""
    jobs = lately_asked(queue, command)
    return next((job for job in jobs if asked.items() <= job.arguments.items()), None)


def is_under_way(job: JobRun | None) -> bool:
    """Whether a job waits, runs, or was killed and will be taken up again."""
    return job is not None and job.state in (*UNFINISHED, JobState.INTERRUPTED)
