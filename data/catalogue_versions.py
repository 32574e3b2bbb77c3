"""An operator's own catalogues: each a whole folder of reference files, and a pointer to the one in use.

``home/catalogues/current`` holds the name of a folder beside it. Older folders stay: to go back, write an older name
into the pointer, or delete it to use the shipped catalogue.
"""

import shutil
from pathlib import Path
from typing import Final

from data.atomic_file import replaced_file
from data.manifest import manifest_digest

POINTER: Final = "current"
_NAME_LENGTH: Final = 12


def current_catalogue(catalogues: Path) -> Path | None:
    """The folder of the operator's catalogue in use; ``None`` where the shipped one is."""
    try:
        name = (catalogues / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return catalogues / name


def keep_catalogue(folder: Path, catalogues: Path) -> Path:
    """Move a whole, valid catalogue among the operator's and use it; equal catalogues are one folder.

    Whenever this is stopped, the pointer names the old catalogue or the new one, whole.
    """
    catalogues.mkdir(parents=True, exist_ok=True)
    target = catalogues / manifest_digest(folder)[:_NAME_LENGTH]
    if target.exists():
        shutil.rmtree(folder)
    else:
        folder.replace(target)
    with replaced_file(catalogues / POINTER) as pointer:
        pointer.write(target.name.encode() + b"\n")
    return target
