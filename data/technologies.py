"""Names of technologies, methods and standards that job advertisements use: a shipped list beside the catalogue.

The list only names things. What is taught, proved and asked for hangs on the catalogue's skills, to which a name is
linked where the two share a form.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.domain import Label, SkillKind
from data.errors import CatalogueError
from data.reference_files import SHIPPED, plain_rows

_FILE: Final = "technologies.csv"


@dataclass(frozen=True, slots=True)
class Technology:
    """One name with its other forms; ``needs_context`` marks names that are common words or letters, such as Go."""

    label: Label
    aliases: tuple[str, ...]
    kind: SkillKind
    category: str
    needs_context: bool


def read_technologies(folder: Path = SHIPPED) -> tuple[Technology, ...]:
    """All technologies, in file order.

    Raises
    ------
    CatalogueError
        If the file is missing or a row has an unknown kind; the detail names the row.
    """
    return tuple(_technology(line, row) for line, row in enumerate(plain_rows(folder, _FILE), start=2))


def _technology(line: int, row: dict[str, str]) -> Technology:
    try:
        kind = SkillKind(row["kind"])
    except ValueError as error:
        known = ", ".join(SkillKind)
        raise CatalogueError(f"{_FILE}, line {line}: kind must be one of {known}, is {row['kind']!r}") from error
    return Technology(
        Label(es=row["label_es"], en=row["label_en"]),
        tuple(filter(None, row["aliases"].split("|"))),
        kind,
        row["category"],
        row["needs_context"] == "yes",
    )
