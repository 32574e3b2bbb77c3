"""Whether the rules for titles of degrees say what their examples and the listed titles say."""

from collections.abc import Iterator
from pathlib import Path

from data.catalogue_quality.finding import Finding
from data.programme_titles import ProgrammeMatcher
from data.reference_files import plain_rows

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
        for row in plain_rows(folder, file):
            family = matcher.family_of(row[column])
            found = family.id if family else ""
            if row[column] and found != row["family_id"]:
                listed, answer = row["family_id"] or "none", found or "none"
                yield Finding(CHECK, file, row[column], f"is {listed}, the rules say {answer}")
