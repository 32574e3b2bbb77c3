"""Shapes of jobs as JSON, for the API and the command line."""

from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from data.job_commands import PATH_ARGUMENTS
from data.job_store import JobRun, JobState


class JobIn(BaseModel):
    """A command for a worker."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"command": "train ranker", "arguments": {"seed": 2026}}]},
    )

    command: str = Field(
        max_length=40,
        description="bundles, embed, index, train ranker, train effects, evaluate, promote, rollback, drift, allocate,"
        " import, backup, check backup or doctor",
    )
    arguments: dict[str, Any] = Field(default={}, description="Those of the command; an unknown one is an error")


class JobOut(BaseModel):
    """A job as it stands. ``interrupted`` without an end was killed and is taken again by the next worker."""

    model_config = ConfigDict(frozen=True)

    id: int
    command: str
    arguments: dict[str, Any] = Field(description="Of files and folders the last part of the name only")
    state: JobState
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    n_attempts: int = Field(description="How many times a process took it")
    share_done: float | None = Field(description="Between 0 and 1; null where it cannot be told")
    is_cancel_requested: bool
    message: str | None = Field(description="Why it failed")
    counts: dict[str, int] | None
    log: list[str] = Field(description="The last lines, oldest first; times are UTC")


def job_out(job: JobRun) -> JobOut:
    """A job for programs."""
    return JobOut(
        id=job.id,
        command=job.command,
        arguments=shown_arguments(job),
        state=job.state,
        requested_at=job.requested_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        n_attempts=job.n_attempts,
        share_done=job.share_done,
        is_cancel_requested=job.is_cancel_requested,
        message=job.message,
        counts=job.counts,
        log=job.log.splitlines(),
    )


def shown_arguments(job: JobRun) -> dict[str, Any]:
    """The arguments that were given; of a file only its own name, as folders may name people."""
    return {
        name: Path(value).name if name in PATH_ARGUMENTS else value
        for name, value in job.arguments.items()
        if value not in (None, False)
    }
