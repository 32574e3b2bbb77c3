"""Reference files as tables of texts that rows can be put into, written back as they are shipped."""

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from data.reference_files import COLUMNS, reference_rows

Cells = Mapping[str, str]


class CatalogueTables:
    """The reference files of one folder, in memory; rows keep their order, new ones come last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: dict[str, list[dict[str, str]]] = {
            file: [dict(row.cells) for row in reference_rows(folder, file)] for file in COLUMNS
        }
        self.changed: set[str] = set()

    def ids(self, file: str) -> set[str]:
        """What stands in the first column."""
        return {row[COLUMNS[file][0]] for row in self._rows[file]}

    def rows(self, file: str, id_: str) -> list[dict[str, str]]:
        """Rows whose first column holds an id, in order."""
        return [row for row in self._rows[file] if row[COLUMNS[file][0]] == id_]

    def every_row(self, file: str) -> Iterator[Cells]:
        """All rows of a file, in order."""
        return iter(self._rows[file])

    def put(self, file: str, id_: str, rows: Iterable[Cells]) -> bool:
        """Let ``rows`` stand for an id where the old ones stood, or at the end; returns whether that is a change."""
        own = COLUMNS[file][0]
        new = [{name: row.get(name, "") for name in COLUMNS[file]} for row in rows]
        old = self.rows(file, id_)
        if new == old:
            return False
        places = [place for place, row in enumerate(self._rows[file]) if row[own] == id_]
        start = places[0] if places else len(self._rows[file])
        before = self._rows[file][:start]
        after = [row for row in self._rows[file][start:] if row[own] != id_]
        self._rows[file] = [*before, *new, *after]
        self.changed.add(file)
        return True

    def keep_only(self, file: str, ids: set[str]) -> int:
        """Remove rows of all other ids; returns how many ids went."""
        own = COLUMNS[file][0]
        gone = self.ids(file) - ids
        if gone:
            self._rows[file] = [row for row in self._rows[file] if row[own] in ids]
            self.changed.add(file)
        return len(gone)

    def write(self, folder: Path) -> None:
        """Write a new folder with every file of the old one, the changed ones anew."""
        shutil.copytree(self._folder, folder)
        for file in self.changed:
            with (folder / file).open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, COLUMNS[file], lineterminator="\n")
                writer.writeheader()
                writer.writerows(self._rows[file])
