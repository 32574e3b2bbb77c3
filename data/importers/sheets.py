"""Which sheet of a workbook holds the rows of a kind, by the name of the sheet."""

from pathlib import Path
from typing import Final

from data.importers.formats.excel_rows import is_excel
from data.names import plain_name

# The first is the name in our own template, in Spanish, the second that in English.
SHEET_NAMES: Final = {
    "learners": ("aprendices", "learners", "alumnos", "estudiantes", "personas", "people"),
    "transcripts": ("kardex", "transcripts", "historial", "historial academico", "calificaciones"),
}


def sheet_of(path: Path, kind: str) -> str | None:
    """The sheet named after a kind; ``None`` where the file is no workbook or has none."""
    known = SHEET_NAMES.get(kind, ())
    return next((sheet for sheet in _sheet_names(path) if plain_name(sheet) in known), None) if known else None


def _sheet_names(path: Path) -> list[str]:
    """Names of the sheets, none for another kind of file; what is wrong with a file is told by who reads it."""
    from openpyxl import load_workbook

    try:
        with path.open("rb") as raw:
            if raw.read(2) != b"PK" or not is_excel(raw):
                return []
            workbook = load_workbook(raw, read_only=True, keep_links=False)
            return list(workbook.sheetnames)
    except (OSError, ValueError, KeyError):
        return []
