"""The effort of closing gaps, and what a certification inside a subject changes, worked out by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import Catalogue
from recommender.arrays import catalogue_arrays
from recommender.gap_closing import GapEffort, by_postings_an_hour, gap_efforts, with_certification
from recommender.gaps import curriculum_gaps
from recommender.plan_demand import AskedSkills
from recommender.skill_credit import skill_credit
from recommender.subjects import Corrections
from tests.factories import make_certification
from tests.recommender.small_plans import SKILLS, TWENTY_POSTINGS, asked, held_against, two_subjects


def efforts(catalogue: Catalogue, postings: AskedSkills = TWENTY_POSTINGS) -> tuple[GapEffort, ...]:
    plans = two_subjects(catalogue)
    arrays = catalogue_arrays(plans)
    gaps = curriculum_gaps(held_against(plans, postings), plans.skills, arrays)
    return gap_efforts(gaps, plans, arrays, skill_credit(plans.skills))


class TestGapEfforts:
    def test_are_the_fewest_hours_and_the_certifications_that_fit(self, catalogue: Catalogue) -> None:
        # A subject of four hours a week has 64 in a semester: acme-2 takes 60 and fits, acme-3 takes 120.
        python, aws = efforts(catalogue)
        assert (python.gap.skill_id, python.hours) == ("python", pytest.approx(40 / 1.3))
        assert (aws.gap.skill_id, aws.hours) == ("aws", 37.5)
        assert [one.certification_id for one in aws.certifications] == ["acme-2"]

    def test_are_unknown_where_no_certification_teaches_it(self, catalogue: Catalogue) -> None:
        (english,) = (one for one in efforts(catalogue, asked(*["sql english"] * 6)) if one.gap.skill_id == "english")
        assert (english.hours, english.certifications, english.postings_an_hour) == (None, (), 0.0)

    def test_are_unknown_for_a_language_though_its_exams_are_named(self, catalogue: Catalogue) -> None:
        exam = make_certification("exam", preparation_hours=20, skill_weights={"english": 1.0})
        taught = replace(catalogue, certifications={**catalogue.certifications, exam.id: exam})
        (english,) = efforts(taught, asked(*["sql english"] * 6))
        assert english.hours is None
        assert [(one.certification_id, one.hours) for one in english.certifications] == [("exam", 20)]


class TestByPostingsAnHour:
    def test_puts_the_most_demand_an_hour_first_and_the_unknown_last(self, catalogue: Catalogue) -> None:
        # Python 9 postings in 30.8 hours, AWS 14 in 37.5, English 20 in nobody knows how many.
        found = efforts(catalogue, asked(*["sql english"] * 11, *["sql python english"] * 9, *["sql aws"] * 14))
        assert [one.gap.skill_id for one in found] == ["english", "aws", "python"]
        ranked = by_postings_an_hour(found)
        assert [one.gap.skill_id for one in ranked] == ["aws", "python", "english"]
        assert ranked[0].postings_an_hour == pytest.approx(14 / 37.5)


class TestWithCertification:
    def test_tells_coverage_and_gaps_before_and_after(self, catalogue: Catalogue) -> None:
        plans = two_subjects(catalogue)
        demand = held_against(plans, TWENTY_POSTINGS)
        change = with_certification(
            demand, "acme-2", "a", plans.skills, catalogue_arrays(plans), skill_credit(plans.skills)
        )
        assert change.before.overall == pytest.approx(25.5 / 40)
        assert change.after.overall == pytest.approx((20 * 0.9 + 6 + 5) / 40)
        assert [one.coverage for one in change.after.areas] == pytest.approx([0, 1, 0.9])
        # AWS, taught whole, counts 0.8 for cloud; the other subject stays as it was.
        assert change.after.subjects[0].by_area == pytest.approx((0, (6 * 0.8 + 5) / 11, 0.9))
        assert change.after.subjects[1] == change.before.subjects[1]
        assert (change.gaps_before, change.gaps_after, change.closed) == (("python", "aws"), ("python",), ("aws",))

    def test_is_taught_also_where_a_coordinator_said_that_it_is_not(self, catalogue: Catalogue) -> None:
        plans = two_subjects(catalogue)
        demand = held_against(plans, TWENTY_POSTINGS, corrections={("b", "aws"): 0.0})
        change = with_certification(
            demand, "acme-2", "b", plans.skills, catalogue_arrays(plans), skill_credit(plans.skills)
        )
        assert change.closed == ("aws",)

    @given(
        st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from(SKILLS)), st.floats(0, 1)),
        st.sampled_from(["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]),
        st.sampled_from("ab"),
    )
    def test_never_lowers_coverage_nor_opens_a_gap(
        self, catalogue: Catalogue, corrections: Corrections, certification_id: str, subject_id: str
    ) -> None:
        plans = two_subjects(catalogue)
        demand = held_against(plans, TWENTY_POSTINGS, corrections=corrections)
        change = with_certification(
            demand, certification_id, subject_id, plans.skills, catalogue_arrays(plans), skill_credit(plans.skills)
        )
        assert change.after.overall >= change.before.overall
        assert set(change.gaps_after) | set(change.closed) == set(change.gaps_before)
        assert not set(change.gaps_after) & set(change.closed)
