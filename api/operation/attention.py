"""What needs an operator's attention: read from rows and files alone, as nothing heavy is done inside a request."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
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
from recommender.drift import Drift

DAYS_LOOKED_BACK: Final = 7
"""Jobs that ended badly are told for so long."""

LONGEST_WAIT: Final = timedelta(minutes=5)
"""A job that waits longer while none runs has probably no worker."""

OLDEST_BACKUP: Final = timedelta(days=7)


class Matter(StrEnum):
    """What an operator looks at."""

    JOBS = "jobs"
    ROWS = "refused_rows"
    SERVED = "served"
    CHALLENGER = "challenger"
    DRIFT = "drift"
    BACKUP = "last_backup"


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

    @property
    def drift_of_served(self) -> DriftLook | None:
        """The last look for drift, if it was at the bundle that serves."""
        return self.drift if self.drift is not None and self.drift.bundle == self.bundles.served else None

    def well(self, now: datetime) -> dict[Matter, bool | None]:
        """Which matters are well; ``None`` where nobody has looked."""
        look, challenger = self.drift_of_served, self.bundles.challenger
        return {
            Matter.JOBS: not self.jobs.n_ended_badly and not self.jobs.has_no_worker,
            Matter.ROWS: not self.n_refused_rows,
            Matter.SERVED: self.bundles.served is not None,
            # One that would pass waits for the operator to put it into service.
            Matter.CHALLENGER: challenger is None or not challenger.may_be_promoted,
            Matter.DRIFT: None if look is None else look.drift is not Drift.CHANGED,
            Matter.BACKUP: self.last_backup is not None and _is_good(self.last_backup, now),
        }


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


def _is_good(backup: Backup, now: datetime) -> bool:
    """Whether a backup is young, and whole as far as anybody has looked."""
    is_whole = backup.check is None or backup.check.is_whole
    return is_whole and now - backup.made_at <= OLDEST_BACKUP
