"""Files that schools and companies send: how each is told of, and what became of its rows."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.i18n import Texts
from data.job_store import JobRun, JobState


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that was sent."""

    url: str
    name: str
    sent: str
    state: str
    state_word: str


def file_row(job: JobRun, folder_url: str, t: Texts) -> FileRow:
    """The file of an import, whose page lies under ``folder_url``."""
    return FileRow(
        f"{folder_url}/{job.id}", file_name(job), _moment(job.requested_at, t), job.state.value, t.word(job.state)
    )


def file_name(job: JobRun) -> str:
    """What the sender calls the file."""
    return Path(job.arguments["path"]).name


def row_counts(job: JobRun, t: Texts) -> tuple[tuple[str, str], ...]:
    """What became of the rows, in words and numbers; empty until the import is done."""
    if job.state is not JobState.DONE or job.counts is None:
        return ()
    shown = {
        "in": t("kardex.count.read"),
        "new": t("kardex.count.new"),
        "updated": t("kardex.count.updated"),
        "unchanged": t("kardex.count.unchanged"),
        "duplicate": t("kardex.count.duplicate"),
        "rejected": t("kardex.count.rejected"),
    }
    return tuple((label, t.number(job.counts.get(name, 0))) for name, label in shown.items())


def _moment(moment: datetime, t: Texts) -> str:
    return f"{t.day(moment.date())}, {moment:%H:%M} UTC"
