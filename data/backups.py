"""The backups of this installation that a page or the API asked for: files in one folder, each with its last check."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from data.atomic_file import replaced_file
from data.errors import NotFoundError

NAME_PATTERN: Final = r"^rumbo-[0-9]{8}-[0-9]{6}\.tar\.gz$"
"""Names of backups here; others in the folder are somebody else's files."""

_SUFFIX: Final = ".check.json"


@dataclass(frozen=True, slots=True)
class BackupCheck:
    """What came of reading a backup whole; ``detail`` says what it holds, or what is wrong with it."""

    checked_at: datetime
    is_whole: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Backup:
    """One archive; ``check`` is ``None`` until it was read back."""

    name: str
    file: Path
    n_bytes: int
    made_at: datetime
    check: BackupCheck | None


def new_backup_file(folder: Path, now: datetime) -> Path:
    """Where a backup that is asked for now goes; its folder is made, for the service's user alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"rumbo-{now:%Y%m%d-%H%M%S}.tar.gz"


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """The backups of a folder, newest first."""
    if not folder.is_dir():
        return ()
    names = (path.name for path in folder.iterdir() if re.match(NAME_PATTERN, path.name) and path.is_file())
    return tuple(_backup(folder / name) for name in sorted(names, reverse=True))


def backup_of(folder: Path, name: str) -> Backup:
    """One backup.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    file = folder / name
    if not re.match(NAME_PATTERN, name) or not file.is_file():
        raise NotFoundError(f"there is no backup {name!r}")
    return _backup(file)


def keep_check(archive: Path, check: BackupCheck) -> None:
    """Note beside an archive what came of reading it."""
    kept = {**asdict(check), "checked_at": check.checked_at.isoformat()}
    with replaced_file(_check_file(archive)) as out:
        out.write((json.dumps(kept, indent=1) + "\n").encode())


def _backup(file: Path) -> Backup:
    found = file.stat()
    return Backup(file.name, file, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC), _check_of(file))


def _check_of(archive: Path) -> BackupCheck | None:
    try:
        kept = json.loads(_check_file(archive).read_text(encoding="utf-8"))
        return BackupCheck(datetime.fromisoformat(kept["checked_at"]), kept["is_whole"], kept["detail"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _check_file(archive: Path) -> Path:
    return archive.with_name(archive.name + _SUFFIX)
