"""What is known of a learner at one moment, as records and as arrays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from data.domain import Answer, CertificationId, Learner, LearnerKind, SkillId, SubjectId
from data.events import ExamResult, Feedback, SkillStatement, Transcript
from recommender.arrays import CatalogueArrays

_PASS_GRADE = 70.0
"""Lowest passing grade on Mexico's 0-100 scale, used where a passed subject has no grade."""

STATED_CERTAINTY = 0.7
"""How sure we are of a skill on the learner's word alone: as of one that a subject passed at the lowest grade teaches.

Above what counts as held (0.5) and below what a certification or a good grade shows. A convention, not a finding.
"""

DAYS_A_SEMESTER = 182.5

TYPICAL_SEMESTERS = 9
"""Semesters of a plan that the catalogue does not know."""

TaughtSkills = Mapping[SubjectId, Mapping[SkillId, float]]
"""Weight of each skill that a subject teaches, in (0, 1]."""


@dataclass(frozen=True, slots=True)
class LearnerHistory:
    """A learner and everything that had happened to them, oldest first.

    ``taught`` is what subjects of the transcript teach that are not the catalogue's but of a school's own plan.
    """

    learner: Learner
    transcript: tuple[Transcript, ...] = ()
    exams: tuple[ExamResult, ...] = ()
    answers: tuple[Feedback, ...] = ()
    stated: tuple[SkillStatement, ...] = ()
    taught: TaughtSkills = field(default_factory=dict, hash=False)

    def before(self, moment: datetime) -> "LearnerHistory":
        """The same history without anything at or after ``moment``.

        A dated event counts from the day after, as its hour is unknown. Of a learner's words on one skill the newest
        alone is stored: at a moment between two of them neither is known.
        """
        day = moment.date()
        return replace(
            self,
            transcript=tuple(entry for entry in self.transcript if entry.completed_on < day),
            exams=tuple(exam for exam in self.exams if exam.taken_on < day),
            answers=tuple(answer for answer in self.answers if answer.answered_at < moment),
            stated=tuple(one for one in self.stated if one.stated_at < moment),
        )


@dataclass(frozen=True, slots=True)
class Profiles:
    """``n`` learners as arrays; rows are in the order given.

    Attributes
    ----------
    skills
        Shape (n, n_skills), in [0, 1]: how sure we are that the learner holds the skill; 0 where they deny it.
    certifications
        Shape (n, n_certifications), true where held.
    accepted, refused
        Shape (n, n_certifications), true where the last word was "yes" or "never".
    failed, declined
        Shape (n, n_certifications): counts of exams failed and of answers "not now".
    accepted_by_area
        Shape (n, n_areas): share of the learner's answers in that area that were "yes", shrunk towards one
        third.
    english, semester, grade, fail_share, weekly_hours
        Shape (n,). ``english`` is the CEFR rank 0-6; ``grade`` 0-100, NaN where unknown; ``semester`` 0 where
        not studying.
    kind, state, goal, curriculum_area
        Shape (n,) numbers into the enums or catalogue; -1 where unknown.
    """

    skills: NDArray[np.float32]
    certifications: NDArray[np.bool_]
    accepted: NDArray[np.bool_]
    failed: NDArray[np.float32]
    declined: NDArray[np.float32]
    refused: NDArray[np.bool_]
    accepted_by_area: NDArray[np.float32]
    english: NDArray[np.float32]
    english_tested: NDArray[np.float32]
    semester: NDArray[np.float32]
    progress: NDArray[np.float32]
    grade: NDArray[np.float32]
    fail_share: NDArray[np.float32]
    weekly_hours: NDArray[np.float32]
    kind: NDArray[np.int64]
    state: NDArray[np.int64]
    goal: NDArray[np.int64]
    curriculum_area: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.english)

    def take(self, rows: NDArray[np.int64]) -> "Profiles":
        """The profiles of some rows, in that order."""
        return Profiles(**{name: getattr(self, name)[rows] for name in self.__slots__})


def profiles_of(histories: Sequence[LearnerHistory], as_of: Sequence[date], arrays: CatalogueArrays) -> Profiles:
    """Turn histories into arrays; ``as_of`` gives each row's day, from which the semester follows.

    A certification counts as held from its first passed exam while it is valid. Certifications and subjects
    that the catalogue does not know are passed over: partners may know more than we do.
    """
    n, n_skills = len(histories), arrays.n_skills
    n_certifications, n_areas = arrays.n_certifications, arrays.n_areas
    profiles = Profiles(
        skills=np.zeros((n, n_skills), np.float32),
        certifications=np.zeros((n, n_certifications), bool),
        accepted=np.zeros((n, n_certifications), bool),
        failed=np.zeros((n, n_certifications), np.float32),
        declined=np.zeros((n, n_certifications), np.float32),
        refused=np.zeros((n, n_certifications), bool),
        accepted_by_area=np.zeros((n, n_areas), np.float32),
        english=np.zeros(n, np.float32),
        english_tested=np.zeros(n, np.float32),
        semester=np.zeros(n, np.float32),
        progress=np.zeros(n, np.float32),
        grade=np.full(n, np.nan, np.float32),
        fail_share=np.zeros(n, np.float32),
        weekly_hours=np.zeros(n, np.float32),
        kind=np.zeros(n, np.int64),
        state=np.full(n, -1, np.int64),
        goal=np.full(n, -1, np.int64),
        curriculum_area=np.full(n, -1, np.int64),
    )
    for row, (history, day) in enumerate(zip(histories, as_of, strict=True)):
        _fill_person(profiles, row, history.learner, day, arrays)
        _fill_studies(profiles, row, history, arrays)
        _fill_exams(profiles, row, history, day, arrays)
        _fill_statements(profiles, row, history, arrays)
        _fill_answers(profiles, row, history, arrays)
    return profiles


