"""Surveys: answers of a large invented class, and what weighting by kind repairs."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest

from data.domain import LearnerKind
from data.simulator.areas import KINDS
from data.simulator.days import NEVER
from data.simulator.event_log import Columns
from data.simulator.parameters import read_parameters
from data.simulator.people import People
from data.simulator.surveys import draw_surveys

N = 40_000
UNTIL = 10_000


@dataclass
class Kinds:
    """The two things of people that surveys read."""

    kind: np.ndarray

    @property
    def is_student(self) -> np.ndarray:
        return self.kind == KINDS.index(LearnerKind.STUDENT)

    def __len__(self) -> int:
        return len(self.kind)


@pytest.fixture(scope="module")
def people() -> People:
    return cast("People", Kinds(np.random.default_rng(1).integers(2, size=N)))


@pytest.fixture(scope="module")
def exams(people: People) -> Columns:
    """Everybody passes on one day; of students .1 find a job at once, of professionals .4."""
    rng = np.random.default_rng(2)
    finds_job = rng.random(N) < np.where(people.is_student, 0.1, 0.4)
    return {
        "person": np.arange(N),
        "certification": np.zeros(N, np.int64),
        "taken_on": np.full(N, 9_000),
        "passed": np.ones(N, bool),
        "hired_on": np.where(finds_job, 9_030, NEVER),
    }


@pytest.fixture(scope="module")
def surveys(people: People, exams: Columns) -> Columns:
    return draw_surveys(np.random.default_rng(3), read_parameters(), people, exams, UNTIL)


class TestDrawSurveys:
    def test_professionals_answer_more_often(self, people: People, surveys: Columns) -> None:
        answered = surveys["answered_on"] != NEVER
        is_student = people.is_student[surveys["person"]]
        assert answered[is_student].mean() == pytest.approx(1 / (1 + np.exp(0.6)), abs=0.02)
        assert answered[~is_student].mean() == pytest.approx(1 / (1 + np.exp(-0.8)), abs=0.02)

    def test_answers_as_they_come_tell_of_too_many_new_jobs_and_weights_by_kind_do_not(
        self, people: People, exams: Columns, surveys: Columns
    ) -> None:
        truth = (exams["hired_on"] != NEVER).mean()
        answered = surveys["answered_on"] != NEVER
        new_job = surveys["has_new_job"][answered]
        is_student = people.is_student[surveys["person"]]
        assert new_job.mean() > truth + 0.03
        weighted = sum(
            new_job[is_student[answered] == group].mean() * (is_student == group).mean() for group in (False, True)
        )
        assert weighted == pytest.approx(truth, abs=0.012)

    def test_only_who_had_a_job_before_says_how_pay_changed(self, surveys: Columns) -> None:
        tells = ~np.isnan(surveys["salary_change_percent"])
        assert surveys["is_employed"][tells].all()
        assert (surveys["is_employed"] | ~surveys["has_new_job"]).all()
        assert np.nanmean(surveys["salary_change_percent"]) == pytest.approx(36.0, abs=0.5)

    def test_nobody_is_asked_before_half_a_year_has_passed(self, people: People, exams: Columns) -> None:
        found = draw_surveys(np.random.default_rng(3), read_parameters(), people, exams, until=9_149)
        assert len(found["person"]) == 0
