"""Files that schools, companies and the programme send: how each is told of, and what became of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from starlette.datastructures import FormData, UploadFile

from api import job_services
from api.dependencies import Parts
from api.i18n import Texts
from api.job_services import Upload
from api.pages.moments import moment_text
from api.row_reasons import said_reason, said_trouble
from data import sender_job_store
from data.errors import InputError
from data.importers.file_names import stored_file_name
from data.importers.posting_terms import WITH_OTHER_PAY
from data.job_store import JobRun, JobState
from data.rejected_store import rejected_rows
from data.rights import ProgrammeRights
from data.sender_job_store import SenderRights
from data.uploads import Uploads

_MOST_ROWS_SHOWN: Final = 200
_MOST_FILES: Final = 10
_MEGABYTE: Final = 1_000_000


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


class NoFileError(InputError):
    """A form came without its file."""

    key = "error.no_file"


def queue_file(form: FormData, rights: SenderRights, parts: Parts, kind: str, now: datetime) -> int:
    """Keep a form's file and queue its import; the job's number. One of a school or company can touch its own alone.

    Raises
    ------
    NoFileError
        If there is none.
    UploadTooLargeError
        If it is larger than the settings allow.
    """
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise NoFileError("a form came without its file")
    return job_services.import_uploaded(
        parts.jobs,
        Uploads(parts.settings.uploads_dir),
        kind,
        Upload(file.filename, file.file),
        None,
        parts.settings.upload_megabytes * _MEGABYTE,
        now,
        organisation_id=None if isinstance(rights, ProgrammeRights) else rights.organisation_id,
    )


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
    sender_job_store.check_sender_job(connection, rights, number)
    job = parts.jobs.job(number)
    stored = stored_file_name(Path(job.arguments["path"]))
    rows = rejected_rows(connection, limit=_MOST_ROWS_SHOWN + 1, files=[stored])
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
    if job.counts.get(WITH_OTHER_PAY):
        shown[WITH_OTHER_PAY] = t("kardex.count.other_pay")
    return tuple((label, t.number(job.counts.get(name, 0))) for name, label in shown.items())
