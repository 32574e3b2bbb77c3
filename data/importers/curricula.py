"""Completes the rows of a plan of study as schools publish it: without English, ids or the semester in a column."""

import re
from collections.abc import Mapping
from typing import Final

from data.importers.fields import RowError
from data.names import plain_key, plain_name, with_arabic_numerals

_HOUR_PARTS: Final = ("hours_theory", "hours_practice")


def complete_subject(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells with what follows from others.

    A blank English text is the Spanish one, a blank syllabus the subject's name. Hours of theory and of practice,
    both a week, make the hours. The semester may be said in words, and in the heading above the table where the table
    has none. An id is made of the plan's and the official key.

    Raises
    ------
    RowError
        If there are hours of theory or practice that are no whole number.
    """
    full = dict(cells)
    full["label_en"] = full["label_en"] or full["label_es"]
    full["curriculum_label_en"] = full["curriculum_label_en"] or full["curriculum_label_es"]
    full["syllabus_es"] = full["syllabus_es"] or full["label_es"]
    full["syllabus_en"] = full["syllabus_en"] or cells["syllabus_es"] or full["label_en"]
    full["semester"] = semester_in(full["semester"] or full["heading"])
    full["hours"] = full["hours"] or _hours(cells)
    if not full["subject_id"] and full["subject_key"]:
        full["subject_id"] = f"{full['curriculum_id']}-{plain_key(full['subject_key'])}"
    return full


def semester_in(text: str) -> str:
    """The number of the semester that a text names, the text itself where it names none.

    Examples
    --------
    >>> semester_in("Semestre 7 (Comunes)"), semester_in("IV Semestre"), semester_in("3"), semester_in("Optativas")
    ('7', '4', '3', 'Optativas')
    """
    found = re.search(r"\d+", with_arabic_numerals(plain_name(text)))
    return found.group() if found else text


def _hours(cells: Mapping[str, str]) -> str:
    """The sum of the hours given by parts; blank where none is."""
    parts = [(name, cells[name]) for name in _HOUR_PARTS if cells[name]]
    for name, text in parts:
        if not (text.isascii() and text.isdigit()):
            raise RowError(f"{name} must be a whole number, is {text[:20]!r}")
    return str(sum(int(text) for _, text in parts)) if parts else ""
