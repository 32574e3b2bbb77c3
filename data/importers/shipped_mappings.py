"""Mappings of well-known public files that ship with the program, used by name: ``--mapping oulad``."""

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).resolve().parent / "mappings"


def shipped_mappings() -> dict[str, Path]:
    """Files by name, in order of names."""
    return {path.stem: path for path in sorted(_FOLDER.glob("*.toml"))}


def mapping_file(named: Path) -> Path:
    """The shipped mapping of that name, or else the file itself; a file that exists goes first."""
    return named if named.exists() else shipped_mappings().get(str(named), named)
