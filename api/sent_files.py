"""Files that schools, companies and the programme send: kept, queued for their import, and what became of them."""

from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from api import job_services
from api.dependencies import Parts
from api.job_services import Upload
from data import sender_job_store
from data.errors import InputError
from data.importers.file_names import stored_file_name
from data.job_store import JobRun
from data.rejected_store import RejectedRow, rejected_rows
from data.rights import ProgrammeRights
from data.sender_job_store import SenderRights
from data.uploads import Uploads

_MEGABYTE: Final = 1_000_000


class NoFileError(InputError):
    """A form came without its file."""

    key = "error.no_file"


def queue_upload(file: Upload | None, rights: SenderRights, parts: Parts, kind: str, now: datetime) -> int:
    """Keep a file and queue its import; the job's number. One of a school or company can touch its own alone.

    Raises
    ------
    NoFileError
        If there is none.
    UploadTooLargeError
        If it is larger than the settings allow.
    """
    if file is None or not file.name:
        raise NoFileError("a form came without its file")
    return job_services.import_uploaded(
        parts.jobs,
        Uploads(parts.settings.uploads_dir),
        kind,
        file,
        None,
        parts.settings.upload_megabytes * _MEGABYTE,
        now,
        organisation_id=None if isinstance(rights, ProgrammeRights) else rights.organisation_id,
    )


def sent_job(connection: sa.Connection, rights: SenderRights, parts: Parts, number: int) -> JobRun:
    """The import of a file of the sender's.

    Raises
    ------
    NotFoundError
        If the sender sent no such file.
    """
    sender_job_store.check_sender_job(connection, rights, number)
    return parts.jobs.job(number)


def refused_rows(connection: sa.Connection, job: JobRun, limit: int | None = None) -> tuple[RejectedRow, ...]:
    """The rows of a sent file that could not be taken, by kind and line."""
    stored = stored_file_name(Path(job.arguments["path"]))
    return rejected_rows(connection, limit=limit, files=[stored])


def file_name(job: JobRun) -> str:
    """What the sender calls the file."""
    return Path(job.arguments["path"]).name
