"""Writes files that are either the old one or the new one, whole, whenever the program is stopped."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from data.errors import StorageFullError


@contextmanager
def replaced_file(path: Path, *, mode: int = 0o644) -> Iterator[BinaryIO]:
    """An open file that takes the place of ``path`` if the block ends well; else ``path`` stays as it was.

    ``mode`` is that of the new file: others who may read the folder may by default read what is in it.

    Raises
    ------
    StorageFullError
        If the disk has no room.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, as a rename is atomic only within one file system.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StorageFullError(f"no room on the disk for {path.name}") from error
        raise
    finally:
        temporary.unlink(missing_ok=True)
