"""Checks of who lives in a written country."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.catalogue import Catalogue
from data.domain import EnglishLevel, LearnerKind
from data.simulator.check import Check
from data.simulator.parameters import read_parameters
from data.simulator.people import DAYS_A_SEMESTER
from data.simulator.places import student_state_shares
from data.simulator.written import WrittenCountry

_SPREADS = 4.0
"""How many standard deviations of sampling a share may be off: one in 16,000 draws is further."""


def people_checks(country: WrittenCountry, catalogue: Catalogue) -> Iterator[Check]:
    """Kinds, states, semesters, English."""
    learners = country.learners
    n = len(learners)
    for kind, share in read_parameters().people["kind_shares"].items():
        off = _SPREADS * np.sqrt(share * (1 - share) / n)
        yield Check(f"share of {kind}s", float((learners["kind"] == kind).mean()), share - off, share + off)
    students = learners[learners["kind"] == LearnerKind.STUDENT.value]
    yield _state_check(students["state_id"], catalogue)
    since_start = pd.Timestamp(country.until) - students["started_on"]
    semester = 1 + since_start.dt.days / DAYS_A_SEMESTER
    yield Check("share of students in their first four semesters", float((semester < 5).mean()), 0.3, 0.6)
    rank = learners["english"].map({level.value: level.rank for level in EnglishLevel})
    yield Check("share of people with English B2 or better", float((rank >= EnglishLevel.B2.rank).mean()), 0.1, 0.4)


def _state_check(state_ids: "pd.Series[str]", catalogue: Catalogue) -> Check:
    """Half of the sum of differences between the shares of states and those published."""
    published = student_state_shares(catalogue)
    counts = state_ids.value_counts().reindex(list(catalogue.states), fill_value=0).to_numpy(np.float64)
    distance = 0.5 * np.abs(counts / counts.sum() - published).sum()
    # A sample as published is off by about this much: the mean of a folded normal, summed over states.
    expected = 0.5 * np.sqrt(2 / np.pi * published * (1 - published) / counts.sum()).sum()
    words = "share of students who would have to move to fit ANUIES 2017-18"
    return Check("states of students", float(distance), 0.0, float(2 * expected), words)
