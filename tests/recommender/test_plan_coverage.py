"""The heat map of a small plan, with figures worked out by hand, and laws that hold for any plan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.domain import Area
from recommender.plan_coverage import AreaCoverage, CellSkill, cell_skills, plan_coverage
from recommender.skill_credit import skill_credit
from recommender.teaching import TaughtSource
from tests.recommender.small_plans import (
    SKILLS,
    TWENTY_POSTINGS,
    asked,
    held_against,
    subject,
    two_subjects,
    with_plans,
)


class TestPlanCoverage:
    def test_weighs_each_skill_by_its_demand(self, catalogue: Catalogue) -> None:
        # n: SQL 20, Python 9, cloud 6, AWS 5, together 40; covered: 0.9, 0, 1 and 0.3.
        found = plan_coverage(held_against(two_subjects(catalogue), TWENTY_POSTINGS), catalogue.skills)
        assert found.overall == pytest.approx((20 * 0.9 + 6 + 5 * 0.3) / 40)
        assert [(one.area, one.n_skills) for one in found.areas] == [
            (Area.SOFTWARE, 1),
            (Area.CLOUD, 2),
            (Area.DATA_AI, 1),
        ]
        assert [one.demand_share for one in found.areas] == pytest.approx([9 / 40, 11 / 40, 20 / 40])
        assert [one.coverage for one in found.areas] == pytest.approx([0, (6 + 5 * 0.3) / 11, 0.9])

    def test_tells_what_each_subject_covers_alone(self, catalogue: Catalogue) -> None:
        found = plan_coverage(held_against(two_subjects(catalogue), TWENTY_POSTINGS), catalogue.skills)
        first, second = found.subjects
        assert (first.subject_id, second.subject_id) == ("a", "b")
        assert first.overall == pytest.approx(20 * 0.9 / 40)
        assert second.overall == pytest.approx((6 + 5 * 0.3) / 40)
        assert first.by_area == pytest.approx((0, 0, 0.9))
        assert second.by_area == pytest.approx((0, 7.5 / 11, 0))

    def test_is_zero_where_nothing_is_asked_for(self, catalogue: Catalogue) -> None:
        found = plan_coverage(held_against(two_subjects(catalogue), asked("sql", "aws")), catalogue.skills)
        assert (found.overall, found.areas) == (0.0, ())
        assert [(one.overall, one.by_area) for one in found.subjects] == [(0.0, ()), (0.0, ())]

    def test_takes_a_correction_for_the_figure_itself(self, catalogue: Catalogue) -> None:
        # Without it AWS is covered by 0.3 through cloud computing. With it AWS is not of the plan's field, so that only
        # 6 of the 20 postings for SQL are of the field by their other skill, and SQL does not count either.
        corrected = held_against(two_subjects(catalogue), TWENTY_POSTINGS, corrections={("b", "aws"): 0.0})
        cloud = plan_coverage(corrected, catalogue.skills).areas[1]
        assert cloud == AreaCoverage(Area.CLOUD, 2, pytest.approx(11 / 20), pytest.approx(6 / 11))

    @given(st.lists(st.floats(0, 1), min_size=2 * len(SKILLS), max_size=2 * len(SKILLS)))
    def test_stays_between_the_best_subject_and_one(self, catalogue: Catalogue, weights: list[float]) -> None:
        corrections = {(name, skill): weights.pop() for name in "ab" for skill in SKILLS}
        found = plan_coverage(
            held_against(two_subjects(catalogue), TWENTY_POSTINGS, corrections=corrections), catalogue.skills
        )
        assert sum(one.demand_share for one in found.areas) == pytest.approx(1 if found.areas else 0)
        for place, column in enumerate(found.areas):
            assert max(row.by_area[place] for row in found.subjects) - 1e-6 <= column.coverage <= 1 + 1e-6
        weighted = sum(one.demand_share * one.coverage for one in found.areas)
        assert found.overall == pytest.approx(weighted, abs=1e-6)


class TestCellSkills:
    def test_list_what_is_asked_for_and_where_it_is_taught(self, catalogue: Catalogue) -> None:
        credit = skill_credit(catalogue.skills)
        demand = held_against(two_subjects(catalogue), TWENTY_POSTINGS)
        cloud, aws = cell_skills(demand, "b", Area.CLOUD, catalogue.skills, credit)
        assert cloud == CellSkill("cloud", 6, 0.3, 1.0, "cloud", TaughtSource.STATED)
        assert aws == CellSkill("aws", 5, 0.25, pytest.approx(0.3), "cloud", TaughtSource.STATED)
        (sql,) = cell_skills(demand, "b", Area.DATA_AI, catalogue.skills, credit)
        assert sql == CellSkill("sql", 20, 1.0, 0.0, "sql", None)

    def test_say_who_corrected_or_named(self, catalogue: Catalogue) -> None:
        plans = with_plans(catalogue, subject("a", "own", "Nube y SQL", {"aws": 0.9}))
        demand = held_against(plans, TWENTY_POSTINGS, corrections={("a", "aws"): 0.0})
        cloud, aws = cell_skills(demand, "a", Area.CLOUD, catalogue.skills, skill_credit(catalogue.skills))
        assert (cloud.coverage, cloud.source) == (1.0, TaughtSource.NAMED)
        assert (aws.coverage, aws.by_skill_id, aws.source) == (0.0, "aws", TaughtSource.CORRECTED)

    def test_are_refused_for_a_subject_of_another_plan(self, catalogue: Catalogue) -> None:
        demand = held_against(two_subjects(catalogue), TWENTY_POSTINGS)
        with pytest.raises(ValueError, match="'z'"):
            cell_skills(demand, "z", Area.CLOUD, catalogue.skills, skill_credit(catalogue.skills))
