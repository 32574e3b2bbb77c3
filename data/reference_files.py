"""Reads the reference CSV files row by row, each cell as the kind of value that its column holds."""

import csv
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from data.domain import CertificationId, Label
from data.errors import CatalogueError

Word = TypeVar("Word", bound=StrEnum)

SHIPPED = Path(__file__).resolve().parent / "reference"
"""Files of the program itself, such as word lists; an operator's copy of the catalogue may be older than them."""

COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "states.csv": "state_id label_es label_en inegi_code curp_code latitude longitude checked_at source",
        "clusters.csv": "cluster_id name state_id city latitude longitude kind specialities checked_at source",
        "vendors.csv": "vendor_id name url checked_at source",
        "certifications.csv": "certification_id vendor_id name area level languages preparation_hours"
        " english_needed experience_months prerequisites exam_codes validity_months list_price_usd"
        " assumed_price_usd price_checked_at url summary_es summary_en checked_at source",
        "certification_skills.csv": "certification_id skill_id weight",
        "skills.csv": "skill_id label_es label_en aliases_es aliases_en kind area broader_skill_id esco_uri checked_at",
        "occupations.csv": "occupation_id label_es label_en aliases_es aliases_en area esco_uri isco_08"
        " sinco_2019 checked_at source",
        "occupation_skills.csv": "occupation_id skill_id weight",
        "institutions.csv": "institution_id name state_id kind checked_at source",
        "curricula.csv": "curriculum_id label_es label_en area n_semesters institution_id checked_at source",
        "subjects.csv": "subject_id curriculum_id label_es label_en semester hours credits syllabus_es syllabus_en",
        "subject_skills.csv": "subject_id skill_id weight",
        "subject_prerequisites.csv": "subject_id needs_subject_id",
        "agreements.csv": "vendor_id discount seats_a_year minimum_group checked_at source",
        "funds.csv": "fund_id kind label_es label_en state_id share_paid budget_centavos checked_at source",
        "graduates_by_state.csv": "state_id cycle enrolled new_entrants graduates degrees checked_at source",
    }.items()
}


class ReferenceRow:
    """One row of a reference file; each method reads a cell or raises what is wrong with it."""

    def __init__(self, file: str, line: int, cells: dict[str, str]) -> None:
        self.file = file
        self.line = line
        self.cells = cells

    def error(self, text: str) -> CatalogueError:
        """The error to raise about this row."""
        return CatalogueError(f"{self.file}, line {self.line}: {text}")

    def optional(self, column: str) -> str | None:
        """A text, ``None`` where the cell is empty."""
        return self.cells[column] or None

    def text(self, column: str) -> str:
        """A text that is there."""
        value = self.cells[column]
        if not value:
            raise self.error(f"{column} is empty")
        return value

    def label(self, stem: str) -> Label:
        """The Spanish and English cells of a name."""
        return Label(es=self.text(f"{stem}_es"), en=self.text(f"{stem}_en"))

    def texts(self, column: str) -> tuple[str, ...]:
        """The parts of a list separated by ``|``; empty for an empty cell."""
        value = self.cells[column]
        if not value:
            return ()
        parts = tuple(part.strip() for part in value.split("|"))
        if not all(parts) or len(set(parts)) < len(parts):
            raise self.error(f"{column} has an empty or repeated part")
        return parts

    def word(self, column: str, words: type[Word]) -> Word:
        """One word of a closed set."""
        return self._word(column, self.cells[column], words)

    def words(self, column: str, words: type[Word]) -> frozenset[Word]:
        """At least one word of a closed set."""
        found = frozenset(self._word(column, part, words) for part in self.texts(column))
        if not found:
            raise self.error(f"{column} is empty")
        return found

    def integer(self, column: str, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self.text(column)
        if not (value.isascii() and value.lstrip("-").isdigit()) or not low <= int(value) <= high:
            raise self.error(f"{column} must be a whole number from {low} to {high}, is {value!r}")
        return int(value)

    def number(self, column: str, low: float, high: float) -> float:
        """A number from ``low`` to ``high``."""
        value = self.text(column)
        try:
            found = float(value)
        except ValueError as error:
            raise self.error(f"{column} must be a number, is {value!r}") from error
        if not low <= found <= high:
            raise self.error(f"{column} must be from {low} to {high}, is {value!r}")
        return found

    def weight(self) -> float:
        """The column ``weight``, in (0, 1]."""
        found = self.number("weight", 0.0, 1.0)
        if found == 0.0:
            raise self.error("weight must be above 0")
        return found

    def day(self, column: str) -> date:
        """An ISO date."""
        value = self.text(column)
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.error(f"{column} must be an ISO date, is {value!r}") from error

    def prerequisites(self, column: str) -> tuple[frozenset[CertificationId], ...]:
        """Groups joined by ``&`` that all must be met, each of alternatives joined by ``|``: ``a & b|c``."""
        value = self.cells[column]
        if not value:
            return ()
        groups = tuple(
            frozenset(CertificationId(name.strip()) for name in group.split("|")) for group in value.split("&")
        )
        if any("" in group for group in groups):
            raise self.error(f"{column} has an empty part: {value!r}")
        return groups

    def _word(self, column: str, value: str, words: type[Word]) -> Word:
        try:
            return words(value)
        except ValueError as error:
            known = ", ".join(words)
            raise self.error(f"{column} must be one of {known}, is {value!r}") from error


def reference_rows(folder: Path, file: str) -> Iterator[ReferenceRow]:
    """Rows of one file, in its order; cells are stripped.

    Raises
    ------
    CatalogueError
        If the file is absent, is not UTF-8, has another header, or a row has too few or too many cells.
    """
    columns = COLUMNS[file]
    try:
        with (folder / file).open(encoding="utf-8", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = next(reader, [])
            if tuple(header) != columns:
                raise CatalogueError(f"{file}, line 1: the header must be {','.join(columns)}")
            for cells in reader:
                line = reader.line_num
                if len(cells) != len(columns):
                    raise CatalogueError(f"{file}, line {line}: {len(cells)} cells, not {len(columns)}")
                stripped = (cell.strip() for cell in cells)
                yield ReferenceRow(file, line, dict(zip(columns, stripped, strict=True)))
    except FileNotFoundError as error:
        raise CatalogueError(f"{file} is missing in {folder}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(f"{file} is not a UTF-8 CSV file: {error}") from error


def boilerplate_sentences(folder: Path) -> tuple[str, ...]:
    """Sentences of job advertisements that ask for no skill, in file order."""
    return tuple(row["sentence"] for row in plain_rows(folder, "boilerplate.csv"))


def loanwords(folder: Path) -> tuple[str, ...]:
    """Labels in small letters that may be equal in both languages, in file order."""
    return tuple(row["word"] for row in plain_rows(folder, "loanwords.csv"))


def plain_rows(folder: Path, file: str) -> list[dict[str, str]]:
    """Rows of a reference file that holds no noun of the catalogue, as texts by column.

    Raises
    ------
    CatalogueError
        If the file is missing.
    """
    try:
        with (folder / file).open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))
    except FileNotFoundError as error:
        raise CatalogueError(f"{file} is missing in {folder}") from error
