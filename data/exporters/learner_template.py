"""Writes the Excel file that schools fill in with their learners and what they have studied.

Two sheets of rows with a header, an invented example each and lists to choose from; the example can be imported as it
stands and is marked as invented. One sheet explains, and two list what may be written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from data.catalogue import Catalogue
from data.domain import EnglishLevel, Language, LearnerKind
from data.importers.column_names import OTHER_NAMES
from data.importers.learners import LEARNERS
from data.importers.sheets import SHEET_NAMES
from data.importers.transcripts import TRANSCRIPTS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# Rows below the header that offer lists to choose from.
_N_ROWS: Final = 5_000
_WIDTH: Final = 22
_EXAMPLE_ID: Final = "EJEMPLO-1"

_LISTED: Final = ("state_id", "curriculum_id", "institution_id", "goal_occupation_id")


@dataclass(frozen=True, slots=True)
class TemplateTexts:
    """What the file says in one language; ``kinds`` and ``levels`` are words that an import reads back."""

    language: Language
    help_sheet: str
    lists_sheet: str
    subjects_sheet: str
    instructions: tuple[str, ...]
    example_name: str
    yes: str
    no: str
    subject_headings: tuple[str, str, str]
    kinds: Mapping[LearnerKind, str]
    levels: Mapping[EnglishLevel, str]


def learner_template(catalogue: Catalogue, texts: TemplateTexts) -> bytes:
    """The file's bytes, of the plans, institutions and occupations of ``catalogue``."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    place = list(Language).index(texts.language)
    people = workbook.create_sheet(SHEET_NAMES["learners"][place].capitalize())
    kardex = workbook.create_sheet(SHEET_NAMES["transcripts"][place].capitalize())
    put_rows(workbook.create_sheet(texts.help_sheet), *((line,) for line in texts.instructions))
    lists = _lists(catalogue, texts.language)
    _fill_lists(workbook, texts, lists)
    subjects = put_rows(
        workbook.create_sheet(texts.subjects_sheet),
        texts.subject_headings,
        *((one.id, one.label.in_language(texts.language), one.curriculum_id) for one in catalogue.subjects.values()),
    )
    choices = {
        "kind": _words(texts.kinds.values()),
        "english": _words(texts.levels.values()),
        **dict.fromkeys(("english_tested", "is_invented", "passed"), _words((texts.yes, texts.no))),
        "grade_scale": _words(("10", "100")),
        "subject_id": _range(texts.subjects_sheet, 0, subjects),
        **{name: _range(texts.lists_sheet, 2 * n, len(lists[name])) for n, name in enumerate(_LISTED)},
    }
    first_subject = next(iter(catalogue.subjects.values()))
    learner = {
        "external_id": _EXAMPLE_ID,
        "name": texts.example_name,
        "kind": texts.kinds[LearnerKind.STUDENT],
        "state_id": lists["state_id"][0][0],
        "english": texts.levels[EnglishLevel.B1],
        "curriculum_id": first_subject.curriculum_id,
        "is_invented": texts.yes,
    }
    subject = {
        "external_id": _EXAMPLE_ID,
        "subject_id": first_subject.id,
        "period": "2024-1",
        "grade": "85",
        "grade_scale": "100",
    }
    _fill(people, LEARNERS.columns, learner, choices, texts.language)
    _fill(kardex, TRANSCRIPTS.columns, subject, choices, texts.language)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def heading(column: str, language: Language) -> str:
    """A column's name as the template writes it, which an import finds again."""
    spanish = OTHER_NAMES[column][0]
    return (spanish if language is Language.ES else column.replace("_", " ")).capitalize()


def put_rows(sheet: "Worksheet", *rows: Sequence[str]) -> int:
    """Write rows of texts from the top; returns how many stand below the first."""
    for number, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            if text:
                cell = sheet.cell(number, column, text)
                # A text that begins like a formula stays a text.
                cell.data_type = "s"
    return len(rows) - 1


def _fill(
    sheet: "Worksheet",
    columns: Sequence[str],
    example: Mapping[str, str],
    choices: Mapping[str, str],
    language: Language,
) -> None:
    """Header, example and lists to choose from."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    put_rows(sheet, [heading(name, language) for name in columns], [example.get(name, "") for name in columns])
    sheet.freeze_panes = "A2"
    for number, name in enumerate(columns, start=1):
        letter = get_column_letter(number)
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet[f"{letter}2"].font = Font(italic=True)
        sheet.column_dimensions[letter].width = _WIDTH
        if name in choices:
            validation = DataValidation(type="list", formula1=choices[name], allow_blank=True)
            # Official keys and names of subjects are taken, too, so a value beyond the list is only warned of.
            validation.errorStyle = "warning"
            validation.add(f"{letter}2:{letter}{_N_ROWS}")
            sheet.add_data_validation(validation)


def _lists(catalogue: Catalogue, language: Language) -> dict[str, list[tuple[str, str]]]:
    """What may be written in the columns of `_LISTED`, each with its name."""
    return {
        "state_id": [(one.label.es, one.id) for one in catalogue.states.values()],
        "curriculum_id": [(one.id, one.label.in_language(language)) for one in catalogue.curricula.values()],
        "institution_id": [(one.id, one.name) for one in catalogue.institutions.values()],
        "goal_occupation_id": [(one.id, one.label.in_language(language)) for one in catalogue.occupations.values()],
    }


def _fill_lists(workbook: "Workbook", texts: TemplateTexts, lists: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Two columns a list, side by side: what to write, and what it means."""
    rows = [[cell for name in _LISTED for cell in (heading(name, texts.language), "")]]
    for place in range(max(map(len, lists.values()))):
        pairs = (lists[name][place] if place < len(lists[name]) else ("", "") for name in _LISTED)
        rows.append([cell for pair in pairs for cell in pair])
    put_rows(workbook.create_sheet(texts.lists_sheet), *rows)


def _words(words: Iterable[str]) -> str:
    """A list to choose from, written out."""
    return f'"{",".join(words)}"'


def _range(sheet: str, column: int, n_rows: int) -> str:
    """A list to choose from that stands on another sheet, below a heading."""
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(column + 1)
    return f"'{sheet}'!${letter}$2:${letter}${n_rows + 1}"
