"""The kinds of import that read a whole folder, with the function that does it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from data.importers.counts import ImportCounts
from data.importers.esco import import_esco

FolderImport = Callable[[Path, sa.Engine, Callable[[str], None]], ImportCounts]

FOLDER_KINDS: Final[Mapping[str, FolderImport]] = {"esco": import_esco}
