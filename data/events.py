"""What happened to a learner: subjects passed, suggestions shown and answered, exams, jobs."""

from dataclasses import dataclass
from datetime import date, datetime

from data.domain import Answer, CertificationId, LearnerId, OutcomeKind, SkillId, SkillSource, SubjectId


@dataclass(frozen=True, slots=True)
class Transcript:
    """A subject completed; ``grade`` is on the 0-100 scale and ``None`` where none was given."""

    learner_id: LearnerId
    subject_id: SubjectId
    completed_on: date
    grade: float | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Impression:
    """A certification shown at ``rank`` (from 1); ``propensity`` in (0, 1] is its chance of being there."""

    impression_id: str
    learner_id: LearnerId
    list_id: str
    certification_id: CertificationId
    rank: int
    shown_at: datetime
    propensity: float
    bundle_version: str
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One place of a list about to be shown; ``features`` in the bundle's order, as the ranker saw them."""

    certification_id: CertificationId
    propensity: float
    features: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Feedback:
    """An answer to a suggestion."""

    learner_id: LearnerId
    certification_id: CertificationId
    impression_id: str | None
    answer: Answer
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class SkillStatement:
    """A learner's own word on a skill; not ``is_held`` denies it, whatever studies and exams let one expect."""

    skill_id: SkillId
    is_held: bool
    source: SkillSource
    stated_at: datetime


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Preparation for an exam begun."""

    learner_id: LearnerId
    certification_id: CertificationId
    enrolled_on: date
    price_paid_centavos: int
    has_voucher: bool


@dataclass(frozen=True, slots=True)
class ExamResult:
    """An exam taken."""

    learner_id: LearnerId
    certification_id: CertificationId
    taken_on: date
    passed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the learner; ``certification_id`` is the one that a job asked for, where known."""

    learner_id: LearnerId
    kind: OutcomeKind
    occurred_on: date
    certification_id: CertificationId | None
