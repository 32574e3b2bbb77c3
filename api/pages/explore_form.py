"""Fields of the public form: what a visitor typed, what they may choose, and the visitor that follows."""

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.datastructures import FormData

from api.i18n import Texts
from api.pages.choices import Option, OptionGroup, by_label, curriculum_options, goal_options, options, state_options
from api.visitor import Visitor
from api.web.forms import hours_of
from data.catalogue import Catalogue
from data.domain import (
    Area,
    CertificationId,
    CurriculumId,
    EnglishLevel,
    LearnerKind,
    OccupationId,
    StateId,
    SubjectId,
)


@dataclass(frozen=True, slots=True)
class FormValues:
    """The form as it was sent, unchecked."""

    kind: str = LearnerKind.STUDENT.value
    state_id: str = ""
    english: str = EnglishLevel.A2.value
    weekly_hours: str = "6"
    curriculum_id: str = ""
    goal_occupation_id: str = ""
    subject_ids: tuple[str, ...] = ()
    certification_ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, form: FormData) -> "FormValues":
        """The values of a posted form; files and unknown fields are passed over."""

        def words(name: str) -> tuple[str, ...]:
            return tuple(value for value in form.getlist(name) if isinstance(value, str))

        def word(name: str) -> str:
            return next(iter(words(name)), "").strip()

        return cls(
            kind=word("kind"),
            state_id=word("state_id"),
            english=word("english"),
            weekly_hours=word("weekly_hours"),
            curriculum_id=word("curriculum_id"),
            goal_occupation_id=word("goal_occupation_id"),
            subject_ids=words("subject_ids"),
            certification_ids=words("certification_ids"),
        )


@dataclass(frozen=True, slots=True)
class FormFields:
    """What the form shows: every choice, and what is chosen."""

    curricula: tuple[Option, ...]
    curriculum_id: str
    semesters: tuple[OptionGroup, ...]
    kinds: tuple[Option, ...]
    states: tuple[Option, ...]
    english_levels: tuple[Option, ...]
    goals: tuple[OptionGroup, ...]
    certifications: tuple[OptionGroup, ...]
    weekly_hours: str


def fields_of(values: FormValues, catalogue: Catalogue, t: Texts) -> FormFields:
    """The fields of a form filled in with ``values``."""
    return FormFields(
        curricula=curriculum_options(catalogue, t, values.curriculum_id),
        curriculum_id=values.curriculum_id,
        semesters=tuple(_semesters(values, catalogue, t)),
        kinds=options(((kind.value, t.word(kind)) for kind in LearnerKind), values.kind),
        states=state_options(catalogue, t, values.state_id),
        english_levels=options(((level.value, t.word(level)) for level in EnglishLevel), values.english),
        goals=tuple(goal_options(catalogue, t, values.goal_occupation_id)),
        certifications=tuple(_certifications(values, catalogue, t)),
        weekly_hours=values.weekly_hours,
    )


def visitor_of(values: FormValues) -> tuple[Visitor | None, dict[str, str]]:
    """The visitor, or the message key of each wrong field; ids are checked later, against the catalogue."""
    wrong: dict[str, str] = {}
    if values.kind not in set(LearnerKind):
        wrong["kind"] = "error.field.choice"
    if values.english not in set(EnglishLevel):
        wrong["english"] = "error.field.choice"
    hours = hours_of(values.weekly_hours)
    if hours is None:
        wrong["weekly_hours"] = "error.field.hours"
    if wrong or hours is None:
        return None, wrong
    visitor = Visitor(
        kind=LearnerKind(values.kind),
        state_id=StateId(values.state_id),
        english=EnglishLevel(values.english),
        weekly_hours=hours,
        curriculum_id=CurriculumId(values.curriculum_id) if values.curriculum_id else None,
        subject_ids=tuple(SubjectId(id_) for id_ in values.subject_ids),
        certification_ids=tuple(CertificationId(id_) for id_ in values.certification_ids),
        goal_occupation_id=OccupationId(values.goal_occupation_id) if values.goal_occupation_id else None,
    )
    return visitor, wrong


def _semesters(values: FormValues, catalogue: Catalogue, t: Texts) -> Iterator[OptionGroup]:
    """Subjects of the chosen curriculum, by semester."""
    curriculum = catalogue.curricula.get(CurriculumId(values.curriculum_id))
    subjects = curriculum.subjects if curriculum else ()
    for semester in sorted({subject.semester for subject in subjects}):
        pairs = ((one.id, t.label(one.label)) for one in subjects if one.semester == semester)
        yield OptionGroup(t("page.explore.semester", number=semester), options(by_label(pairs), values.subject_ids))


def _certifications(values: FormValues, catalogue: Catalogue, t: Texts) -> Iterator[OptionGroup]:
    """Certifications, by area: there are more issuers than a phone can list."""
    for area in Area:
        pairs = ((one.id, one.name) for one in catalogue.certifications.values() if one.area is area)
        found = options(by_label(pairs), values.certification_ids)
        if found:
            yield OptionGroup(t.word(area), found)
