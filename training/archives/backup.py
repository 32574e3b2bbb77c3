"""Saves all that cannot be made anew, database, catalogues, bundles and MLflow's store, in one archive."""

import fcntl
import importlib.metadata
import os
import sqlite3
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

import sqlalchemy as sa

from data.archive_store import RowsDigest, TableShape, stored_lines, table_shapes
from data.database import opened_engine, reading, revision_of, revisions, sqlite_file, storage_errors
from data.errors import InputError, NotReadyError
from data.manifest import read_manifest
from data.settings import Settings
from training.archives.archive import TABLES, ArchiveWriter, Manifest, TableRows, file_parts

_COMPRESSION: Final = 6
_BYTES_A_PART: Final = 8_000_000
"""Size at which the rows of a table go on in another member: what is in memory at a time."""


def back_up(settings: Settings, out: Path, progress: Callable[[str], None] = lambda _: None) -> int:
    """Write ``out`` (.tar.gz) and return its size in bytes; the service may go on meanwhile.

    The database is that of one moment. Vectors, indexes, the encoder and the demo's country are left out, as commands
    make them again. Whenever this is stopped, ``out`` is whole or not there.

    Raises
    ------
    InputError
        If ``out`` exists, its folder does not, or another backup is writing it.
    NotReadyError
        If there is no database, or its tables are old.
    """
    if not out.parent.is_dir():
        raise InputError(f"{out}: its folder does not exist; name a new file")
    _refuse_to_overwrite(out)
    database = sqlite_file(settings.sqlalchemy_url)
    if database is not None and not database.is_file():
        # Opening would make an empty one.
        raise NotReadyError(f"there is no database at {database}; run rumbo init")
    partial = out.with_name(out.name + ".partial")
    # Rows of people are in it, so that nobody but the owner may read it.
    with storage_errors(), os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        _take(file, out)
        try:
            _write_archive(file, settings, progress)
            partial.replace(out)
        finally:
            partial.unlink(missing_ok=True)
    return out.stat().st_size


def _take(file: IO[bytes], out: Path) -> None:
    """Begin a file anew that no other process is writing; the system frees it even when the process is killed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InputError(f"{out}: another backup is writing it") from error
    # The file may be what another backup has just finished and renamed.
    _refuse_to_overwrite(out)
    file.truncate(0)


def _refuse_to_overwrite(out: Path) -> None:
    if out.exists():
        raise InputError(f"{out}: exists already; name a new file")


def _write_archive(file: IO[bytes], settings: Settings, progress: Callable[[str], None]) -> None:
    with (
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=_COMPRESSION) as archive,
        opened_engine(settings.sqlalchemy_url) as engine,
        reading(engine) as connection,
    ):
        revision = revision_of(connection)
        if revision is None or revision != revisions()[0]:
            raise NotReadyError("the database's tables are missing or of another version; run rumbo init")
        writer = ArchiveWriter(archive)
        tables = tuple(_add_table(writer, connection, shape, progress) for shape in table_shapes())
        for name, place in file_parts(settings).items():
            progress(name)
            _add_files(writer, name, place)
        writer.close(
            Manifest(
                made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                program_version=importlib.metadata.version("rumbo"),
                revision=revision,
                tables=tables,
                reference={entry.name: entry.sha256 for entry in read_manifest(settings.reference_in_use)},
                files=dict(writer.files),
            )
        )
    file.flush()
    os.fsync(file.fileno())


def _add_table(
    writer: ArchiveWriter, connection: sa.Connection, shape: TableShape, progress: Callable[[str], None]
) -> TableRows:
    digest = RowsDigest()
    for number, part in enumerate(_parts(stored_lines(connection, shape), digest), start=1):
        writer.add_bytes(f"{TABLES}/{shape.name}/{number:06}.jsonl", part)
    progress(f"{shape.name}: {digest.n_rows} rows")
    return TableRows(shape, digest.n_rows, digest.hexdigest)


def _parts(lines: Iterable[bytes], digest: RowsDigest) -> Iterator[bytes]:
    """The lines, many at a time; ``digest`` takes in each."""
    part = bytearray()
    for line in lines:
        digest.add(line)
        part += line
        if len(part) >= _BYTES_A_PART:
            yield bytes(part)
            part.clear()
    if part:
        yield bytes(part)


def _add_files(writer: ArchiveWriter, name: str, place: Path) -> None:
    if place.is_file():  # the store of MLflow, which may be writing it
        writer.add_bytes(name, _copy_of(place))
    for path in _folder_files(place):
        writer.add_file(f"{name}/{path.relative_to(place).as_posix()}", path)


def _folder_files(folder: Path) -> Iterator[Path]:
    """Whole files below a folder, those of the folder itself first.

    These are pointers: what one names was there before it, and so is listed after it was read.
    """
    for pattern in ("*", "*/**/*"):
        for path in sorted(folder.glob(pattern)):
            is_unfinished = any(".partial" in part or part.endswith(".tmp") for part in path.relative_to(folder).parts)
            if path.is_file() and not is_unfinished:
                yield path


def _copy_of(database: Path) -> bytes:
    """A copy of one moment of a small SQLite file that others may be writing."""
    with closing(sqlite3.connect(database)) as read, closing(sqlite3.connect(":memory:")) as copy:
        read.backup(copy)
        return copy.serialize()
