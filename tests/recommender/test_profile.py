"""Tests of learners as records cut at a moment and as arrays."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain import Answer, CertificationId, EnglishLevel, LearnerKind, SkillId, SubjectId
from recommender.arrays import CatalogueArrays
from recommender.profile import STATED_CERTAINTY, LearnerHistory, Profiles, certified_skills, profiles_of
from tests.factories import (
    TODAY,
    make_answer,
    make_exam,
    make_history,
    make_profiles,
    make_statement,
    make_transcript,
)

MOMENT = datetime(2026, 6, 15, 12, tzinfo=UTC)
DAY = MOMENT.date()
A_DAY = timedelta(days=1)


def assert_same(one: Profiles, other: Profiles) -> None:
    for name in one.__slots__:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


class TestBefore:
    @pytest.mark.parametrize(("offset", "n_left"), [(-A_DAY, 1), (timedelta(0), 0), (A_DAY, 0)])
    def test_counts_a_dated_event_from_the_day_after(self, offset: timedelta, n_left: int) -> None:
        history = make_history([make_transcript(on=DAY + offset)], [make_exam(on=DAY + offset)])
        cut = history.before(MOMENT)
        assert (len(cut.transcript), len(cut.exams)) == (n_left, n_left)

    def test_leaves_out_an_answer_at_the_very_moment(self) -> None:
        a_second = timedelta(seconds=1)
        answers = [
            make_answer(at=MOMENT - a_second),
            make_answer(at=MOMENT),
            make_answer(at=MOMENT + a_second),
        ]
        assert make_history(answers=answers).before(MOMENT).answers == (answers[0],)

    @given(st.lists(st.tuples(st.sampled_from(["zen-1", "acme-1", "unknown"]), st.booleans(), st.integers(0, 400))))
    def test_a_later_event_changes_no_array(self, arrays: CatalogueArrays, later: list[tuple[str, bool, int]]) -> None:
        past = make_history([make_transcript(on=DAY - A_DAY)], [make_exam(on=DAY - A_DAY)])
        longer = LearnerHistory(
            past.learner,
            past.transcript + tuple(make_transcript("s-prog", on=DAY + n * A_DAY) for _, _, n in later),
            past.exams + tuple(make_exam(id_, passed, DAY + n * A_DAY) for id_, passed, n in later),
            past.answers + tuple(make_answer(id_, Answer.NEVER, MOMENT + n * A_DAY) for id_, _, n in later),
        )
        assert_same(make_profiles(arrays, longer.before(MOMENT), as_of=DAY), make_profiles(arrays, past, as_of=DAY))


class TestStatements:
    def test_count_as_much_as_a_subject_at_the_lowest_passing_grade(self, arrays: CatalogueArrays) -> None:
        found = make_profiles(arrays, make_history(stated=[make_statement("sql")]))
        assert found.skills[0, arrays.skill_row["sql"]] == np.float32(0.7)
        assert found.skills[0].sum() == np.float32(0.7)

    @pytest.mark.parametrize(("certification_id", "expected"), [("zen-1", 1.0), ("zen-2", STATED_CERTAINTY)])
    def test_never_lower_what_a_certification_shows(
        self, arrays: CatalogueArrays, certification_id: str, expected: float
    ) -> None:
        # zen-1 teaches SQL with weight 1, zen-2 with .3.
        found = make_profiles(arrays, make_history(exams=[make_exam(certification_id)], stated=[make_statement("sql")]))
        assert found.skills[0, arrays.skill_row["sql"]] == np.float32(expected)

    def test_overrule_studies_and_certifications_where_they_deny(self, arrays: CatalogueArrays) -> None:
        history = make_history([make_transcript("s-data")], [make_exam("zen-1")], stated=[make_statement("sql", False)])
        found = make_profiles(arrays, history)
        assert found.skills[0, arrays.skill_row["sql"]] == 0.0
        assert found.certifications[0, arrays.certification_row["zen-1"]]

    def test_of_a_skill_that_the_catalogue_lacks_are_passed_over(self, arrays: CatalogueArrays) -> None:
        assert make_profiles(arrays, make_history(stated=[make_statement("magic")])).skills.sum() == 0

    def test_are_known_from_their_moment_on(self) -> None:
        said = make_history(stated=[make_statement(at=MOMENT)])
        assert said.before(MOMENT).stated == ()
        assert said.before(MOMENT + timedelta(seconds=1)).stated == said.stated


class TestPerson:
    def test_reads_what_is_known(self, arrays: CatalogueArrays) -> None:
        history = make_history(
            kind=LearnerKind.PROFESSIONAL,
            state_id="MX-NLE",
            english=EnglishLevel.C1,
            english_tested=True,
            weekly_hours=7.5,
            curriculum_id="systems",
            goal_occupation_id="cloud-engineer",
        )
        found = make_profiles(arrays, history)
        assert (found.kind[0], found.state[0], found.english[0], found.english_tested[0]) == (1, 1, 5, 1)
        assert (found.weekly_hours[0], found.goal[0], found.curriculum_area[0]) == (7.5, 1, 0)

    def test_numbers_what_is_unknown_minus_one(self, arrays: CatalogueArrays) -> None:
        history = make_history(state_id="??", curriculum_id="other", goal_occupation_id="baker")
        found = make_profiles(arrays, history, make_history())
        assert (found.state[0], *found.curriculum_area, *found.goal) == (-1, -1, -1, -1, -1)

    @pytest.mark.parametrize(
        ("learner", "semester", "progress"),
        [
            ({"started_on": TODAY - timedelta(days=365), "curriculum_id": "systems"}, 3.0, 1.0),
            ({"started_on": TODAY, "curriculum_id": "systems"}, 1.0, 1 / 3),
            ({"started_on": TODAY + A_DAY, "curriculum_id": "systems"}, 1.0, 1 / 3),
            ({"started_on": TODAY - timedelta(days=3650), "curriculum_id": "systems"}, 21.0, 1.5),
            ({"started_on": TODAY - timedelta(days=365)}, 3.0, 3 / 9),
            ({"started_on": TODAY, "kind": LearnerKind.TEACHER}, 0.0, 0.0),
            ({}, 0.0, 0.0),
        ],
        ids=[
            "a year in",
            "first day",
            "before the first day",
            "ten years in",
            "no plan",
            "teacher",
            "no start",
        ],
    )
    def test_counts_semesters_from_the_start(
        self, arrays: CatalogueArrays, learner: dict[str, Any], semester: float, progress: float
    ) -> None:
        found = make_profiles(arrays, make_history(**learner))
        assert found.semester[0] == pytest.approx(semester)
        assert found.progress[0] == pytest.approx(progress)


class TestStudies:
    def test_weighs_the_skills_of_a_passed_subject_by_its_grade(self, arrays: CatalogueArrays) -> None:
        found = make_profiles(arrays, make_history([make_transcript("s-data", 80.0)]))
        np.testing.assert_allclose(found.skills[0], [0.9 * 0.8, 0, 0, 0, 0, 0], rtol=1e-6)

    def test_takes_a_pass_without_grade_for_the_lowest_pass(self, arrays: CatalogueArrays) -> None:
        found = make_profiles(arrays, make_history([make_transcript("s-data", None)]))
        assert found.skills[0, 0] == pytest.approx(0.9 * 0.7)
        assert np.isnan(found.grade[0])

    def test_a_failed_subject_gives_no_skill_but_counts_in_grade_and_failures(self, arrays: CatalogueArrays) -> None:
        transcript = [make_transcript("s-data", 40.0, passed=False), make_transcript("s-net", 90.0)]
        found = make_profiles(arrays, make_history(transcript))
        assert not found.skills.any()
        assert (found.grade[0], found.fail_share[0]) == (65.0, 0.5)

    def test_keeps_the_surest_of_two_proofs(self, arrays: CatalogueArrays) -> None:
        subject, exam = make_transcript("s-data", 100.0), make_exam("zen-2")
        found = make_profiles(arrays, make_history([subject], [exam]))
        np.testing.assert_allclose(found.skills[0, :2], [0.9, 1.0])

    def test_passes_over_a_subject_that_the_catalogue_does_not_know(self, arrays: CatalogueArrays) -> None:
        found = make_profiles(arrays, make_history([make_transcript("pottery", 60.0)]))
        assert not found.skills.any()
        assert found.grade[0] == 60.0

    def test_counts_what_a_schools_own_subject_teaches(self, arrays: CatalogueArrays) -> None:
        first = next(iter(arrays.skill_row))
        taught = {SubjectId("p-web"): {first: 0.5, SkillId("gone"): 1.0}}
        passed = replace(make_history([make_transcript("p-web", 80.0)]), taught=taught)
        skills = make_profiles(arrays, passed).skills[0]
        assert skills[arrays.skill_row[first]] == pytest.approx(0.5 * 0.8)
        assert np.count_nonzero(skills) == 1
        failed = replace(make_history([make_transcript("p-web", 50.0, passed=False)]), taught=taught)
        assert not make_profiles(arrays, failed).skills.any()


class TestExams:
    def test_a_passed_exam_gives_the_certification_and_its_skills(self, arrays: CatalogueArrays) -> None:
        found = make_profiles(arrays, make_history(exams=[make_exam("acme-2")]))
        assert found.certifications[0].tolist() == [False, True, False, False, False]
        np.testing.assert_array_equal(found.skills[0], arrays.certification_skills[1])

    def test_counts_failed_exams(self, arrays: CatalogueArrays) -> None:
        exams = [make_exam("zen-1", passed=False), make_exam("zen-1", passed=False), make_exam("zen-1")]
        found = make_profiles(arrays, make_history(exams=exams))
        assert found.failed[0].tolist() == [0, 0, 0, 2, 0]
        assert found.certifications[0, 3]

    @pytest.mark.parametrize(
        ("certification_id", "days_ago", "is_held"),
        [("acme-3", 730, True), ("acme-3", 731, False), ("zen-1", 7300, True)],
        ids=["last day", "a day late", "never ends"],
    )
    def test_a_certification_ends_after_its_months(
        self, arrays: CatalogueArrays, certification_id: str, days_ago: int, is_held: bool
    ) -> None:
        # acme-3 is valid for 24 months of 30.44 days: 730.56 days.
        exam = make_exam(certification_id, on=TODAY - timedelta(days=days_ago))
        found = make_profiles(arrays, make_history(exams=[exam]))
        assert found.certifications[0].any() == is_held
        assert found.skills[0].any() == is_held

    def test_a_renewed_certification_counts(self, arrays: CatalogueArrays) -> None:
        exams = [make_exam("acme-1", on=date(2018, 1, 1)), make_exam("acme-1", on=date(2026, 1, 1))]
        assert make_profiles(arrays, make_history(exams=exams)).certifications[0, 0]

    def test_passes_over_unknown_certifications(self, arrays: CatalogueArrays) -> None:
        unknown = make_history(exams=[make_exam("other")], answers=[make_answer("other")])
        assert_same(make_profiles(arrays, unknown), make_profiles(arrays, make_history()))


class TestCertifiedSkills:
    @pytest.mark.parametrize(("passed_on", "expected"), [(date(2023, 11, 20), 1.0), (date(2023, 10, 1), 0.0)])
    def test_a_certification_counts_as_long_as_it_is_valid(
        self, arrays: CatalogueArrays, passed_on: date, expected: float
    ) -> None:
        # Acme Two is valid for 36 months and is about AWS with a weight of 1.
        skills = certified_skills([(CertificationId("acme-2"), passed_on)], date(2026, 11, 1), arrays)
        assert skills[arrays.skill_row["aws"]] == expected

    def test_the_best_of_several_counts_and_unknown_ones_do_not(self, arrays: CatalogueArrays) -> None:
        held = [(CertificationId(name), TODAY) for name in ("zen-2", "zen-1", "gone")]
        skills = certified_skills(held, TODAY, arrays)
        assert (skills[arrays.skill_row["sql"]], skills[arrays.skill_row["python"]]) == (1.0, 1.0)
        assert certified_skills([], TODAY, arrays).sum() == 0


class TestAnswers:
    @pytest.mark.parametrize("last", Answer)
    def test_the_last_word_counts(self, arrays: CatalogueArrays, last: Answer) -> None:
        answers = [make_answer(answer=answer) for answer in (*Answer, last)]
        found = make_profiles(arrays, make_history(answers=answers))
        assert found.accepted[0, 0] == (last is Answer.YES)
        assert found.refused[0, 0] == (last is Answer.NEVER)
        assert found.declined[0, 0] == 1 + (last is Answer.NOT_NOW)

    def test_shares_of_yes_by_area_start_from_a_third(self, arrays: CatalogueArrays) -> None:
        answers = [make_answer("acme-1"), make_answer("acme-2", Answer.NEVER), make_answer("zen-1")]
        shares = make_profiles(arrays, make_history(answers=answers)).accepted_by_area[0]
        # Cloud (1): one yes of two; data (2): one of one; each with one yes of three added.
        np.testing.assert_allclose(shares[:4], [1 / 3, 2 / 5, 2 / 4, 1 / 3], rtol=1e-6)


class TestProfilesOf:
    def test_keeps_rows_in_the_order_given_and_takes_any_of_them(self, arrays: CatalogueArrays) -> None:
        histories = [make_history(weekly_hours=float(hours)) for hours in (5, 6, 7)]
        profiles = make_profiles(arrays, *histories)
        assert len(profiles) == 3
        assert profiles.take(np.array([2, 0])).weekly_hours.tolist() == [7, 5]

    def test_refuses_days_that_do_not_match(self, arrays: CatalogueArrays) -> None:
        with pytest.raises(ValueError, match="shorter"):
            profiles_of([make_history()], [], arrays)

    def test_gives_no_rows_for_no_histories(self, arrays: CatalogueArrays) -> None:
        assert len(make_profiles(arrays)) == 0
