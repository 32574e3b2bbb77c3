"""The students of the platform by number, and how each of them stood on any day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.columns import Col
from data.domain import Answer, LearnerId, LearnerKind, OutcomeKind
from recommender.arrays import CatalogueArrays
from recommender.effects import effect_features
from recommender.profile import DAYS_A_SEMESTER, TYPICAL_SEMESTERS, LearnerHistory
from recommender.risk import RiskModel, risk_features
from training.platform_effects.past_sums import PastSums
from training.records import Records, ordinals

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]

NEVER: Final = date.max.toordinal()
"""Day of what has not happened."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How studies stand, one entry a student and day; what ``recommender.risk`` asks for."""

    grade: Array
    fail_share: Array
    semester: Array
    progress: Array
    weekly_hours: Array


@dataclass(frozen=True, slots=True)
class Students:
    """``n`` students whose first day is known.

    Attributes
    ----------
    row
        Number of each student by id.
    started_on, gone_on, left_on
        Ordinals, shape (n,): first day of the studies, day of leaving or graduating, day of leaving; ``NEVER`` where
        it has not happened.
    weekly_hours, english, n_semesters, curriculum_area, goal_area
        Shape (n,); areas are -1 where unknown.
    subjects
        Sums of subjects taken, failed and graded, and of grades.
    answers
        Sums of answers given, and of those that were yes.
    enrolments
        Sum of enrolments in certifications.
    passed
        One row a certification passed, at its first pass: student, column of the certification, day.
    """

    row: dict[LearnerId, int]
    started_on: Numbers
    gone_on: Numbers
    left_on: Numbers
    weekly_hours: Array
    english: Array
    n_semesters: Array
    curriculum_area: Numbers
    goal_area: Numbers
    subjects: PastSums
    answers: PastSums
    enrolments: PastSums
    passed: Numbers

    @classmethod
    def of(cls, records: Records, arrays: CatalogueArrays, learner_ids: frozenset[LearnerId]) -> Self:
        """The students among ``learner_ids``."""
        histories = [history for id_, history in records.histories.items() if id_ in learner_ids and _studies(history)]
        learners = [history.learner for history in histories]
        row = {learner.id: number for number, learner in enumerate(learners)}
        goal = np.array([arrays.occupation_row.get(one.goal_occupation_id or "", -1) for one in learners], np.int64)
        ends = records.outcomes[records.outcomes[Col.KIND] != OutcomeKind.HIRED.value]
        enrolled = records.enrolments[records.enrolments[Col.LEARNER].isin(row)]
        return cls(
            row=row,
            started_on=np.array([one.started_on.toordinal() for one in learners if one.started_on], np.int64),
            gone_on=_first_days(ends, row),
            left_on=_first_days(ends[ends[Col.KIND] == OutcomeKind.DROPPED_OUT.value], row),
            weekly_hours=np.array([one.weekly_hours for one in learners], np.float64),
            english=np.array([one.english.rank for one in learners], np.float64),
            n_semesters=np.array(
                [arrays.curriculum_semesters.get(one.curriculum_id or "", TYPICAL_SEMESTERS) for one in learners],
                np.float64,
            ),
            curriculum_area=np.array([arrays.curriculum_area.get(one.curriculum_id or "", -1) for one in learners]),
            goal_area=np.where(goal >= 0, arrays.occupation_area[goal], -1),
            subjects=_subjects(histories),
            answers=_answers(histories),
            enrolments=PastSums.of(
                numbers_of(enrolled[Col.LEARNER], row),
                ordinals(enrolled[Col.ENROLLED_ON]),
                np.ones((len(enrolled), 1)),
            ),
            passed=_passed(histories, arrays),
        )

    def __len__(self) -> int:
        return len(self.row)

    def standing(self, student: Numbers, day: Numbers) -> Standing:
        """How the studies of some students stood before some days."""
        n_taken, n_failed, n_graded, grades = self.subjects.before(student, day).T
        semester = 1.0 + np.maximum(day - self.started_on[student], 0) / DAYS_A_SEMESTER
        return Standing(
            grade=np.divide(grades, n_graded, out=np.full(len(student), np.nan), where=n_graded > 0),
            fail_share=n_failed / np.maximum(n_taken, 1.0),
            semester=semester,
            progress=np.minimum(1.5, semester / self.n_semesters[student]),
            weekly_hours=self.weekly_hours[student],
        )

    def controls(self, student: Numbers, day: Numbers) -> Array:
        """What else makes students leave and take certifications, as far as it was on file: shape (n, n_controls)."""
        standing = self.standing(student, day)
        studies = risk_features(standing)
        n_answers, n_yes = self.answers.before(student, day).T
        others = (
            np.isnan(standing.grade),
            self.english[student],
            np.log1p(n_answers),
            # Shrunk towards one answer in eight, so that the first answers do not say too much.
            (n_yes + 1.0) / (n_answers + 8.0),
            (day - day.min()) / 365.25,
        )
        # The first two columns of ``studies`` are grades and fails: what they do need not lie on a line.
        columns = np.column_stack([studies, studies[:, :2] ** 2, *others])
        spread = columns.std(axis=0)
        return np.asarray((columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0))

    def certifications(self, arrays: CatalogueArrays, risk: RiskModel) -> PastSums:
        """Sums of ``EFFECT_FEATURES`` over the certifications passed, each as of the day it was passed."""
        student, _, day = self.passed.T
        return PastSums.of(student, day, self.certification_features(arrays, risk))

    def certification_features(self, arrays: CatalogueArrays, risk: RiskModel) -> Array:
        """``EFFECT_FEATURES`` of each certification passed, as of the day it was passed: shape (n_passed, k)."""
        student, column, day = self.passed.T
        standing = self.standing(student, day)
        area = arrays.area[column]
        related = (area == self.curriculum_area[student]) | (area == self.goal_area[student])
        return effect_features(related, standing.progress, risk.student_risk(standing))


