"""Tests of what a learner may be offered at all."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain import Answer, EnglishLevel
from recommender.arrays import CatalogueArrays
from recommender.eligibility import eligible, obstacles, prerequisites_met
from recommender.suggestion import Obstacle, ObstacleKey
from tests.factories import make_answer, make_exam, make_history, make_profiles

groups = st.lists(st.frozensets(st.integers(0, 4), min_size=1, max_size=3), max_size=3).map(tuple)


def brute_force(held: np.ndarray, prerequisites: tuple[tuple[frozenset[int], ...], ...]) -> np.ndarray:
    """Read "a and (b or c)" word for word."""
    met = np.ones(held.shape, bool)
    for row, column in product(range(len(held)), range(held.shape[1])):
        for alternatives in prerequisites[column]:
            one_is_held = False
            for other in alternatives:
                one_is_held = one_is_held or bool(held[row, other])
            met[row, column] = met[row, column] and one_is_held
    return met


class TestPrerequisitesMet:
    @given(st.lists(groups, min_size=5, max_size=5).map(tuple), st.data())
    def test_reads_and_and_or_as_written(
        self,
        arrays: CatalogueArrays,
        prerequisites: tuple[tuple[frozenset[int], ...], ...],
        data: st.DataObject,
    ) -> None:
        held = np.array(data.draw(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1)))
        found = prerequisites_met(held, replace(arrays, prerequisites=prerequisites))
        np.testing.assert_array_equal(found, brute_force(held, prerequisites))

    def test_holds_for_every_set_of_certifications_of_the_catalogue(self, arrays: CatalogueArrays) -> None:
        held = np.array(list(product([False, True], repeat=5)))
        np.testing.assert_array_equal(prerequisites_met(held, arrays), brute_force(held, arrays.prerequisites))


class TestEligible:
    def test_offers_what_needs_nothing_and_what_is_next(self, arrays: CatalogueArrays) -> None:
        newcomer, started = make_history(), make_history(exams=[make_exam("acme-1")])
        found = eligible(make_profiles(arrays, newcomer, started), arrays)
        assert found.tolist() == [[True, False, False, True, True], [False, True, False, True, True]]

    def test_offers_nothing_that_was_refused_unless_asked_for_since(self, arrays: CatalogueArrays) -> None:
        never, yes = make_answer("zen-1", Answer.NEVER), make_answer("zen-1", Answer.YES)
        profiles = make_profiles(arrays, make_history(answers=[never]), make_history(answers=[never, yes]))
        assert eligible(profiles, arrays)[:, 3].tolist() == [False, True]

    def test_still_offers_what_was_declined_or_failed(self, arrays: CatalogueArrays) -> None:
        history = make_history(exams=[make_exam("zen-1", passed=False)], answers=[make_answer("zen-1", Answer.NOT_NOW)])
        assert eligible(make_profiles(arrays, history), arrays)[0, 3]

    def test_offers_an_ended_certification_again(self, arrays: CatalogueArrays) -> None:
        ended = make_exam("acme-1").taken_on.replace(year=2020)
        history = make_history(exams=[make_exam("acme-1", on=ended)])
        assert eligible(make_profiles(arrays, history), arrays)[0, :2].tolist() == [True, False]

    @pytest.mark.parametrize("english", EnglishLevel)
    def test_offers_english_up_to_two_steps_above(self, arrays: CatalogueArrays, english: EnglishLevel) -> None:
        # With acme-1, acme-2, and zen-1 held, acme-3 (B2, rank 4) depends on English alone.
        exams = [make_exam(id_) for id_ in ("acme-1", "acme-2", "zen-1")]
        profiles = make_profiles(arrays, make_history(exams=exams, english=english))
        assert eligible(profiles, arrays)[0, 2] == (english.rank >= 2)


class TestObstacles:
    def found(
        self, arrays: CatalogueArrays, certification_id: str, *exams: str, **learner: object
    ) -> tuple[Obstacle, ...]:
        profiles = make_profiles(arrays, make_history(exams=[make_exam(id_) for id_ in exams], **learner))
        return obstacles(profiles, arrays, arrays.certification_row[certification_id])

    def test_name_each_group_of_which_none_is_held(self, arrays: CatalogueArrays) -> None:
        missing = (frozenset({"acme-2"}), frozenset({"zen-1", "zen-2"}))
        assert self.found(arrays, "acme-3") == (Obstacle(ObstacleKey.PREREQUISITES, missing),)
        assert self.found(arrays, "acme-3", "zen-2") == (Obstacle(ObstacleKey.PREREQUISITES, missing[:1]),)
        assert self.found(arrays, "acme-3", "zen-2", "acme-2") == ()

    def test_say_that_it_is_held_or_that_english_is_out_of_reach(self, arrays: CatalogueArrays) -> None:
        assert self.found(arrays, "zen-1", "zen-1") == (Obstacle(ObstacleKey.HELD),)
        # acme-2 needs B1, three steps above none.
        assert self.found(arrays, "acme-2", "acme-1", english=EnglishLevel.NONE) == (Obstacle(ObstacleKey.ENGLISH),)

    @given(st.lists(st.sampled_from(["acme-1", "acme-2", "zen-1", "zen-2"])), st.sampled_from(list(EnglishLevel)))
    def test_are_none_where_a_certification_is_eligible_and_only_there(
        self, arrays: CatalogueArrays, exams: list[str], english: EnglishLevel
    ) -> None:
        profiles = make_profiles(arrays, make_history(exams=[make_exam(id_) for id_ in exams], english=english))
        none_found = [not obstacles(profiles, arrays, column) for column in range(arrays.n_certifications)]
        assert none_found == eligible(profiles, arrays)[0].tolist()
