"""Surveys about half a year after a passed exam: whether there is a job, a new one, and what it pays."""

import numpy as np

from data.domain import LearnerKind
from data.simulator.areas import KINDS
from data.simulator.days import NEVER
from data.simulator.event_log import Columns
from data.simulator.parameters import Parameters
from data.simulator.people import People
from data.simulator.responses import logistic


def draw_surveys(
    rng: np.random.Generator, parameters: Parameters, people: People, exams: Columns, until: int
) -> Columns:
    """One row a passed exam that was asked about by the ordinal ``until``; ``exams`` has ``hired_on``.

    ``answered_on`` is ``NEVER`` where nobody answered by then. Professionals answer more often than students and find
    new jobs more often: who takes the mean of the answers without weights finds too many new jobs.
    ``salary_change_percent`` is NaN for who had no job before or has none now.
    """
    numbers = parameters.surveys
    kind = people.kind
    was_employed = rng.random(len(people)) < np.where(people.is_student, numbers["employed_students_share"], 1.0)
    passed = np.flatnonzero(exams["passed"])
    first, last = numbers["days_after_exam"]
    asked_on = exams["taken_on"][passed] + rng.integers(first, last + 1, size=len(passed))
    passed, asked_on = passed[asked_on <= until], asked_on[asked_on <= until]
    person = exams["person"][passed]
    first, last = numbers["days_to_answer"]
    answered_on = asked_on + rng.integers(first, last + 1, size=len(passed))
    is_professional = kind[person] == KINDS.index(LearnerKind.PROFESSIONAL)
    chance = logistic(numbers["answer_intercept"] + numbers["answer_professional"] * is_professional)
    answers = (rng.random(len(passed)) < chance) & (answered_on <= until)
    has_new_job = exams["hired_on"][passed] <= answered_on
    is_employed = was_employed[person] | has_new_job
    change = rng.normal(numbers["salary_change_mean"], numbers["salary_change_spread"], size=len(passed))
    return {
        "person": person,
        "certification": exams["certification"][passed],
        "asked_on": asked_on,
        "answered_on": np.where(answers, answered_on, NEVER),
        "is_employed": is_employed,
        "has_new_job": has_new_job,
        "salary_change_percent": np.where(was_employed[person], np.maximum(np.rint(change), -50.0), np.nan),
    }
