"""Partner files and one-line imports for the tests of the importers."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from data.catalogue import Catalogue
from data.importers.counts import ImportCounts
from data.importers.mapping import ColumnMapping
from data.importers.run import import_file
from data.importers.school_scope import SchoolScope
from data.tables import metadata

TODAY = date(2026, 11, 22)
KEY = b"test key"

LEARNERS = (
    {"external_id": "A1", "kind": "student", "state_id": "MX-JAL", "english": "B1", "name": "Ana Luz Ortiz"},
    {
        "external_id": "B2",
        "kind": "teacher",
        "state_id": "19",
        "english": "none",
        "email": "beto@partner.example",
    },
)


def write_csv(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """Rows under a header of every column that one of them has."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_jsonl(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """One object a line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def posting(posting_id: str, /, **changed: object) -> dict[str, object]:
    """A good posting with its own text."""
    row = {
        "posting_id": posting_id,
        "title": "Analista",
        "description": f"Buscamos a una persona con SQL para el equipo {posting_id}",
        "state_id": "MX-JAL",
        "posted_on": "2026-10-01",
    }
    return row | changed


class Importing:
    """Imports files into one database with the tiny catalogue."""

    def __init__(self, engine: sa.Engine, catalogue: Catalogue, folder: Path) -> None:
        self.engine = engine
        self._catalogue = catalogue
        self._folder = folder

    def file(
        self,
        kind: str,
        path: Path,
        mapping: ColumnMapping | None = None,
        *,
        school: SchoolScope | None = None,
        dry_run: bool = False,
    ) -> ImportCounts:
        """Import a file; what is told about it is kept in ``progress``, ``lines`` and ``told``."""
        self.progress: list[tuple[int, float]] = []
        self.lines: list[str] = []
        self.told: list[tuple[int, str]] = []
        return import_file(
            kind,
            path,
            mapping,
            self.engine,
            self._catalogue,
            KEY,
            TODAY,
            lambda n_read, share: self.progress.append((n_read, share)),
            tell=self.lines.append,
            tell_rejected=lambda line, reason: self.told.append((line, reason)),
            school=school,
            dry_run=dry_run,
        )

    def rows(self, kind: str, *rows: Mapping[str, object]) -> ImportCounts:
        """Import rows through a CSV file of the kind's name."""
        return self.file(kind, write_csv(self._folder / f"{kind}.csv", rows))

    def learners(self) -> None:
        """Import the two learners A1 and B2."""
        self.rows("learners", *LEARNERS)

    def reasons(self) -> list[tuple[int, str]]:
        """Line and reason of every rejected row, by line."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.text("SELECT line, reason FROM rejected_row ORDER BY line, reason"))
            return [(line, reason) for line, reason in rows]

    def stored(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything in the database."""
        with self.engine.connect() as connection:
            return {
                name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
                for name, table in metadata.tables.items()
            }
