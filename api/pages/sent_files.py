"""Files that schools, companies and the programme send: how each is told of, and what became of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from starlette.datastructures import FormData, UploadFile

from api.dependencies import Parts
from api.i18n import Texts
from api.job_services import Upload
from api.pages.moments import moment_text
from api.row_reasons import said_reason, said_trouble
from api.sent_files import file_name, queue_upload, refused_rows, sent_job
from data import sender_job_store
from data.importers.posting_terms import WITH_OTHER_PAY
from data.job_store import JobRun, JobState
from data.sender_job_store import SenderRights

_MOST_ROWS_SHOWN: Final = 200
_MOST_FILES: Final = 10


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that was sent."""

    url: str
    name: str
    sent: str
    state: str
    state_word: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be taken; ``sheet`` is empty where a file has one alone."""

    sheet: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class SentFile:
    """What became of a file: all that ``_sent_file.html`` may use; ``percent`` is missing where nothing can be told."""

    file: FileRow
    is_active: bool
    percent: int | None
    counts: tuple[tuple[str, str], ...]
    trouble: str
    refused: tuple[RefusedRow, ...]
    is_cut: bool

    @property
    def has_sheets(self) -> bool:
        """Whether its rows are told apart by sheet."""
        return any(row.sheet for row in self.refused)


def queue_file(form: FormData, rights: SenderRights, parts: Parts, kind: str, now: datetime) -> int:
    """Keep a form's file and queue its import; the job's number. Errors as in `queue_upload`."""
    file = form.get("file")
    upload = Upload(file.filename or "", file.file) if isinstance(file, UploadFile) else None
    return queue_upload(upload, rights, parts, kind, now)


def sent_files(
    connection: sa.Connection, rights: SenderRights, parts: Parts, folder_url: str, t: Texts
) -> tuple[FileRow, ...]:
    """A sender's last files, newest first; the page of each lies under ``folder_url``."""
    jobs = map(parts.jobs.job, sender_job_store.sender_jobs(connection, rights, _MOST_FILES))
    return tuple(file_row(job, folder_url, t) for job in jobs)


def sent_file(
    connection: sa.Connection,
    rights: SenderRights,
    parts: Parts,
    number: int,
    folder_url: str,
    t: Texts,
    sheets: Mapping[str, str] | None = None,
) -> SentFile:
    """A file of the sender's; ``sheets`` are the names of sheets by kind of row.

    Raises
    ------
    NotFoundError
        If the sender sent no such file.
    """
    job = sent_job(connection, rights, parts, number)
    rows = refused_rows(connection, job, _MOST_ROWS_SHOWN + 1)
    return SentFile(
        file=file_row(job, folder_url, t),
        is_active=job.finished_at is None,
        percent=None if job.share_done is None else round(job.share_done * 100),
        counts=row_counts(job, t),
        trouble=said_trouble(job.message, t) if job.message else "",
        refused=tuple(
            RefusedRow(sheets[row.kind] if sheets else "", row.line, said_reason(row.reason, t))
            for row in rows[:_MOST_ROWS_SHOWN]
        ),
        is_cut=len(rows) > _MOST_ROWS_SHOWN,
    )


def file_row(job: JobRun, folder_url: str, t: Texts) -> FileRow:
    """The file of an import, whose page lies under ``folder_url``."""
    return FileRow(
        f"{folder_url}/{job.id}", file_name(job), moment_text(job.requested_at, t), job.state.value, t.word(job.state)
    )


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
    if job.counts.get(WITH_OTHER_PAY):
        shown[WITH_OTHER_PAY] = t("kardex.count.other_pay")
    return tuple((label, t.number(job.counts.get(name, 0))) for name, label in shown.items())
