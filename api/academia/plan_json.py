"""Shapes of plans of study as JSON: what is loaded, what was read of it, and what is stored."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from api.academia.plan_loading import MOST_LETTERS, PlanChange, kind_of_text
from api.dependencies import ID_PATTERN
from api.i18n import Texts
from api.row_reasons import said_reason
from api.schemas.common import NOT_BLANK, BodyIn, BodyOut
from api.web.field_errors import Reason
from data.domain import Area, Label, Subject
from data.importers.plan_file import MOST_SUBJECTS, PlanFile
from data.stored_plans import StoredPlan

LONGEST_NAME = 200
LONGEST_SYLLABUS = 50_000

_Cell = Annotated[str, Field(max_length=LONGEST_NAME, pattern=ID_PATTERN)] | None
_Number = Annotated[int, Field(strict=True, ge=0, le=1_000)] | None
_Syllabus = Annotated[str, Field(max_length=LONGEST_SYLLABUS, pattern=ID_PATTERN)] | None


class SubjectRowIn(BodyIn):
    """A subject as a row of a file of curricula, by the same columns and rules; null is an empty cell."""

    label_es: str = Field(max_length=LONGEST_NAME, pattern=ID_PATTERN)
    subject_key: _Cell = Field(default=None, description="The school's own key")
    semester: _Number = None
    heading: _Cell = Field(default=None, description="Such as Semestre 3, in place of `semester`")
    hours: _Number = Field(default=None, description="Of class a week")
    hours_theory: _Number = None
    hours_practice: _Number = None
    credits: _Number = None
    syllabus_es: _Syllabus = None
    prerequisites: _Cell = Field(default=None, description="Keys or names of earlier subjects, `;` between them")
    label_en: _Cell = None
    syllabus_en: _Syllabus = None
    skills: _Cell = Field(default=None, description="What it is known to teach, such as `python:1|sql:0.5`")


class PlanIn(BodyIn):
    """A plan: its subjects as rows, or as the text of a file; one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Ingeniería en Sistemas 2026",
                    "area": "software",
                    "subjects": [
                        {
                            "label_es": "Programación",
                            "subject_key": "SCD-1008",
                            "semester": 1,
                            "hours": 5,
                            "credits": 5,
                        },
                        {
                            "label_es": "Bases de datos",
                            "semester": 2,
                            "hours": 4,
                            "credits": 5,
                            "syllabus_es": "Modelo relacional y SQL",
                            "prerequisites": "SCD-1008",
                        },
                    ],
                }
            ]
        }
    )

    name: str = Field(max_length=LONGEST_NAME, pattern=NOT_BLANK, description="In Spanish")
    area: Area
    subjects: list[SubjectRowIn] | None = Field(default=None, min_length=1, max_length=MOST_SUBJECTS)
    text: str | None = Field(
        default=None,
        max_length=MOST_LETTERS,
        pattern=ID_PATTERN,
        description="Of a CSV file, a Markdown table, or a plan as schema.org's JSON-LD",
    )

    @model_validator(mode="after")
    def _says_once(self) -> Self:
        if (self.subjects is None) == (self.text is None):
            raise ValueError("give subjects or text")
        return self

    @property
    def plain_name(self) -> str:
        """The name with single blanks."""
        return " ".join(self.name.split())

    def source(self) -> tuple[str, str]:
        """The text of a file that says the same, and the suffix that it would have."""
        if self.text is not None:
            return self.text, kind_of_text(self.text)
        rows = [one.model_dump(exclude_none=True) for one in self.subjects or ()]
        return json.dumps(rows, ensure_ascii=False), ".json"

    def reasons(self, rejected: Sequence[tuple[int, str]]) -> Iterator[Reason]:
        """Why rows of `source` were refused, each at its place in the body."""
        for line, reason in rejected:
            if self.text is None:
                yield Reason(f"#/subjects/{line - 1}", reason)
            else:
                yield Reason("#/text", reason, line)


class SubjectOut(BodyOut):
    """A subject as it is stored."""

    id: str
    subject_key: str | None = Field(description="The school's own key; null where it gave none")
    label_es: str
    label_en: str
    semester: int
    hours: int = Field(description="Of class a week")
    credits: int
    syllabus_es: str | None = Field(description="Null where it was loaded without one")
    syllabus_en: str | None
    prerequisite_ids: list[str] = Field(description="Subjects of the plan that it needs")


