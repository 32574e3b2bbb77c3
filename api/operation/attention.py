"""What needs an operator's attention: read from rows and files alone, as nothing heavy is done inside a request."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from api.operation.bundle_list import BundleList, list_bundles
from api.operation.drift_look import DriftLook, last_drift_look
from data import job_store, rejected_store
from data.backups import Backup, backups_in
from data.findings import Examination, kept_findings
from data.job_queue import JobQueue
from data.job_store import JobState
from data.settings import Settings

DAYS_LOOKED_BACK: Final = 7
"""Jobs that ended badly are told for so long."""

LONGEST_WAIT: Final = timedelta(minutes=5)
"""A job that waits longer while none runs has probably no worker."""

OLDEST_BACKUP: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class JobsNow:
    """Jobs that wait, run, or ended badly of late; ``has_no_worker``: one has waited long and none runs."""

    n_waiting: int
    n_running: int
    n_ended_badly: int
    has_no_worker: bool


@dataclass(frozen=True, slots=True)
class Attention:
    """All that an operator looks at first; what is ``None`` was never done or never found."""

    jobs: JobsNow
    n_refused_rows: int
    n_refused_files: int
    bundles: BundleList
    drift: DriftLook | None
    last_backup: Backup | None
    examination: Examination | None


def attention(connection: sa.Connection, queue: JobQueue, settings: Settings, now: datetime) -> Attention:
    """How things stand now."""
    files = rejected_store.refused_files(connection)
    backups = backups_in(settings.backups_dir)
    return Attention(
        _jobs(connection, queue, now),
        sum(file.n_rows for file in files),
        len(files),
        list_bundles(settings),
        last_drift_look(settings.drift_file),
        backups[0] if backups else None,
        kept_findings(settings.findings_file),
    )


def _jobs(connection: sa.Connection, queue: JobQueue, now: datetime) -> JobsNow:
    unfinished = queue.unfinished()
    states = Counter(job.state for job in unfinished)
    n_waiting = states[JobState.QUEUED] + states[JobState.INTERRUPTED]
    since = min((job.requested_at for job in unfinished if job.state is not JobState.RUNNING), default=now)
    n_badly = job_store.n_ended_badly_since(connection, now - timedelta(days=DAYS_LOOKED_BACK))
    is_idle = states[JobState.RUNNING] == 0
    return JobsNow(n_waiting, states[JobState.RUNNING], n_badly, is_idle and now - since > LONGEST_WAIT)
