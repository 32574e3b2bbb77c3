"""Reads a grade of a Mexican transcript: a number out of 10 or 100, or one of the words that stand for one."""

from collections.abc import Mapping
from typing import Final

from data.importers.fields import Fields, RowError
from data.names import plain_name

_PASSING_GRADES: Final = {10: 6.0, 100: 70.0}
"""What is enough to pass, by the best grade: usual at schools that grade so, unless a file says otherwise."""

_RESULTS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("ac", "ap", "acreditada", "acreditado", "aprobada", "aprobado"), True),
    **dict.fromkeys(("revalidada", "revalidado", "rev", "equivalencia", "convalidada", "convalidado"), True),
    **dict.fromkeys(("na", "no acreditada", "no acreditado", "reprobada", "reprobado"), False),
    **dict.fromkeys(("np", "no presento", "no se presento"), False),
    **dict.fromkeys(("sd", "sin derecho"), False),
}


def grade_and_result(fields: Fields) -> tuple[float | None, bool]:
    """Grade out of 100, ``None`` where a word stands for it, and whether the subject was passed.

    The column ``passed`` decides where it is filled, otherwise the grade does.

    Raises
    ------
    RowError
        If neither tells, or a grade of 10 or less does not say of how many.
    """
    text = fields.optional("grade")
    by_word = None if text is None else _RESULTS.get(plain_name(text))
    if text is None or by_word is not None:
        return None, _passed(fields, by_word)
    best = _best_grade(fields)
    grade = fields.number("grade", 0.0, float(best))
    enough = fields.number("passing_grade", 0.0, float(best), default=_PASSING_GRADES[best])
    return round(grade * 100 / best, 2), _passed(fields, grade >= enough)


def _passed(fields: Fields, otherwise: bool | None) -> bool:
    """What the column ``passed`` says, in whatever words."""
    text = fields.optional("passed")
    by_word = None if text is None else _RESULTS.get(plain_name(text))
    return fields.boolean("passed", default=otherwise) if by_word is None else by_word


def _best_grade(fields: Fields) -> int:
    """10 or 100; a number above ten shows that it is out of a hundred, a smaller one might be either."""
    if fields.optional("grade_scale") is not None:
        best = fields.integer("grade_scale", 10, 100)
        if best not in _PASSING_GRADES:
            raise RowError("grade_scale is neither 10 nor 100")
        return best
    if 0 < fields.number("grade", 0.0, 100.0) <= 10:
        raise RowError("grade may be out of 10 or out of 100; give grade_scale")
    return 100
