from dataclasses import replace

import pytest

from data.catalogue import Catalogue
from data.domain import CurriculumId
from data.errors import InputError
from data.own_curriculum import with_curriculum
from tests.recommender.small_plans import subject


class TestWithCurriculum:
    def test_adds_the_plan_last_and_leaves_the_catalogue(self, catalogue: Catalogue) -> None:
        own = replace(catalogue.curricula["systems"], id=CurriculumId("mine"), subjects=(subject("x", "mine", "Uno"),))
        joined = with_curriculum(catalogue, own)
        assert list(joined.curricula) == ["systems", "mine"]
        assert list(joined.subjects) == [*catalogue.subjects, "x"]
        assert "mine" not in catalogue.curricula

    def test_puts_it_in_the_place_of_one_of_the_same_id(self, catalogue: Catalogue) -> None:
        kept = catalogue.subjects["s-data"]
        own = replace(catalogue.curricula["systems"], subjects=(subject("x", "systems", "Uno"), kept))
        joined = with_curriculum(catalogue, own)
        assert list(joined.curricula) == ["systems"]
        assert list(joined.subjects) == ["x", "s-data"]

    def test_refuses_the_id_of_a_subject_of_another_plan(self, catalogue: Catalogue) -> None:
        own = replace(
            catalogue.curricula["systems"], id=CurriculumId("mine"), subjects=(subject("s-data", "mine", "Uno"),)
        )
        with pytest.raises(InputError, match="plan mine: 1 of its subjects have ids of another plan's, such as s-data"):
            with_curriculum(catalogue, own)
