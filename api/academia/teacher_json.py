"""Shapes of the teachers of a plan as JSON."""

from datetime import date

from pydantic import ConfigDict, Field

from api.academia.teachers import CODE_LENGTH
from api.dependencies import ID_PATTERN
from api.i18n import Texts
from api.iso_dates import IsoDay
from api.schemas.common import NOT_BLANK, BodyIn, BodyOut, IdIn, NamedOut
from data.catalogue import Catalogue
from data.stored_plans import StoredPlan
from data.teacher_store import Teacher

_LONGEST_ID = 80


class TeacherIn(BodyIn):
    """Who teaches a subject; a code that is there already adds the subject, and a name takes the old one's place."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "D-017", "name": "Rita", "subject_id": "pkqzhbxwmjcda-scd1009"}]}
    )

    code: str = Field(max_length=CODE_LENGTH, pattern=NOT_BLANK, description="The school's own; stored as a pseudonym")
    name: str | None = Field(default=None, max_length=200, pattern=ID_PATTERN)
    subject_id: str = Field(max_length=_LONGEST_ID, pattern=ID_PATTERN)


class TeachesIn(BodyIn):
    """A subject that a teacher teaches."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"subject_id": "pkqzhbxwmjcda-scd1009"}]})

    subject_id: str = Field(max_length=_LONGEST_ID, pattern=ID_PATTERN)


class HeldIn(BodyIn):
    """A certification that a teacher holds."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"certification_id": "cisco-ccst-it-support", "taken_on": "2026-05-01"}]}
    )

    certification_id: IdIn
    taken_on: IsoDay = Field(description="Day of the exam, not later than today")


class HeldOut(NamedOut):
    """A certification that a teacher holds, by the newest exam."""

    taken_on: date


class TeacherOut(BodyOut):
    """A teacher of a plan."""

    id: str = Field(description="A pseudonym")
    code: str
    name: str | None
    subjects: list[NamedOut]
    certifications: list[HeldOut]


def teacher_out(one: Teacher, plan: StoredPlan, catalogue: Catalogue, t: Texts) -> TeacherOut:
    """A teacher with names in the caller's language; a certification that the catalogue lost has its id."""
    known = catalogue.certifications
    return TeacherOut(
        id=one.id,
        code=one.code,
        name=one.name,
        subjects=[NamedOut(id=id_, name=t.label(plan.subject(id_).label)) for id_ in one.subject_ids],
        certifications=[
            HeldOut(
                id=held.certification_id,
                name=known[held.certification_id].name if held.certification_id in known else held.certification_id,
                taken_on=held.taken_on,
            )
            for held in one.certifications
        ],
    )