def numbers_of(learner_ids: "pd.Series[str]", row: Mapping[LearnerId, int]) -> Numbers:
    """Numbers of students by id."""
    return np.array([row[LearnerId(id_)] for id_ in learner_ids], np.int64)


def _studies(history: LearnerHistory) -> bool:
    return history.learner.kind is LearnerKind.STUDENT and history.learner.started_on is not None


def _first_days(outcomes: pd.DataFrame, row: dict[LearnerId, int]) -> Numbers:
    """Day of each student's first of some outcomes."""
    days = np.full(len(row), NEVER)
    known = outcomes[outcomes[Col.LEARNER].isin(row)]
    np.minimum.at(days, numbers_of(known[Col.LEARNER], row), ordinals(known[Col.OCCURRED_ON]))
    return days


def _subjects(histories: list[LearnerHistory]) -> PastSums:
    rows = [
        (number, entry.completed_on.toordinal(), not entry.passed, entry.grade is not None, entry.grade or 0.0)
        for number, history in enumerate(histories)
        for entry in history.transcript
    ]
    student, day, failed, graded, grade = np.array(rows, np.float64).reshape(-1, 5).T
    amounts = np.stack([np.ones(len(rows)), failed, graded, grade], axis=1)
    return PastSums.of(student.astype(np.int64), day.astype(np.int64), amounts)


def _answers(histories: list[LearnerHistory]) -> PastSums:
    rows = [
        (number, given.answered_at.toordinal(), given.answer is Answer.YES)
        for number, history in enumerate(histories)
        for given in history.answers
    ]
    student, day, yes = np.array(rows, np.int64).reshape(-1, 3).T
    return PastSums.of(student, day, np.stack([np.ones(len(rows)), yes], axis=1))


def _passed(histories: list[LearnerHistory], arrays: CatalogueArrays) -> Numbers:
    first: dict[tuple[int, int], int] = {}
    for number, history in enumerate(histories):
        for exam in history.exams:
            column = arrays.certification_row.get(exam.certification_id)
            if exam.passed and column is not None:
                first.setdefault((number, column), exam.taken_on.toordinal())
    return np.array([(*pair, day) for pair, day in first.items()], np.int64).reshape(-1, 3)
