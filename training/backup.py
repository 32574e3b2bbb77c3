"""Copies of all that cannot be made anew: database, bundles, MLflow's store; one archive, whole or absent."""

import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from data.database import sqlite_file, storage_errors
from data.errors import InputError, NotReadyError
from data.settings import Settings


def back_up(settings: Settings, out: Path) -> int:
    """Write ``out`` (.tar.gz) and return its size in bytes; the service may go on meanwhile.

    SQLite files are copied through SQLite itself, so that the copy is of one moment. Vectors, indexes and the encoder
    are left out: ``rumbo embed`` and ``rumbo index`` make them again.

    Raises
    ------
    InputError
        If ``out`` exists or its folder does not.
    NotReadyError
        If the database is a PostgreSQL server, which has its own tool, or there is nothing to save.
    """
    database = sqlite_file(settings.sqlalchemy_url)
    if database is None:
        raise NotReadyError("this database is a PostgreSQL server: back it up with pg_dump")
    if not database.is_file():
        raise NotReadyError(f"there is no database at {database}; run rumbo init")
    if out.exists() or not out.parent.is_dir():
        raise InputError(f"{out}: exists already, or its folder does not; name a new file")
    partial = out.with_name(out.name + ".partial")
    with storage_errors(), tempfile.TemporaryDirectory(dir=settings.home) as copies:
        try:
            _write_archive(partial, settings, database, Path(copies))
            partial.replace(out)
        finally:
            partial.unlink(missing_ok=True)
    return out.stat().st_size


def _write_archive(partial: Path, settings: Settings, database: Path, copies: Path) -> None:
    with tarfile.open(partial, "w:gz") as archive:
        archive.add(_copied(database, copies / "rumbo.db"), "rumbo.db")
        if settings.bundles_dir.is_dir():
            archive.add(settings.bundles_dir, "bundles", filter=_without_partials)
        runs = settings.mlruns / "mlflow.db"
        if runs.is_file():
            archive.add(_copied(runs, copies / "mlflow.db"), "mlruns/mlflow.db")
        if (settings.mlruns / "artifacts").is_dir():
            archive.add(settings.mlruns / "artifacts", "mlruns/artifacts")
        archive.add(settings.reference / "MANIFEST.toml", "reference/MANIFEST.toml")
        if settings.catalogues_dir.is_dir():
            archive.add(settings.catalogues_dir, "catalogues", filter=_without_partials)


def _copied(source: Path, target: Path) -> Path:
    """A copy of one moment of a SQLite file that others may be writing."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as write:
        read.backup(write)
    return target


def _without_partials(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if ".partial" in entry.name else entry
