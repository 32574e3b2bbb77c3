"""Rows that nobody has compared with their source for too long."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from data.catalogue_quality.finding import Finding
from data.reference_files import COLUMNS, reference_rows

CHECK = "stale"

MOST_DAYS: Final[Mapping[str, int]] = {"checked_at": 730, "price_checked_at": 365}
"""Names and codes change slowly, prices every year."""


def stale(folder: Path, today: date) -> Iterator[Finding]:
    """Rows whose day of comparison is too old, or still to come."""
    for file, columns in COLUMNS.items():
        for row in reference_rows(folder, file):
            for column in set(columns) & set(MOST_DAYS):
                if row.optional(column) is None:
                    continue
                age = (today - row.day(column)).days
                if age > MOST_DAYS[column]:
                    yield Finding(CHECK, file, row.text(columns[0]), f"{column} is {age} days ago")
                elif age < 0:
                    yield Finding(CHECK, file, row.text(columns[0]), f"{column} is in the future")


def never_checked(folder: Path) -> dict[str, int]:
    """Number of rows without a day of comparison, by file that has such a column."""
    return {
        file: sum(row.optional("checked_at") is None for row in reference_rows(folder, file))
        for file, columns in COLUMNS.items()
        if "checked_at" in columns
    }
