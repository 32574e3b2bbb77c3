"""Whether the rules for titles of degrees say what their examples and the listed titles say."""

import csv
from collections.abc import Iterator
from pathlib import Path

from data.catalogue_quality.finding import Finding
from data.programme_titles import ProgrammeMatcher

CHECK = "programme"


def contradicted(folder: Path) -> Iterator[Finding]:
    """Examples of rules and listed titles that the rules put elsewhere.

    Raises
    ------
    CatalogueError
        If a rule cannot be read.
    """
    matcher = ProgrammeMatcher(folder)
    for file, column in (("programme_rules.csv", "example"), ("programme_titles.csv", "title")):
        with (folder / file).open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                family = matcher.family_of(row[column])
                found = family.id if family else ""
                if row[column] and found != row["family_id"]:
                    yield Finding(CHECK, file, row[column], f"is {row['family_id'] or 'none'}, the rules say {found}")
