"""What ``rumbo status`` tells: jobs that wait, run and ended last, and what the installation holds."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict

from api.schemas.jobs import JobOut, job_out, shown_arguments
from data.count_store import main_counts
from data.database import storage_errors
from data.job_queue import JobQueue
from data.job_store import JobRun
from data.settings import Settings
from recommender.bundle import promoted_versions

N_LAST: Final = 5


class StatusOut(BaseModel):
    """The whole installation; jobs are oldest first where they wait or run, newest first where they ended."""

    model_config = ConfigDict(frozen=True)

    database: str
    bundle: str | None
    rows: dict[str, int]
    unfinished: list[JobOut]
    ended: list[JobOut]


def status_of(settings: Settings, queue: JobQueue) -> StatusOut:
    """Look at an installation."""
    unfinished = queue.unfinished()
    newest = queue.jobs(N_LAST + len(unfinished))
    with storage_errors(), queue.engine.connect() as connection:
        rows = main_counts(connection)
    served = promoted_versions(settings.bundles_dir)
    return StatusOut(
        database=_database_name(queue.engine),
        bundle=served[-1] if served else None,
        rows=rows,
        unfinished=[job_out(job) for job in unfinished],
        ended=[job_out(job) for job in newest if job.finished_at is not None][:N_LAST],
    )


def status_text(status: StatusOut) -> str:
    """The same for people."""
    lines = [
        f"database  {status.database}",
        f"bundle    {status.bundle or 'none is served'}",
        f"rows      {', '.join(f'{name} {n:,}' for name, n in status.rows.items())}",
        "",
        "waiting and running" if status.unfinished else "nothing waits or runs",
        *map(_line, status.unfinished),
    ]
    if status.ended:
        lines += ["", "ended last", *map(_line, status.ended)]
    return "\n".join(lines)


def job_text(job: JobRun) -> str:
    """One job with its log, for people."""
    facts = {
        "state": job.state.value,
        "done": _percent(job.share_done),
        "arguments": ", ".join(f"{name} {value}" for name, value in shown_arguments(job).items()),
        "requested": _moment(job.requested_at),
        "started": _moment(job.started_at),
        "ended": _moment(job.finished_at),
        "attempts": str(job.n_attempts),
        "worker": job.worker or "",
        "counts": ", ".join(f"{name} {n}" for name, n in (job.counts or {}).items()),
        "message": job.message or "",
    }
    lines = [f"{name:<10} {value}" for name, value in facts.items() if value]
    return "\n".join([f"job {job.id}: {job.command}", *lines, *(["", job.log] if job.log else [])])


def _line(job: JobOut) -> str:
    """One job in one line, with the last thing that it said, or why it failed."""
    said = job.message or (job.log[-1] if job.log else "")
    names = " ".join(str(value) for value in job.arguments.values())
    parts = (
        f"{job.id:>5}",
        f"{job.state.value:<11}",
        f"{_percent(job.share_done):>4}",
        f"{job.command} {names}".strip(),
    )
    return "  ".join((*parts, said)).rstrip()


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _database_name(engine: sa.Engine) -> str:
    """Kind and name of the database, without user or password."""
    return f"{engine.dialect.name} {engine.url.database}"
