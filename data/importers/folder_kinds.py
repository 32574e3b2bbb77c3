"""The kinds of import that read a whole folder, with the function that does it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol

import sqlalchemy as sa

from data.importers.counts import ImportCounts
from data.importers.esco import import_esco


class FolderImport(Protocol):
    """Imports a folder in one transaction, or with ``dry_run`` counts and keeps nothing."""

    def __call__(
        self, folder: Path, engine: sa.Engine, tell: Callable[[str], None], *, dry_run: bool = False
    ) -> ImportCounts:
        """Import; ``tell`` is told a line about each file."""
        ...


FOLDER_KINDS: Final[Mapping[str, FolderImport]] = {"esco": import_esco}
