"""What a visitor tells the public form about themselves; it becomes a history that is never stored."""

from dataclasses import dataclass
from datetime import date, timedelta

from data.catalogue import Catalogue
from data.domain import (
    CertificationId,
    Curriculum,
    CurriculumId,
    EnglishLevel,
    Learner,
    LearnerId,
    LearnerKind,
    OccupationId,
    StateId,
    SubjectId,
)
from data.errors import InputError
from data.events import ExamResult, Transcript
from recommender.profile import LearnerHistory

VISITOR_ID = LearnerId("visitor")

_DAYS_A_SEMESTER = 182.5


class UnknownIdsError(InputError):
    """A form names things that the catalogue does not have; ``fields`` says where."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"unknown ids in {', '.join(fields)}")
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor's own words, as ids of the catalogue."""

    kind: LearnerKind
    state_id: StateId
    english: EnglishLevel
    weekly_hours: float
    curriculum_id: CurriculumId | None = None
    subject_ids: tuple[SubjectId, ...] = ()
    certification_ids: tuple[CertificationId, ...] = ()
    goal_occupation_id: OccupationId | None = None


def visitor_history(visitor: Visitor, catalogue: Catalogue, today: date) -> LearnerHistory:
    """The history that a visitor's words amount to, as of ``today``.

    Subjects and certifications count as passed yesterday and without a grade; a student stands in the
    semester after the latest subject passed.

    Raises
    ------
    UnknownIdsError
        If the catalogue lacks an id, or a subject belongs to another curriculum than the one chosen.
    """
    _check(visitor, catalogue)
    yesterday = today - timedelta(days=1)
    curriculum = catalogue.curricula[visitor.curriculum_id] if visitor.curriculum_id else None
    learner = Learner(
        id=VISITOR_ID,
        kind=visitor.kind,
        state_id=visitor.state_id,
        english=visitor.english,
        english_tested=False,
        weekly_hours=visitor.weekly_hours,
        institution_id=curriculum.institution_id if curriculum else None,
        curriculum_id=visitor.curriculum_id,
        started_on=_started_on(visitor, curriculum, today),
        goal_occupation_id=visitor.goal_occupation_id,
    )
    return LearnerHistory(
        learner,
        transcript=tuple(Transcript(VISITOR_ID, id_, yesterday, None, True) for id_ in visitor.subject_ids),
        exams=tuple(ExamResult(VISITOR_ID, id_, yesterday, True) for id_ in visitor.certification_ids),
    )


def _check(visitor: Visitor, catalogue: Catalogue) -> None:
    curriculum = catalogue.curricula.get(visitor.curriculum_id) if visitor.curriculum_id else None
    subjects = {subject.id for subject in curriculum.subjects} if curriculum else set()
    wrong = {
        "state_id": visitor.state_id not in catalogue.states,
        "curriculum_id": visitor.curriculum_id is not None and curriculum is None,
        "subject_ids": not subjects.issuperset(visitor.subject_ids),
        "certification_ids": not catalogue.certifications.keys() >= set(visitor.certification_ids),
        "goal_occupation_id": visitor.goal_occupation_id is not None
        and visitor.goal_occupation_id not in catalogue.occupations,
    }
    fields = tuple(field for field, is_wrong in wrong.items() if is_wrong)
    if fields:
        raise UnknownIdsError(fields)


def _started_on(visitor: Visitor, curriculum: Curriculum | None, today: date) -> date | None:
    if visitor.kind is not LearnerKind.STUDENT or curriculum is None:
        return None
    passed = [subject.semester for subject in curriculum.subjects if subject.id in set(visitor.subject_ids)]
    n_semesters_done = min(max(passed, default=0), curriculum.n_semesters - 1)
    return today - timedelta(days=round(n_semesters_done * _DAYS_A_SEMESTER))
