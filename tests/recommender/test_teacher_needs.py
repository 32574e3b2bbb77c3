"""What the teachers of a small plan lack, worked out by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray

from data.catalogue import Catalogue
from recommender.arrays import catalogue_arrays
from recommender.gaps import curriculum_gaps
from recommender.skill_credit import skill_credit
from recommender.subject_fit import FitKey
from recommender.teacher_needs import TeacherNeeds, teacher_needs
from tests.recommender.small_plans import SKILLS, TWENTY_POSTINGS, held_against, two_subjects


def teachers(*levels: dict[str, float]) -> NDArray[np.float32]:
    """One row a teacher."""
    return np.array([[one.get(skill, 0.0) for skill in SKILLS] for one in levels], np.float32)


def needs(catalogue: Catalogue, **levels: NDArray[np.float32]) -> TeacherNeeds:
    plans = two_subjects(catalogue)
    arrays, demand = catalogue_arrays(plans), held_against(plans, TWENTY_POSTINGS)
    gaps = curriculum_gaps(demand, plans.skills, arrays)
    return teacher_needs(demand, gaps, levels, plans.certifications, arrays, skill_credit(plans.skills))


class TestTeacherNeeds:
    def test_are_what_no_teacher_of_the_subject_holds(self, catalogue: Catalogue) -> None:
        found = needs(
            catalogue, a=teachers({"sql": 0.6}), b=teachers({"aws": 0.45}, {"aws": 0.4, "cloud": 0.7, "sql": 1.0})
        )
        (second,) = found.subjects
        assert (second.subject_id, second.n_teachers) == ("b", 2)
        (aws,) = second.needs
        assert (aws.skill_id, aws.n_postings, aws.best_level, aws.is_gap) == ("aws", 5, pytest.approx(0.45), True)
        assert [one.certification_id for one in aws.certifications] == ["acme-2", "acme-3"]
        assert found.without_teacher == ()

    def test_count_a_narrower_skill_for_a_broader_one(self, catalogue: Catalogue) -> None:
        # AWS, held whole, counts 0.8 for cloud.
        found = needs(catalogue, a=teachers({"sql": 1.0}), b=teachers({"aws": 1.0}))
        assert found.subjects == ()

    def test_are_ordered_by_demand(self, catalogue: Catalogue) -> None:
        found = needs(catalogue, a=teachers({}), b=teachers({}))
        assert [[one.skill_id for one in each.needs] for each in found.subjects] == [["sql"], ["cloud", "aws"]]
        assert [one.is_gap for one in found.subjects[1].needs] == [False, True]

    def test_tell_apart_a_subject_without_teacher(self, catalogue: Catalogue) -> None:
        found = needs(catalogue, a=teachers({"sql": 1.0}))
        assert found.subjects == ()
        (second,) = found.without_teacher
        assert (second.subject_id, second.n_teachers) == ("b", 0)
        assert [one.skill_id for one in second.needs] == ["cloud", "aws"]

    def test_ask_nobody_for_what_fits_no_subject(self, catalogue: Catalogue) -> None:
        plans = two_subjects(catalogue)
        gaps = curriculum_gaps(held_against(plans, TWENTY_POSTINGS), plans.skills, catalogue_arrays(plans))
        assert next(gap for gap in gaps if gap.skill_id == "python").fit.key is FitKey.NONE_NEAR
        found = needs(catalogue)
        assert "python" not in {one.skill_id for each in found.without_teacher for one in each.needs}
