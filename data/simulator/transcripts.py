"""Invented transcripts: which subject was finished when, with which grade."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.simulator.parameters import Parameters
from data.simulator.people import DAYS_A_SEMESTER, People


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
    has_records = people.is_student | (rng.random(len(people)) < parameters.studies["records_share"])
    parts = []
    first_subject = 0
    for row, curriculum in enumerate(catalogue.curricula.values()):
        members = np.flatnonzero((people.curriculum == row) & has_records)
        semesters = np.array([s.semester for s in curriculum.subjects])
        subject = first_subject + np.arange(len(semesters))
        ends = np.floor(DAYS_A_SEMESTER * semesters).astype(np.int64) - 20
        day = people.started_day[members][:, None] + ends
        person = np.repeat(members, len(semesters))
        parts.append((person, np.tile(subject, len(members)), day.ravel()))
        first_subject += len(semesters)
    person, subject, day = (np.concatenate([part[i] for part in parts]) for i in range(3))
    past = day <= until.toordinal()
    return _with_retakes(rng, parameters, people, person[past], subject[past], day[past], until)


def _with_retakes(
    rng: np.random.Generator,
    parameters: Parameters,
    people: People,
    person: NDArray[np.int64],
    subject: NDArray[np.int64],
    day: NDArray[np.int64],
    until: date,
) -> Transcripts:
    numbers = parameters.studies
    first = _graded(rng, parameters, people, person, bonus=0.0)
    again = np.flatnonzero(first < numbers["pass_grade"])
    second = _graded(rng, parameters, people, person[again], bonus=numbers["retake_bonus"])
    retake_day = day[again] + round(DAYS_A_SEMESTER)
    person, subject = np.concatenate([person, person[again]]), np.concatenate([subject, subject[again]])
    day, grade = np.concatenate([day, retake_day]), np.concatenate([first, second])
    kept = np.flatnonzero(day <= until.toordinal())
    order = kept[np.lexsort((subject[kept], person[kept], day[kept]))]
    return Transcripts(person[order], subject[order], day[order], grade[order], grade[order] >= numbers["pass_grade"])


def _graded(
    rng: np.random.Generator, parameters: Parameters, people: People, person: NDArray[np.int64], *, bonus: float
) -> NDArray[np.float64]:
    """Whole grades from 0 to 100."""
    numbers = parameters.studies
    grade = (
        numbers["grade_mean"]
        + numbers["grade_ability"] * people.ability[person]
        + numbers["grade_keenness"] * people.keenness[person]
        + numbers["grade_noise"] * rng.normal(size=len(person))
        + bonus
    )
    return np.asarray(np.clip(np.rint(grade), 0, 100))
