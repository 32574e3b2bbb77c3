"""Which certifications of the tiny catalogue teach a skill, and in how many hours."""

from itertools import pairwise

import pytest

from data.catalogue import Catalogue
from data.domain import EnglishLevel, Level
from recommender.arrays import CatalogueArrays
from recommender.closing_certifications import ClosingCertification, closing_certifications
from recommender.skill_credit import skill_credit


def closing(skill_id: str, catalogue: Catalogue, arrays: CatalogueArrays) -> tuple[ClosingCertification, ...]:
    return closing_certifications(skill_id, catalogue.certifications, arrays, skill_credit(catalogue.skills))


class TestClosingCertifications:
    def test_take_the_share_of_the_hours_that_the_skill_weighs(
        self, catalogue: Catalogue, arrays: CatalogueArrays
    ) -> None:
        # acme-2 takes 60 hours for AWS, 1.0, and cloud, 0.6.
        second, third = closing("aws", catalogue, arrays)
        assert second == ClosingCertification(
            "acme-2",
            "aws",
            pytest.approx(60 * 1.0 / 1.6),
            60,
            Level.ASSOCIATE,
            EnglishLevel.B1,
            6,
            (frozenset({"acme-1"}),),
        )
        assert (third.certification_id, third.hours) == ("acme-3", 120)

    def test_teach_a_broader_skill_by_a_narrower_one(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        # AWS counts 0.8 for cloud, more than the 0.6 that acme-2 gives cloud itself; cloud counts 0.3 for AWS.
        assert [(one.certification_id, one.by_skill_id, one.hours) for one in closing("cloud", catalogue, arrays)] == [
            ("acme-1", "cloud", 20),
            ("acme-2", "aws", 37.5),
            ("acme-3", "aws", 120),
        ]

    def test_are_not_those_that_touch_a_skill_only(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        # zen-2 weighs SQL 0.3.
        assert [one.certification_id for one in closing("sql", catalogue, arrays)] == ["zen-1"]

    def test_are_none_where_nothing_teaches_it(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        assert closing("teamwork", catalogue, arrays) == ()

    def test_never_take_more_than_the_whole(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        for skill_id in catalogue.skills:
            found = closing(skill_id, catalogue, arrays)
            assert all(0 < one.hours <= one.preparation_hours for one in found)
            assert all(first.hours <= second.hours for first, second in pairwise(found))
