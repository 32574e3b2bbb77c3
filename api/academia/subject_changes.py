"""Reads what a school changes of a subject, by the same rules as a file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from data.catalogue_checks import order_problem
from data.domain import Label, Subject
from data.importers.fields import Fields, RowError
from data.importers.plan_prerequisites import COLUMN, PlanPrerequisites, names_in
from data.stored_plans import StoredPlan

Value = TypeVar("Value")

FIELDS: Final = ("subject_key", "label_es", "semester", "hours", "credits", "syllabus_es", COLUMN)


class SubjectProblemError(Exception):
    """What is wrong with which field."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def values_of(subject: Subject, plan: StoredPlan) -> dict[str, str]:
    """What the fields show of a subject; no syllabus where it is the bare name."""
    names = (plan.official_keys[id_] or plan.subject(id_).label.es for id_ in sorted(subject.prerequisite_ids))
    return {
        "subject_key": plan.official_keys[subject.id],
        "label_es": subject.label.es,
        "semester": str(subject.semester),
        "hours": str(subject.hours),
        "credits": str(subject.credits),
        "syllabus_es": "" if subject.syllabus.es == subject.label.es else subject.syllabus.es,
        COLUMN: "; ".join(names),
    }


def changed_subject(subject: Subject, plan: StoredPlan, given: Mapping[str, str], today: date) -> tuple[Subject, str]:
    """The subject as given, and its official key; English texts that were no translation go with the Spanish ones.

    Raises
    ------
    SubjectProblemError
        Naming the field that is wrong.
    """
    fields = Fields(given, today)
    name = _of("label_es", lambda: fields.text("label_es", 200))
    syllabus = _of("syllabus_es", lambda: fields.optional("syllabus_es")) or name
    changed = replace(
        subject,
        label=_label(subject.label, name),
        semester=_of("semester", lambda: fields.integer("semester", 1, 12)),
        hours=_of("hours", lambda: fields.integer("hours", 0, 40)),
        credits=_of("credits", lambda: fields.integer("credits", 0, 60)),
        syllabus=_label(subject.syllabus, syllabus),
    )
    for other in plan.curriculum.subjects:
        problem = order_problem(other, changed) if subject.id in other.prerequisite_ids else None
        if problem:
            raise SubjectProblemError("semester", f"semester: {problem}")
    others = [changed if one.id == subject.id else one for one in plan.curriculum.subjects]
    finder = PlanPrerequisites(others, {id_: key for id_, key in plan.official_keys.items() if key})
    needed = _of(COLUMN, lambda: finder.ids(changed, names_in(given[COLUMN])))
    key = _of("subject_key", lambda: fields.optional("subject_key", 32)) or ""
    return replace(changed, prerequisite_ids=frozenset(needed)), key


def _label(old: Label, spanish: str) -> Label:
    return Label(spanish, spanish if old.en == old.es else old.en)


def _of(field: str, read: Callable[[], Value]) -> Value:
    """What ``read`` makes of a field."""
    try:
        return read()
    except RowError as error:
        raise SubjectProblemError(field, error.reason) from error
