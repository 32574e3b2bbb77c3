"""Refused rows of one file: where it is now, what stood in a row, and the import of what was mended."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import sqlalchemy as sa

from api.dependencies import Parts
from data import job_store, rejected_store
from data.audit_store import AuditAction, put_on_record
from data.errors import AppError, InputError, NotFoundError
from data.exporters.rejected_rows import check_unchanged, refused_values, write_rejected
from data.importers.rejections import ORIGIN_COLUMNS
from data.job_store import JobRun
from data.rejected_store import RefusedFile, RejectedRow
from data.rights import OperatorRights
from data.uploads import Uploads

_MEGABYTE = 1_000_000
_SENDERS_KINDS = ("learners", "postings")


class FileStanding(StrEnum):
    """Whether the refused rows of a file can be read again."""

    THERE = "there"
    CHANGED = "changed"
    GONE = "gone"


class NotMendableError(AppError):
    """The row can no longer be read, so that it cannot be mended here."""

    status = 409
    key = "error.not_mendable"


@dataclass(frozen=True, slots=True)
class RefusedVisit:
    """A file with refused rows; ``job`` is the import that it came by last, ``None`` where that is not known."""

    file: RefusedFile
    job: JobRun | None
    standing: FileStanding

    @property
    def is_senders(self) -> bool:
        """Whether it is of a school or company, whose rows of this kind are known as theirs by the whole file alone."""
        sender = self.job.arguments.get("organisation_id") if self.job else None
        return sender is not None and self.file.kind not in _SENDERS_KINDS

    @property
    def is_mendable(self) -> bool:
        """Whether its rows can be mended here."""
        return self.standing is FileStanding.THERE and not self.is_senders

    @property
    def sheet(self) -> str | None:
        """The sheet that was asked for, of an Excel file."""
        return self.job.arguments.get("sheet") if self.job else None


def visited(connection: sa.Connection, file_id: str) -> RefusedVisit:
    """A file with refused rows.

    Raises
    ------
    NotFoundError
        If there is none of that id.
    """
    file = rejected_store.refused_file(connection, file_id)
    first = rejected_store.rows_of_file(connection, file, 1)
    return RefusedVisit(file, job_store.last_import_of(connection, file.file), _standing(file, first))


def file_to_mend(connection: sa.Connection, visit: RefusedVisit) -> bytes:
    """The refused rows of a file as CSV as they stand in it, with place and reason, to be mended and sent again.

    Raises
    ------
    NotMendableError
        If the file is gone or has changed.
    """
    _check_mendable(visit)
    with TemporaryDirectory() as folder:
        out = Path(folder) / "rows.csv"
        write_rejected(rejected_store.rows_of_file(connection, visit.file), out, sheet=visit.sheet)
        return out.read_bytes()


def row_to_mend(connection: sa.Connection, visit: RefusedVisit, line: int) -> tuple[RejectedRow, dict[str, str]]:
    """A refused row and what stands in its columns.

    Raises
    ------
    NotFoundError
        If no row of that line is refused.
    NotMendableError
        If it cannot be read any more, or not be taken apart into columns.
    """
    row = next(iter(rejected_store.rows_of_file(connection, visit.file, 1, after=line - 1)), None)
    if row is None or row.line != line:
        raise NotFoundError(f"line {line} is not refused")
    _check_mendable(visit)
    values = refused_values(row, visit.sheet)
    if values is None:
        raise NotMendableError(f"line {line} cannot be taken apart into columns")
    return row, values


def try_row_again(parts: Parts, visit: RefusedVisit, line: int, values: Mapping[str, str], now: datetime) -> int:
    """Queue the import of one mended row; returns the job's number."""
    text = io.StringIO(newline="")
    origin = dict(zip(ORIGIN_COLUMNS, (visit.file.file, line), strict=True))
    writer = csv.DictWriter(text, [*ORIGIN_COLUMNS, *values])
    writer.writeheader()
    writer.writerow({**values, **origin})
    return try_again(parts, visit, io.BytesIO(text.getvalue().encode()), f"line-{line}.csv", now)


def try_again(parts: Parts, visit: RefusedVisit, mended: BinaryIO, name: str, now: datetime) -> int:
    """Queue the import of mended rows as the file itself was imported: same columns, same sender; the job's number.

    Raises
    ------
    NotMendableError
        If the sender alone can send the rows again.
    UploadTooLargeError
        If the file is larger than the settings allow.
    """
    if visit.is_senders:
        raise NotMendableError("the rows are known as the sender's by the whole file alone")
    uploads, former = Uploads(parts.settings.uploads_dir), visit.job.arguments if visit.job else {}
    most_bytes = parts.settings.upload_megabytes * _MEGABYTE
    with uploads.new_folder() as folder:
        arguments: dict[str, Any] = {"kind": visit.file.kind, "path": uploads.keep(mended, name, folder, most_bytes)}
        mapping = former.get("mapping")
        if mapping is not None:
            # A copy: the one that was sent with the file goes with it.
            arguments["mapping"] = _kept_mapping(Path(mapping), uploads, folder, most_bytes)
        if visit.file.kind in _SENDERS_KINDS:
            arguments["organisation_id"] = former.get("organisation_id")
        return parts.jobs.enqueue("import", arguments, now)


def dismiss(
    connection: sa.Connection, rights: OperatorRights, parts: Parts, visit: RefusedVisit, now: datetime
) -> None:
    """Forget the refused rows of a file, which stands in the record; an upload that was kept for them goes."""
    put_on_record(connection, AuditAction.ROWS_DISMISSED, visit.file.id, now, rights.account_id)
    rejected_store.dismiss_file(connection, visit.file)
    is_done_with = not rejected_store.rejected_rows(connection, limit=1, files=[visit.file.file])
    if visit.job is not None and is_done_with:
        Uploads(parts.settings.uploads_dir).discard(visit.job, parts.jobs)


def _standing(file: RefusedFile, rows: tuple[RejectedRow, ...]) -> FileStanding:
    if not Path(file.file).is_file():
        return FileStanding.GONE
    try:
        check_unchanged(Path(file.file), rows)
    except InputError:
        return FileStanding.CHANGED
    return FileStanding.THERE


def _check_mendable(visit: RefusedVisit) -> None:
    if visit.standing is not FileStanding.THERE:
        raise NotMendableError(f"the file is {visit.standing}")


def _kept_mapping(mapping: Path, uploads: Uploads, folder: Path, most_bytes: int) -> Path:
    try:
        with mapping.open("rb") as content:
            return uploads.keep(content, f"mapping-{mapping.name.removeprefix('mapping-')}", folder, most_bytes)
    except FileNotFoundError as error:
        raise NotMendableError("the mapping of columns that the file came with is gone") from error
