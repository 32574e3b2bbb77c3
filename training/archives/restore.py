"""Puts a backup back: the archive is checked, the database filled in one transaction, the files moved into place."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from data.archive_store import RowsDigest, TableShape, filled_tables, put_lines, renew_sequences, stored_lines
from data.database import (
    drop_tables,
    opened_engine,
    refresh_statistics,
    revision_of,
    revisions,
    storage_errors,
    upgrade,
    writing,
)
from data.errors import InputError
from data.settings import Settings
from training.archives.archive import RUNS, TABLES, Manifest, file_parts, read_archive, sha256_of
from training.tracking import move_artifacts

Progress = Callable[[str], None]

_UNPACKED: Final = "restore.partial"
_UNFINISHED: Final = "restore.unfinished"


def restore(settings: Settings, archive: Path, progress: Progress, *, force: bool, verify: bool) -> Manifest:
    """Make the installation what the archive holds; returns what was put there, file by file.

    Nothing is touched before every hash was compared. The database, on SQLite or PostgreSQL, is replaced in one
    transaction, and only if its rows read back equal where ``verify`` asks for that. Stopped at any point, it is to be
    run again. Vectors, indexes and the encoder are not in an archive and stay as they are.

    Raises
    ------
    InputError
        If the archive is damaged or of a newer version; if the database is, does not take its rows or gives back
        others; if there is something that no restore of this archive left there, and ``force`` is not given.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    unpacked, unfinished = settings.home / _UNPACKED, settings.home / _UNFINISHED
    with storage_errors(), _fresh_folder(unpacked):
        progress("reading the archive")
        manifest = read_archive(archive, unpacked)
        _check_revision(f"{archive}: its tables are", manifest.revision)
        with opened_engine(settings.sqlalchemy_url) as engine:
            _check_target(settings, engine, may_replace=force or _says(unfinished, manifest.digest))
            unfinished.write_text(manifest.digest, encoding="utf-8")
            with writing(engine) as connection:
                _fill_database(connection, manifest, unpacked / TABLES, progress, verify=verify)
            refresh_statistics(engine)
        progress("moving files into place")
        placed = _place_files(settings, unpacked)
        unfinished.unlink()
    return replace(manifest, files=manifest.files | placed)


@contextmanager
def _fresh_folder(folder: Path) -> Iterator[None]:
    """An empty folder that only its owner may read, gone at the end."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield
    finally:
        shutil.rmtree(folder)


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _check_revision(whose: str, revision: str) -> None:
    if revision not in revisions():
        raise InputError(f"{whose} of revision {revision}, which is newer than this program; install a newer version")


def _check_target(settings: Settings, engine: sa.Engine, *, may_replace: bool) -> None:
    """Refuse a database of a newer version, and an installation that holds something that may not be replaced."""
    with engine.connect() as connection:
        found = revision_of(connection)
        if found is not None:
            _check_revision("the database's tables are", found)
        there = [f"rows in {name}" for name in filled_tables(connection)]
    there += [str(path) for path in file_parts(settings).values() if path.is_file() or any(path.glob("*"))]
    if there and not may_replace:
        raise InputError(f"there is something already: {', '.join(there)}; --force replaces all of it")


def _fill_database(
    connection: sa.Connection, manifest: Manifest, folder: Path, progress: Progress, *, verify: bool
) -> None:
    """Make the tables anew as the archive knew them, put its rows, and only then bring them to the newest revision."""
    drop_tables(connection)
    upgrade(connection, manifest.revision)
    for table in manifest.tables:
        put_lines(connection, table.shape, _lines(folder / table.shape.name))
        progress(f"{table.shape.name}: {table.n_rows} rows")
    if verify:
        for table in manifest.tables:
            if _digest_in(connection, table.shape) != (table.n_rows, table.digest):
                raise InputError(
                    f"table {table.shape.name}: the rows read back are not the archive's; nothing was changed"
                )
    upgrade(connection)
    renew_sequences(connection)


def _lines(folder: Path) -> Iterator[bytes]:
    """The rows of a table, from all of its files; a table without rows has none."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open("rb") as file:
            yield from file


def _digest_in(connection: sa.Connection, shape: TableShape) -> tuple[int, str]:
    digest = RowsDigest()
    for line in stored_lines(connection, shape):
        digest.add(line)
    return digest.n_rows, digest.hexdigest


def _place_files(settings: Settings, unpacked: Path) -> dict[str, str]:
    """Replace every part by the archive's, or by nothing where it has none; each is whole whenever this is stopped.

    Returns the sha256 of what is not the archive's own any more: MLflow's store, which learns its artifacts' new place.
    """
    runs = unpacked / RUNS
    changed = {}
    if runs.is_file():
        move_artifacts(runs, (settings.mlruns / "artifacts").absolute())
        changed[RUNS] = sha256_of(runs)
    for name, target in file_parts(settings).items():
        _place(unpacked / name, target)
    return changed


def _place(source: Path, target: Path) -> None:
    # Beside its place, as a rename is atomic only within one file system.
    new, old = (target.with_name(f"{target.name}.restore-{word}.partial") for word in ("new", "old"))
    for stale in (new, old):
        _remove(stale)
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, new)
    if target.exists():
        target.replace(old)
    # What SQLite had not yet put into the old file must not end up in the new one.
    for ending in ("-journal", "-wal", "-shm"):
        _remove(target.with_name(target.name + ending))
    if new.exists():
        new.replace(target)
    _remove(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