def certified_skills(
    held: Iterable[tuple[CertificationId, date]], day: date, arrays: CatalogueArrays
) -> NDArray[np.float32]:
    """How far certifications passed, each on its day, show each skill on ``day``: shape (n_skills,), in [0, 1]."""
    skills = np.zeros(arrays.n_skills, np.float32)
    for certification_id, passed_on in held:
        column = arrays.certification_row.get(certification_id)
        if column is not None and not has_expired(passed_on, arrays.validity_months[column], day):
            skills = np.maximum(skills, arrays.certification_skills[column])
    return skills


def _fill_person(profiles: Profiles, row: int, learner: Learner, day: date, arrays: CatalogueArrays) -> None:
    profiles.english[row] = learner.english.rank
    profiles.english_tested[row] = learner.english_tested
    profiles.weekly_hours[row] = learner.weekly_hours
    profiles.kind[row] = list(LearnerKind).index(learner.kind)
    profiles.state[row] = arrays.state_row.get(learner.state_id, -1)
    if learner.goal_occupation_id is not None:
        profiles.goal[row] = arrays.occupation_row.get(learner.goal_occupation_id, -1)
    if learner.curriculum_id is not None:
        profiles.curriculum_area[row] = arrays.curriculum_area.get(learner.curriculum_id, -1)
    if learner.kind is LearnerKind.STUDENT and learner.started_on is not None:
        semester = 1 + max(0.0, (day - learner.started_on).days / DAYS_A_SEMESTER)
        n_semesters = arrays.curriculum_semesters.get(learner.curriculum_id or "", TYPICAL_SEMESTERS)
        profiles.semester[row] = semester
        profiles.progress[row] = min(1.5, semester / n_semesters)


def _fill_studies(profiles: Profiles, row: int, history: LearnerHistory, arrays: CatalogueArrays) -> None:
    grades = [entry.grade for entry in history.transcript if entry.grade is not None]
    if grades:
        profiles.grade[row] = float(np.mean(grades))
    if history.transcript:
        profiles.fail_share[row] = float(np.mean([not entry.passed for entry in history.transcript]))
    for entry in history.transcript:
        columns, weights = arrays.subject_skills.get(entry.subject_id) or _columns(
            history.taught.get(entry.subject_id, {}), arrays
        )
        if entry.passed:
            sure = weights * ((entry.grade if entry.grade is not None else _PASS_GRADE) / 100.0)
            profiles.skills[row, columns] = np.maximum(profiles.skills[row, columns], sure)


def _columns(
    weights: Mapping[SkillId, float], arrays: CatalogueArrays
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Skill columns and weights, without skills that the catalogue has no more."""
    known = {arrays.skill_row[skill_id]: weight for skill_id, weight in weights.items() if skill_id in arrays.skill_row}
    return np.array(list(known), np.int64), np.array(list(known.values()), np.float32)


def _fill_exams(profiles: Profiles, row: int, history: LearnerHistory, day: date, arrays: CatalogueArrays) -> None:
    for exam in history.exams:
        column = arrays.certification_row.get(exam.certification_id)
        if column is None:
            continue
        if not exam.passed:
            profiles.failed[row, column] += 1
            continue
        if has_expired(exam.taken_on, arrays.validity_months[column], day):
            continue
        profiles.certifications[row, column] = True
        profiles.skills[row] = np.maximum(profiles.skills[row], arrays.certification_skills[column])


def has_expired(taken_on: date, months_valid: float, day: date) -> bool:
    """Whether what was passed on ``taken_on`` is no longer valid on ``day``; 0 months never expire."""
    return months_valid > 0 and (day - taken_on).days > 30.44 * months_valid


def _fill_statements(profiles: Profiles, row: int, history: LearnerHistory, arrays: CatalogueArrays) -> None:
    """The learner's own word: it adds to what studies and exams show, and a denial overrules them."""
    for stated in history.stated:
        column = arrays.skill_row.get(stated.skill_id)
        if column is not None:
            shown = profiles.skills[row, column]
            profiles.skills[row, column] = max(shown, STATED_CERTAINTY) if stated.is_held else 0.0


def _fill_answers(profiles: Profiles, row: int, history: LearnerHistory, arrays: CatalogueArrays) -> None:
    yes = np.full(arrays.n_areas, 1.0, np.float32)
    total = np.full(arrays.n_areas, 3.0, np.float32)
    for given in history.answers:
        column = arrays.certification_row.get(given.certification_id)
        if column is None:
            continue
        area = arrays.area[column]
        total[area] += 1
        yes[area] += given.answer is Answer.YES
        profiles.declined[row, column] += given.answer is Answer.NOT_NOW
        profiles.refused[row, column] = given.answer is Answer.NEVER
        profiles.accepted[row, column] = given.answer is Answer.YES
    profiles.accepted_by_area[row] = yes / total
