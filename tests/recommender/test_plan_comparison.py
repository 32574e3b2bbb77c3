"""Two small plans side by side, with figures worked out by hand."""

import numpy as np
import pytest

from data.catalogue import Catalogue
from data.domain import Area
from recommender.plan_comparison import (
    AlikeSubjects,
    ComparedPlan,
    PlanComparison,
    TaughtElsewhere,
    Teacher,
    compare_plans,
)
from tests.recommender.small_plans import SKILLS, TWENTY_POSTINGS, held_against, subject, with_plans


def compared(catalogue: Catalogue) -> PlanComparison:
    """Plan ``own`` beside ``other``, whose ``c`` has the name of ``a`` and whose ``d`` has the vector of ``b``."""
    plans = with_plans(
        catalogue,
        subject("a", "own", "Uno", {"sql": 0.9}, semester=2),
        subject("b", "own", "Dos", {"cloud": 1.0}),
        subject("c", "other", "UNO", {"python": 1.0}),
        subject("d", "other", "Cuatro", {"sql": 0.5}, semester=4),
    )
    vectors = np.eye(4, len(SKILLS) + 4, k=len(SKILLS), dtype=np.float32)
    vectors[3] = vectors[1]
    own, other = (held_against(plans, TWENTY_POSTINGS, vectors, plan) for plan in ("own", "other"))
    return compare_plans(own, [other], plans.subjects, plans.skills)


class TestComparePlans:
    def test_hold_both_against_what_graduates_of_the_first_are_asked(self, catalogue: Catalogue) -> None:
        found = compared(catalogue)
        assert found.areas == (Area.SOFTWARE, Area.CLOUD, Area.DATA_AI)
        own, other = found.plans
        assert own == ComparedPlan("own", pytest.approx(25.5 / 40), pytest.approx((0, 7.5 / 11, 0.9)))
        # SQL by half, 20 times, and Python whole, 9 times.
        assert other == ComparedPlan("other", pytest.approx(19 / 40), pytest.approx((1, 0, 0.5)))

    def test_name_what_only_the_other_teaches(self, catalogue: Catalogue) -> None:
        # AWS is missing in both.
        assert compared(catalogue).taught_elsewhere == (
            TaughtElsewhere("python", 9, 0.0, (Teacher("other", "c", 1.0),)),
        )

    def test_pair_subjects_of_one_name_or_one_meaning(self, catalogue: Catalogue) -> None:
        assert compared(catalogue).alike == (
            AlikeSubjects("a", "other", "c", 1.0, semesters_later=-1),
            AlikeSubjects("b", "other", "d", pytest.approx(1.0), semesters_later=3),
        )

    def test_are_one_plan_alone_without_others(self, catalogue: Catalogue) -> None:
        plans = with_plans(catalogue, subject("a", "own", "Uno", {"sql": 0.9}))
        found = compare_plans(held_against(plans, TWENTY_POSTINGS), [], plans.subjects, plans.skills)
        assert [one.curriculum_id for one in found.plans] == ["own"]
        assert (found.taught_elsewhere, found.alike) == ((), ())
