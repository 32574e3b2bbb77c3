"""Which sheet of a workbook holds the rows of a kind, by the name of the sheet."""

from pathlib import Path
from typing import Final

from data.importers.formats.excel_rows import is_excel, sheet_names
from data.names import plain_name

# The first is the name in our own template, in Spanish, the second that in English.
SHEET_NAMES: Final = {
    "learners": ("aprendices", "learners", "alumnos", "estudiantes", "personas", "people"),
    "transcripts": ("kardex", "transcripts", "historial", "historial academico", "calificaciones"),
}


def sheet_of(path: Path, kind: str) -> str | None:
    """The sheet named after a kind; ``None`` where the file is no workbook or has none.

    Raises
    ------
    InputError
        If the workbook is damaged or unpacks to too much.
    """
    known = SHEET_NAMES.get(kind, ())
    return next((sheet for sheet in _names(path) if plain_name(sheet) in known), None) if known else None


def _names(path: Path) -> list[str]:
    """Names of the sheets, none for another kind of file; why a file cannot be opened is told by who reads its rows."""
    try:
        with path.open("rb") as raw:
            return sheet_names(path, raw) if is_excel(raw) else []
    except OSError:
        return []
