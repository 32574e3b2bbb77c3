"""What a running job says of itself and is told: progress one way, a wish to cancel the other.

Neither may wait for the job's own transaction. On PostgreSQL they are columns of the job's row. On SQLite one long
import keeps everybody else from writing, so they are small files, and the row gets its progress when the job ends.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from data import job_store
from data.atomic_file import replaced_file
from data.database import writing
from data.job_store import Claim, JobRun


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come: a share in [0, 1], ``None`` where it cannot tell, and its last lines."""

    share_done: float | None
    log: str


class JobSignals(Protocol):
    """Progress and wishes of all jobs of one installation."""

    def report(self, claim: Claim, progress: Progress) -> None:
        """Publish how far a job has come."""

    def progress_of(self, job: JobRun) -> Progress:
        """How far a job has come, as last published."""

    def request_cancel(self, job_run_id: int) -> None:
        """Ask whoever runs a job to stop."""

    def is_cancel_requested(self, job_run_id: int) -> bool:
        """Whether somebody asked so."""

    def clear(self, job_run_id: int) -> None:
        """Forget what is kept of a job outside its row."""

    def kept(self) -> set[int]:
        """Numbers of the jobs of which something is kept outside their rows."""


@dataclass(frozen=True, slots=True)
class FileSignals:
    """Two small files a job: ``<number>.json`` and ``<number>.cancel``."""

    folder: Path

    def report(self, claim: Claim, progress: Progress) -> None:
        """Publish progress; a reader finds the old or the new one, whole."""
        with replaced_file(self._progress(claim.job_run_id)) as file:
            file.write(json.dumps({"share_done": progress.share_done, "log": progress.log}).encode())

    def progress_of(self, job: JobRun) -> Progress:
        """What was published last, else what the row says."""
        try:
            found = json.loads(self._progress(job.id).read_bytes())
        except FileNotFoundError:
            return Progress(job.share_done, job.log)
        return Progress(found["share_done"], found["log"])

    def request_cancel(self, job_run_id: int) -> None:
        """Leave a file that the job looks for."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._cancel(job_run_id).touch()

    def is_cancel_requested(self, job_run_id: int) -> bool:
        """Whether that file is there."""
        return self._cancel(job_run_id).exists()

    def clear(self, job_run_id: int) -> None:
        """Delete both files, and what a killed process left of one that it was writing."""
        for path in (self._progress(job_run_id), self._cancel(job_run_id), *self.folder.glob(f".{job_run_id}.json.*")):
            path.unlink(missing_ok=True)

    def kept(self) -> set[int]:
        """Numbers of the jobs that have a file."""
        names = (path.name.lstrip(".").partition(".")[0] for path in self.folder.glob("*"))
        return {int(name) for name in names if name.isdecimal()}

    def _progress(self, job_run_id: int) -> Path:
        return self.folder / f"{job_run_id}.json"

    def _cancel(self, job_run_id: int) -> Path:
        return self.folder / f"{job_run_id}.cancel"


@dataclass(frozen=True, slots=True)
class RowSignals:
    """Columns of the job's row, each read and written in a short transaction of its own."""

    engine: sa.Engine

    def report(self, claim: Claim, progress: Progress) -> None:
        """Publish progress as long as the job is the claim's."""
        with writing(self.engine) as connection:
            job_store.put_progress(connection, claim, progress.share_done, progress.log)

    def progress_of(self, job: JobRun) -> Progress:
        """What the row says."""
        return Progress(job.share_done, job.log)

    def request_cancel(self, job_run_id: int) -> None:
        """Mark the row of a running job."""
        with writing(self.engine) as connection:
            job_store.request_cancel(connection, job_run_id)

    def is_cancel_requested(self, job_run_id: int) -> bool:
        """Whether the row is marked."""
        with self.engine.connect() as connection:
            return job_store.job_of(connection, job_run_id).is_cancel_requested

    def clear(self, job_run_id: int) -> None:
        """Nothing is kept outside the row."""

    def kept(self) -> set[int]:
        """Of no job."""
        return set()


def signals_of(engine: sa.Engine, home: Path) -> JobSignals:
    """The signals that fit a database."""
    return RowSignals(engine) if engine.dialect.name == "postgresql" else FileSignals(home / "jobs")
