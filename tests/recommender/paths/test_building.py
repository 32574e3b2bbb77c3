from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from data.catalogue import Catalogue
from data.domain import CertificationId, EnglishLevel, Learner, LearnerId, LearnerKind, SkillId, StateId
from data.events import ExamResult
from recommender.arrays import CatalogueArrays
from recommender.paths.building import PathBuilder, Wish, wish_of_occupation, wish_of_skills
from recommender.paths.calendar import means_from
from recommender.paths.problem import FOREVER, NodeId, NodeKind, PathProblem, UnknownNodeError
from recommender.profile import LearnerHistory

START = date(2026, 11, 26)


@pytest.fixture
def builder(catalogue: Catalogue, arrays: CatalogueArrays) -> PathBuilder:
    learner = Learner(
        LearnerId("ana"), LearnerKind.STUDENT, StateId("MX-JAL"), EnglishLevel.B1, english_tested=False, weekly_hours=6
    )
    return PathBuilder(LearnerHistory(learner), catalogue, arrays, np.full(arrays.n_certifications, 0.5), 18.5)


def built(builder: PathBuilder, wish: Wish) -> PathProblem:
    return builder.problem(wish, means_from(START, hours_a_week=6, has_holidays=True), START)


class TestPathBuilder:
    def test_a_voucher_pays_the_first_try_alone(self, builder: PathBuilder) -> None:
        wish = Wish(certification_id=CertificationId("acme-1"))
        # 100 USD x 18.5 x .6 = 1,110 pesos, of which .3 are left after the funds.
        node = built(builder, wish).nodes[NodeId("acme-1")]
        assert (node.price, node.retake_price, node.expected_price) == (33_300, 111_000, 144_300)
        alone = built(replace(builder, expects_vouchers=False), wish).nodes[NodeId("acme-1")]
        assert (alone.price, alone.retake_price) == (111_000, 111_000)

    def test_takes_requirements_and_english_from_the_catalogue(
        self, builder: PathBuilder, catalogue: Catalogue
    ) -> None:
        problem = built(builder, Wish(certification_id=CertificationId("acme-3")))
        node, one = problem.nodes[NodeId("acme-3")], catalogue.certifications[CertificationId("acme-3")]
        assert node.needs == one.prerequisites
        assert (node.english_needed, node.hours) == (one.english_needed.rank, one.preparation_hours)
        courses = {node.english_given for node in problem.nodes.values() if node.kind is NodeKind.ENGLISH_COURSE}
        assert courses == {4, 5, 6}

    def test_what_is_held_counts_until_it_expires(self, builder: PathBuilder, catalogue: Catalogue) -> None:
        for one in catalogue.certifications.values():
            exam = ExamResult(LearnerId("ana"), one.id, date(2026, 11, 1), passed=True)
            with_exam = replace(builder, history=replace(builder.history, exams=(exam,)))
            last = built(with_exam, Wish(certification_id=one.id)).standing.held[NodeId(one.id)]
            if one.validity_months is None:
                assert last == FOREVER
            else:
                # The last exam day on which it counts, and not a week more.
                days = int(30.44 * one.validity_months) - (START - date(2026, 11, 1)).days - 6
                assert 7 * last <= days < 7 * (last + 1)

    def test_an_occupation_asks_for_four_fifths_of_its_skills_without_soft_ones(self, catalogue: Catalogue) -> None:
        for id_ in catalogue.occupations:
            wish = wish_of_occupation(id_, catalogue)
            assert wish.skills is not None
            assert "teamwork" not in wish.skills
            assert 0.8 * sum(wish.skills.values()) <= wish.least_weight < 0.8 * sum(wish.skills.values()) + 1

    def test_refuses_a_skill_that_the_catalogue_lacks(self, builder: PathBuilder) -> None:
        with pytest.raises(UnknownNodeError, match="no skill magic"):
            built(builder, wish_of_skills([SkillId("magic")]))
