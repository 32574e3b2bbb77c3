"""Shapes of one subject as JSON: what a school changes of it, and what it teaches."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from api.academia.plan_json import LONGEST_NAME, LONGEST_SYLLABUS
from api.academia.subject_changes import SubjectProblemError, changed_subject
from api.academia.subject_skills import SkillOrigin, SubjectSkill
from api.dependencies import ID_PATTERN
from api.i18n import Texts
from api.schemas.common import BodyIn, BodyOut, IdIn
from api.web.field_errors import FieldsError, Reason, ReasonsError
from data.catalogue import Catalogue
from data.domain import Subject
from data.importers.plan_prerequisites import COLUMN as PREREQUISITES
from data.stored_plans import StoredPlan

_LONGEST_KEY = 32
_MOST_NEEDED = 40


class SubjectIn(BodyIn):
    """What is said of a subject, in place of all that was said before; what it teaches stays."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "label_es": "Bases de datos",
                    "subject_key": "SCD-1009",
                    "semester": 3,
                    "hours": 5,
                    "credits": 5,
                    "syllabus_es": "Modelo relacional, SQL y transacciones",
                    "prerequisite_ids": [],
                }
            ]
        }
    )

    label_es: str = Field(max_length=LONGEST_NAME, pattern=ID_PATTERN)
    subject_key: str | None = Field(default=None, max_length=_LONGEST_KEY, pattern=ID_PATTERN)
    semester: int = Field(strict=True, ge=1, le=12)
    hours: int = Field(strict=True, ge=0, le=40, description="Of class a week")
    credits: int = Field(strict=True, ge=0, le=60)
    syllabus_es: str | None = Field(default=None, max_length=LONGEST_SYLLABUS, pattern=ID_PATTERN)
    prerequisite_ids: list[Annotated[str, Field(max_length=80, pattern=ID_PATTERN)]] = Field(
        default=[], max_length=_MOST_NEEDED, description="Subjects of the plan, of earlier semesters"
    )

    def changed(self, subject: Subject, plan: StoredPlan, today: date) -> tuple[Subject, str]:
        """The subject as given and its official key, by the rules of the page's form.

        Raises
        ------
        FieldsError
            If it needs what is no subject of the plan.
        ReasonsError
            If another field is wrong.
        """
        if not {str(one.id) for one in plan.curriculum.subjects}.issuperset(self.prerequisite_ids):
            raise FieldsError({"prerequisite_ids": "error.field.unknown_id"})
        given = {
            "label_es": self.label_es.strip(),
            "subject_key": (self.subject_key or "").strip(),
            "semester": str(self.semester),
            "hours": str(self.hours),
            "credits": str(self.credits),
            "syllabus_es": (self.syllabus_es or "").strip(),
            PREREQUISITES: ";".join(self.prerequisite_ids),
        }
        try:
            return changed_subject(subject, plan, given, today)
        except SubjectProblemError as problem:
            field = "prerequisite_ids" if problem.field == PREREQUISITES else problem.field
            raise ReasonsError([Reason(f"#/{field}", problem.reason)]) from problem


class SubjectSkillIn(BodyIn):
    """How far a subject teaches a skill; null takes back what was said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"skill_id": "sql", "weight": 0.7}]})

    skill_id: IdIn
    weight: Annotated[float, Field(strict=True, ge=0, le=1)] | None = Field(
        description="The page offers 1 (fully), 0.7 (well), 0.4 (a little) and 0 (not at all)"
    )


class SubjectSkillOut(BodyOut):
    """A skill of a subject; without a word of the school it is what the text names."""

    id: str
    name: str
    origin: SkillOrigin = Field(description="`named`: its name stands in the subject's name or syllabus")
    weight: float | None = Field(description="What the school said; 0 denies it, null: nothing")


def subject_skill_out(skill: SubjectSkill, catalogue: Catalogue, t: Texts) -> SubjectSkillOut:
    """A skill of a subject in the caller's language."""
    return SubjectSkillOut(
        id=skill.skill_id,
        name=t.label(catalogue.skills[skill.skill_id].label),
        origin=skill.origin,
        weight=skill.correction,
    )
