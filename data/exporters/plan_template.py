"""Writes a plan of study as the file that a school fills in, changes and loads again."""

import csv
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO
from typing import Final

from data.domain import Language, SubjectId
from data.exporters.learner_template import heading, put_rows
from data.stored_plans import StoredPlan

COLUMNS: Final = (
    "subject_key",
    "label_es",
    "semester",
    "hours",
    "credits",
    "syllabus_es",
    "prerequisites",
    "label_en",
    "syllabus_en",
)

PlanRows = Iterable[Mapping[str, str]]
"""Texts by `COLUMNS`; an absent one is blank."""

_WIDTH: Final = 24


def plan_workbook(rows: PlanRows, sheet_name: str, language: Language) -> bytes:
    """An Excel file with the rows under a header; a text that begins like a formula stays a text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    workbook.remove(workbook.active)
    sheet = workbook.create_sheet(sheet_name)
    put_rows(sheet, *_table(rows, language))
    sheet.freeze_panes = "A2"
    for number in range(1, len(COLUMNS) + 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def plan_csv(rows: PlanRows, language: Language) -> bytes:
    """The same as CSV, with the mark by which Excel knows UTF-8.

    Excel takes texts that begin with certain signs for formulas: rows must be our own, not what people wrote.
    """
    text = StringIO()
    csv.writer(text).writerows(_table(rows, language))
    return text.getvalue().encode("utf-8-sig")


def rows_of(plan: StoredPlan) -> list[dict[str, str]]:
    """What a plan says of its subjects, so that it reads alike."""
    keys = keys_of(plan)
    return [
        {
            "subject_key": keys[one.id],
            "label_es": one.label.es,
            "semester": str(one.semester),
            "hours": str(one.hours),
            "credits": str(one.credits),
            "syllabus_es": one.syllabus.es,
            "prerequisites": "; ".join(keys[id_] for id_ in sorted(one.prerequisite_ids)),
            "label_en": one.label.en,
            "syllabus_en": one.syllabus.en,
        }
        for one in plan.curriculum.subjects
    ]


def keys_of(plan: StoredPlan) -> dict[SubjectId, str]:
    """The key of each subject.

    Where the school gave none, what follows the plan's id in the subject's is one: the subject stays the same then,
    even under another name.
    """
    return {one.id: plan.official_keys[one.id] or one.id.partition("-")[2] for one in plan.curriculum.subjects}


def _table(rows: PlanRows, language: Language) -> list[list[str]]:
    return [
        [heading(name, language) for name in COLUMNS],
        *([row.get(name, "") for name in COLUMNS] for row in rows),
    ]
