"""Invented transcripts: which subject was finished when, with which grade."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import LearnerKind
from data.simulator.parameters import Parameters
from data.simulator.people import KINDS, People

_DAYS_A_SEMESTER = 182.5


@dataclass(frozen=True, slots=True)
class Transcripts:
    """Attempts at subjects, oldest first; all arrays have one entry an attempt. ``day`` is a proleptic ordinal."""

    person: NDArray[np.int64]
    subject: NDArray[np.int64]
    day: NDArray[np.int64]
    grade: NDArray[np.float64]
    passed: NDArray[np.bool_]


def draw_transcripts(
    rng: np.random.Generator, catalogue: Catalogue, parameters: Parameters, people: People, until: date
) -> Transcripts:
    """Draw every attempt finished by ``until``; a failed subject is taken again half a year later, once."""
    parts = []
    first_subject = 0
    for row, curriculum in enumerate(catalogue.curricula.values()):
        members = np.flatnonzero((people.curriculum == row) & _has_records(rng, people))
        semesters = np.array([s.semester for s in curriculum.subjects])
        subject = first_subject + np.arange(len(semesters))
        started = np.array([people.started_on[i].toordinal() for i in members], dtype=np.int64)
        day = (started[:, None] + np.floor(_DAYS_A_SEMESTER * semesters[None, :]) - 20).astype(np.int64)
        person = np.repeat(members, len(semesters))
        parts.append((person, np.tile(subject, len(members)), day.ravel()))
        first_subject += len(semesters)
    person, subject, day = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return _with_retakes(rng, parameters, people, person, subject, day, until)


def _has_records(rng: np.random.Generator, people: People) -> NDArray[np.bool_]:
    """All students and half of the others have a transcript on file."""
    is_student = people.kind == KINDS.index(LearnerKind.STUDENT)
    return np.asarray(is_student | (rng.random(len(people)) < 0.5))


def _with_retakes(
    rng: np.random.Generator,
    parameters: Parameters,
    people: People,
    person: NDArray[np.int64],
    subject: NDArray[np.int64],
    day: NDArray[np.int64],
    until: date,
) -> Transcripts:
    first = _graded(rng, parameters, people, person)
    failed = first < parameters.studies["pass_grade"]
    again = np.flatnonzero(failed)
    second = _graded(rng, parameters, people, person[again]) + 5.0
    retake_day = day[again] + round(_DAYS_A_SEMESTER)
    person, subject = np.concatenate([person, person[again]]), np.concatenate([subject, subject[again]])
    day, grade = np.concatenate([day, retake_day]), np.clip(np.rint(np.concatenate([first, second])), 0, 100)
    kept = np.flatnonzero(day <= until.toordinal())
    order = kept[np.lexsort((subject[kept], person[kept], day[kept]))]
    return Transcripts(
        person[order],
        subject[order],
        day[order],
        grade[order],
        grade[order] >= parameters.studies["pass_grade"],
    )


def _graded(
    rng: np.random.Generator, parameters: Parameters, people: People, person: NDArray[np.int64]
) -> NDArray[np.float64]:
    numbers = parameters.studies
    return np.asarray(
        numbers["grade_mean"]
        + numbers["grade_ability"] * people.ability[person]
        + numbers["grade_keenness"] * people.keenness[person]
        + numbers["grade_noise"] * rng.normal(size=len(person))
    )


def subject_skill_rows(catalogue: Catalogue) -> NDArray[np.float64]:
    """Shape (n_subjects, n_skills): what each subject teaches, subjects in curriculum order."""
    columns = {skill_id: column for column, skill_id in enumerate(catalogue.skills)}
    subjects = [s for c in catalogue.curricula.values() for s in c.subjects]
    matrix = np.zeros((len(subjects), len(columns)))
    for row, subject in enumerate(subjects):
        for skill_id, weight in subject.skill_weights.items():
            matrix[row, columns[skill_id]] = weight
    return matrix


def day_of(ordinal: int) -> date:
    """The date of a proleptic ordinal."""
    return date(1, 1, 1) + timedelta(days=int(ordinal) - 1)
