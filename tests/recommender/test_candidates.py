"""Tests of where suggestions come from."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from embeddings.index import VectorIndex
from recommender.arrays import CatalogueArrays
from recommender.candidates import PER_SOURCE, Source, candidates, pool
from recommender.features import COLUMN, FEATURES
from recommender.profile import LearnerHistory
from recommender.texts import TextVectors
from tests.factories import make_exam, make_history, make_profiles, make_vectors

EVERYTHING = np.ones(5, bool)


def named(
    arrays: CatalogueArrays,
    person: LearnerHistory | None = None,
    allowed: NDArray[np.bool_] = EVERYTHING,
    vectors: TextVectors | None = None,
    **columns: list[float],
) -> dict[Source, NDArray[np.int64]]:
    """Candidates where all features are 0 but the ``columns`` given."""
    vectors = make_vectors(arrays) if vectors is None else vectors
    features = np.zeros((arrays.n_certifications, len(FEATURES)), np.float32)
    for name, values in columns.items():
        features[:, COLUMN[name]] = values
    index = VectorIndex.build(
        arrays.certification_ids, vectors.certifications, kind="certifications", fingerprint=vectors.fingerprint
    )
    return candidates(features, make_profiles(arrays, person or make_history()), allowed, arrays, index, vectors)


def many(arrays: CatalogueArrays, n: int, n_dims: int) -> tuple[CatalogueArrays, TextVectors]:
    """The catalogue with ``n`` certifications of random meaning."""
    rng = np.random.default_rng(8)

    def units(count: int) -> NDArray[np.float32]:
        vectors = rng.normal(size=(count, n_dims))
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    ids = tuple(f"c{number:03}" for number in rng.permutation(n))
    larger = replace(
        arrays,
        certification_ids=ids,
        certification_row={id_: row for row, id_ in enumerate(ids)},
        prerequisites=((),) * n,
    )
    return larger, TextVectors("random", units(n), units(2), units(6))


class TestCandidates:
    def test_the_goal_names_what_covers_its_gap_best_first(self, arrays: CatalogueArrays) -> None:
        found = named(arrays, goal_gap_covered=[0.2, 0.0, 0.5, 0.1, 0.5])
        assert found[Source.GOAL].tolist() == [2, 4, 0, 3]

    def test_demand_names_what_is_asked_for_and_new(self, arrays: CatalogueArrays) -> None:
        found = named(arrays, demand_of_new_skills=[0.0, 0.0, 0.0, 0.3, 0.4])
        assert found[Source.DEMAND].tolist() == [4, 3]

    def test_similar_learners_add_up_popularity_and_company(self, arrays: CatalogueArrays) -> None:
        found = named(
            arrays, state_group_popularity=[0.1, 0.3, 0.0, 0.2, 0.0], taken_together=[0.4, 0.0, 0.0, 0.0, 0.1]
        )
        assert found[Source.SIMILAR].tolist() == [0, 1, 3, 4]

    def test_the_path_names_what_something_held_leads_to(self, arrays: CatalogueArrays) -> None:
        assert named(arrays)[Source.PATH].tolist() == []
        assert named(arrays, make_history(exams=[make_exam("acme-1")]))[Source.PATH].tolist() == [1]
        assert named(arrays, make_history(exams=[make_exam("zen-2")]))[Source.PATH].tolist() == [2]

    def test_no_source_names_what_is_not_allowed(self, arrays: CatalogueArrays) -> None:
        person = make_history(exams=[make_exam("acme-1")])
        allowed = np.array([False, False, True, True, False])
        found = named(
            arrays,
            person,
            allowed,
            goal_gap_covered=[1] * 5,
            demand_of_new_skills=[1] * 5,
            taken_together=[1] * 5,
        )
        for source, columns in found.items():
            assert set(columns.tolist()) <= {2, 3}, source

    def test_meaning_is_searched_exactly(self, arrays: CatalogueArrays) -> None:
        larger, vectors = many(arrays, 260, 16)
        allowed = np.random.default_rng(9).random(260) < 0.7
        for goal, needs in (("cloud-engineer", arrays.occupation_skills[1]), (None, np.ones(6))):
            # Skills lacked are all those needed, as nothing is held.
            query = np.zeros(16)
            for skill in range(6):
                query += needs[skill] * vectors.skills[skill].astype(np.float64)
            cosines = [float(one.astype(np.float64) @ query) for one in vectors.certifications]
            nearest = sorted((c for c in range(260) if allowed[c]), key=lambda c: -cosines[c])
            profiles = make_profiles(arrays, make_history(goal_occupation_id=goal))
            index = VectorIndex.build(
                larger.certification_ids, vectors.certifications, kind="certifications", fingerprint="random"
            )
            features = np.zeros((260, len(FEATURES)), np.float32)
            found = candidates(features, profiles, allowed, larger, index, vectors)[Source.TEXT]
            assert found.tolist() == nearest[:PER_SOURCE]

    def test_meaning_names_nothing_where_nothing_is_lacked(self, arrays: CatalogueArrays) -> None:
        # acme-1 and acme-2 prove cloud and AWS in full; an occupation that needs no more leaves nothing.
        needs = arrays.occupation_skills.copy()
        needs[1] = [0, 0, 1, 0.8, 0, 0]
        person = make_history(exams=[make_exam("acme-1"), make_exam("acme-2")], goal_occupation_id="cloud-engineer")
        assert named(replace(arrays, occupation_skills=needs), person)[Source.TEXT].tolist() == []


class TestPool:
    def test_holds_each_column_once_in_catalogue_order(self) -> None:
        lists = {Source.GOAL: np.array([4, 1]), Source.PATH: np.array([], np.int64), Source.TEXT: np.array([1, 0])}
        assert pool(lists).tolist() == [0, 1, 4]
