"""Reads a backup back whole and notes beside it what came of that."""

from datetime import UTC, datetime
from pathlib import Path

from data.backups import BackupCheck, keep_check
from data.errors import InputError
from training.archives.archive import read_archive


def check_backup(archive: Path) -> BackupCheck:
    """Compare every member of an archive with its hash; nothing is written but the note.

    Raises
    ------
    InputError
        If it is not whole; the note says what is wrong.
    """
    try:
        manifest = read_archive(archive)
    except InputError as error:
        # The folder is the installation's own matter.
        detail = error.detail.removeprefix(f"{archive}: ")
        keep_check(archive, BackupCheck(datetime.now(UTC), False, detail))
        raise
    detail = f"{len(manifest.tables)} tables, {manifest.n_rows} rows, {len(manifest.files)} files"
    check = BackupCheck(datetime.now(UTC), True, detail)
    keep_check(archive, check)
    return check