class PlanSubjectOut(SubjectOut):
    """A subject of a plan that is stored."""

    n_corrected: int = Field(description="Skills of which the school said how far it teaches them")


class PlanOut(BodyOut):
    """A plan as lists show it; ``version`` grows with every change of it or of what its subjects teach."""

    id: str
    label_es: str
    label_en: str
    area: Area
    n_semesters: int
    n_subjects: int
    version: int
    changed_at: datetime


class WholePlanOut(PlanOut):
    """A plan with its subjects, in its own order."""

    subjects: list[PlanSubjectOut]


class RefusedLineOut(BodyOut):
    """A row that cannot be taken."""

    line: int = Field(description="Of the text, or the place among `subjects`, from 1")
    reason: str = Field(description="In the language of the answer")


class PlanChangeOut(BodyOut):
    """What storing would change in the plan of this name: subjects by what becomes of them."""

    n_kept: int
    n_new: int
    n_gone: int


class PlanReadOut(BodyOut):
    """What was read of a plan; nothing is stored."""

    n_rows: int
    subjects: list[SubjectOut] = Field(description="Ids are only those of this answer")
    refused: list[RefusedLineOut]
    columns: dict[str, str] = Field(description="The file's name of each of our columns that was found")
    unused: list[str] = Field(description="The file's other columns")
    change: PlanChangeOut | None = Field(description="Null where no plan of this name is stored")
    text: str = Field(description="The good rows as CSV: send it as `text` to store the plan without the refused ones")


def plan_out(plan: StoredPlan) -> PlanOut:
    """A plan as lists show it."""
    return PlanOut(**_facts(plan))


def whole_plan_out(plan: StoredPlan) -> WholePlanOut:
    """A plan with its subjects."""
    return WholePlanOut(**_facts(plan), subjects=[plan_subject_out(one, plan) for one in plan.curriculum.subjects])


def plan_subject_out(subject: Subject, plan: StoredPlan) -> PlanSubjectOut:
    """A subject of a stored plan."""
    return PlanSubjectOut(
        **_subject(subject, plan.official_keys[subject.id]),
        n_corrected=sum(subject_id == subject.id for subject_id, _ in plan.corrections),
    )


def plan_read_out(read: PlanFile, change: PlanChange | None, t: Texts) -> PlanReadOut:
    """What was read of a plan, reasons in the reader's language."""
    return PlanReadOut(
        n_rows=read.n_rows,
        subjects=[SubjectOut(**_subject(one, read.official_keys[one.id])) for one in read.subjects],
        refused=[RefusedLineOut(line=line, reason=said_reason(reason, t)) for line, reason in read.rejected],
        columns=dict(read.columns),
        unused=list(read.unused),
        text=read.as_csv(),
        change=None
        if change is None
        else PlanChangeOut(n_kept=change.n_kept, n_new=change.n_new, n_gone=change.n_gone),
    )


def _facts(plan: StoredPlan) -> dict[str, Any]:
    curriculum = plan.curriculum
    return {
        "id": curriculum.id,
        "label_es": curriculum.label.es,
        "label_en": curriculum.label.en,
        "area": curriculum.area,
        "n_semesters": curriculum.n_semesters,
        "n_subjects": len(curriculum.subjects),
        "version": plan.version,
        "changed_at": plan.changed_at,
    }


def _subject(one: Subject, official_key: str) -> dict[str, Any]:
    syllabus = _syllabus(one)
    return {
        "id": one.id,
        "subject_key": official_key or None,
        "label_es": one.label.es,
        "label_en": one.label.en,
        "semester": one.semester,
        "hours": one.hours,
        "credits": one.credits,
        "syllabus_es": syllabus.es if syllabus else None,
        "syllabus_en": syllabus.en if syllabus else None,
        "prerequisite_ids": sorted(one.prerequisite_ids),
    }


def _syllabus(one: Subject) -> Label | None:
    """A subject that was loaded without a syllabus has its name in that place."""
    return None if one.syllabus.es == one.label.es else one.syllabus
