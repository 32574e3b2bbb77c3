"""People and transcripts of the tiny catalogue: laws that hold for every draw."""

from datetime import date

import numpy as np
import pytest

from data.catalogue import Catalogue
from data.domain import LearnerKind
from data.simulator.areas import KINDS
from data.simulator.parameters import read_parameters
from data.simulator.people import People, draw_people, draw_selftaught
from data.simulator.transcripts import draw_transcripts

UNTIL = date(2026, 10, 31)
N = 2_000


@pytest.fixture(scope="module")
def people(catalogue: Catalogue) -> People:
    return draw_people(np.random.default_rng(1), catalogue, read_parameters(), N, UNTIL)


class TestDrawPeople:
    def test_students_follow_enrolment_and_others_the_jobs(self, people: People) -> None:
        """The tiny catalogue has three of four students in its first state, and jobs in both alike."""
        in_first = people.state == 0
        assert in_first[people.is_student].mean() == pytest.approx(0.75, abs=0.04)
        assert in_first[~people.is_student].mean() == pytest.approx(0.5, abs=0.08)

    def test_students_are_in_their_first_semesters_and_others_in_none(self, people: People) -> None:
        semester = people.semester(UNTIL)
        assert set(np.floor(semester[people.is_student])) <= set(range(1, 11))
        assert (semester[~people.is_student] == 0).all()
        days = {date.fromordinal(day).replace(year=2000) for day in people.started_day.tolist()}
        assert days == {date(2000, 1, 20), date(2000, 8, 15)}

    def test_study_at_an_institution_of_their_state(self, people: People, catalogue: Catalogue) -> None:
        states, institutions = list(catalogue.states), list(catalogue.institutions.values())
        for state, institution in zip(people.state, people.institution, strict=True):
            assert institutions[institution].state_id == states[state]

    def test_keen_people_are_somewhat_abler(self, people: People) -> None:
        assert np.corrcoef(people.ability, people.keenness)[0, 1] == pytest.approx(0.3, abs=0.06)


class TestDrawSelftaught:
    def test_is_more_often_what_the_goal_needs(self, catalogue: Catalogue) -> None:
        goal = np.zeros(20_000, np.int64)
        found = draw_selftaught(np.random.default_rng(1), catalogue, read_parameters(), goal) > 0
        # Each of the six skills at random with 1.5 / 6; data analysis needs sql (1.0) and python (0.6).
        skills = list(catalogue.skills)
        expected = np.full(6, 0.25)
        expected[[skills.index("sql"), skills.index("python")]] += 0.15 * np.array([1.0, 0.6])
        np.testing.assert_allclose(found.mean(axis=0), expected, atol=0.015)


class TestDrawTranscripts:
    def test_a_failed_subject_is_taken_once_more_half_a_year_later(self, people: People, catalogue: Catalogue) -> None:
        found = draw_transcripts(np.random.default_rng(2), catalogue, read_parameters(), people, UNTIL)
        assert (found.passed == (found.grade >= 70)).all()
        assert (found.day <= UNTIL.toordinal()).all()
        assert (np.diff(found.day) >= 0).all()
        attempts: dict[tuple[int, int], list[tuple[int, bool]]] = {}
        for person, subject, day, passed in zip(found.person, found.subject, found.day, found.passed, strict=True):
            attempts.setdefault((person, subject), []).append((day, passed))
        assert {len(tries) for tries in attempts.values()} == {1, 2}
        for (first_day, first_passed), *again in attempts.values():
            if again:
                assert not first_passed
                assert again[0][0] - first_day == 182
            elif not first_passed:
                assert first_day + 182 > UNTIL.toordinal()

    def test_all_students_and_half_of_the_others_have_one(self, people: People, catalogue: Catalogue) -> None:
        found = draw_transcripts(np.random.default_rng(2), catalogue, read_parameters(), people, UNTIL)
        has_one = np.isin(np.arange(N), found.person)
        is_professional = people.kind == KINDS.index(LearnerKind.PROFESSIONAL)
        assert has_one[is_professional].mean() == pytest.approx(0.5, abs=0.08)
        assert has_one[people.is_student & (people.semester(UNTIL) > 2.5)].all()
