"""Reads schema.org's Course, alone or in an EducationalOccupationalProgram, in our columns of a subject."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from data.domain import Language
from data.importers.formats import json_values as read
from data.importers.formats.json_values import Object
from data.schema_org import hours_in, months_in

SUBJECT_COLUMNS: Final = ("label_es", "subject_key", "curriculum_id")
_PLAN: Final = " plan"
"""Key of the plan beside a course: no field of a document begins with a blank."""

_MONTHS_A_SEMESTER: Final = 6
_WEEKLY: Final = ("p1w", "weekly")


def courses_in(found: Object, *, is_plan: bool) -> Iterator[dict[str, Any]]:
    """The courses of a plan, each with its plan; a course alone is the only one."""
    if not is_plan:
        yield dict(found)
        return
    plan = {key: value for key, value in found.items() if key != "hasCourse"}
    for one in read.several(found.get("hasCourse")):
        if isinstance(one, Mapping):
            yield {**one, _PLAN: plan}


def course_fields(found: Object) -> dict[str, Any]:
    """A course by our columns, beside its own plain fields, which a mapping may name."""
    plan = found.get(_PLAN)
    columns = {
        "subject_id": read.identifier(found),
        "subject_key": read.text(found.get("courseCode")),
        "label_es": read.in_language(found.get("name"), Language.ES),
        "label_en": read.in_language(found.get("name"), Language.EN),
        "syllabus_es": read.in_language(found.get("description"), Language.ES),
        "syllabus_en": read.in_language(found.get("description"), Language.EN),
        "credits": _credits(found),
        "hours": _hours_a_week(found),
        "skills": read.skill_cell(found.get("teaches")),
        "prerequisites": "; ".join(filter(None, map(_needed, read.several(found.get("coursePrerequisites"))))),
    }
    return read.given(found, {**columns, **(_plan_fields(plan) if plan else {}), **dict(read.own_fields(found))})


def _plan_fields(plan: Object) -> dict[str, str]:
    label = {language: read.in_language(plan.get("name"), language) for language in Language}
    months = months_in(read.text(plan.get("timeToComplete")))
    term = months_in(read.text(plan.get("termDuration"))) or _MONTHS_A_SEMESTER
    return {
        "curriculum_id": read.identifier(plan) or read.id_of_name(label[Language.ES]),
        "curriculum_label_es": label[Language.ES],
        "curriculum_label_en": label[Language.EN],
        "area": read.area_of(plan),
        "n_semesters": "" if months is None else str(-(-months // term)),
        "institution_id": read.identifier(read.first(plan.get("provider"))),
    }


def _credits(found: Object) -> str:
    number = read.first(found.get("numberOfCredits"))
    return read.text(number.get("value")) if isinstance(number, Mapping) else read.text(number)


def _hours_a_week(found: Object) -> str:
    """Hours of class every week, as a schedule says them; blank where it repeats otherwise or is silent."""
    for instance in read.several(found.get("hasCourseInstance")):
        for schedule in read.several(instance.get("courseSchedule") if isinstance(instance, Mapping) else None):
            if isinstance(schedule, Mapping) and read.text(schedule.get("repeatFrequency")).lower() in _WEEKLY:
                hours = hours_in(read.text(schedule.get("duration")))
                return "" if hours is None else str(hours)
    return ""


def _needed(one: object) -> str:
    """What a course that is needed before is known by."""
    if isinstance(one, Mapping):
        return read.text(one.get("courseCode")) or read.identifier(one) or read.name(one)
    return read.text(one)
