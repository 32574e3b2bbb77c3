"""How the database names the file that a row came from."""

from pathlib import Path
from typing import Final

_LENGTH: Final = 400


def stored_file_name(path: Path) -> str:
    """How ``rejected_row`` names a file: its whole path, its end where that is too long."""
    return str(path.resolve())[-_LENGTH:]
