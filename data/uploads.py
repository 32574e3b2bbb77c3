"""Files that came in by a page and wait for their import: kept under a random name, gone when no job needs them."""

import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import BinaryIO, Final

from data.database import storage_errors
from data.errors import AppError
from data.job_commands import paths_in
from data.job_queue import JobQueue
from data.job_store import JobRun

KEPT_SECONDS: Final = 7 * 24 * 3600
"""How long a file stays whose import failed, so that it can be tried once more."""

_CHUNK: Final = 1_000_000
_NAME_LENGTH: Final = 80


class UploadTooLargeError(AppError):
    """A file is larger than this installation takes by a page; the command line takes any."""

    status = 413
    key = "error.upload_too_large"


@dataclass(frozen=True, slots=True)
class Uploads:
    """A folder with one folder of a random name for each form that came in."""

    folder: Path

    @contextmanager
    def new_folder(self) -> Iterator[Path]:
        """An empty folder that its owner alone can read, as files may hold personal data; gone if the block fails."""
        made = self.folder / secrets.token_hex(12)
        made.mkdir(parents=True, mode=0o700)
        try:
            yield made
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise

    def keep(self, file: BinaryIO, name: str, into: Path, most_bytes: int) -> Path:
        """Store a file under its own base name.

        Raises
        ------
        UploadTooLargeError
            If it has more than ``most_bytes``.
        StorageFullError
            If the disk has no room.
        """
        path = into / safe_name(name)
        with storage_errors(), path.open("xb") as kept:
            while chunk := file.read(_CHUNK):
                if kept.tell() + len(chunk) > most_bytes:
                    raise UploadTooLargeError(f"an upload has more than {most_bytes} bytes")
                kept.write(chunk)
        return path

    def discard(self, job: JobRun, queue: JobQueue) -> None:
        """Delete the uploaded files of a job that ended, unless another job waits for them."""
        for folder in self._folders_of(job) - self._needed(queue):
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self, queue: JobQueue) -> None:
        """Delete what has stayed for a week and no job waits for."""
        if not self.folder.is_dir():
            return
        needed = self._needed(queue)
        for folder in self.folder.iterdir():
            if folder not in needed and time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

    def _needed(self, queue: JobQueue) -> set[Path]:
        return {folder for job in queue.unfinished() for folder in self._folders_of(job)}

    def _folders_of(self, job: JobRun) -> set[Path]:
        paths = paths_in(job.arguments)
        return {path.parent for path in paths if path.parent.parent == self.folder.absolute()}


def safe_name(name: str) -> str:
    r"""The base name that a browser gave, without what a file system or a page could stumble over.

    Examples
    --------
    >>> safe_name("C:\\datos\\alumnos 2026.csv")
    'alumnos 2026.csv'
    >>> safe_name("../../.bashrc")
    'bashrc'
    """
    base = re.sub(r"[^\w.\- ]", "_", PureWindowsPath(name).name).lstrip(". ")
    return base[-_NAME_LENGTH:] or "file"
