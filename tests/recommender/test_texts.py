"""Tests of similarities between catalogue texts."""

import numpy as np

from recommender.texts import TextVectors

EAST, NORTH = [1.0, 0.0], [0.0, 1.0]
VECTORS = TextVectors(
    "f",
    certifications=np.array([EAST, [0.6, 0.8]], np.float32),
    occupations=np.array([NORTH], np.float32),
    skills=np.array([EAST, NORTH], np.float32),
)


class TestGoalSimilarity:
    def test_is_the_cosine_of_occupation_and_certification(self) -> None:
        np.testing.assert_allclose(VECTORS.goal_similarity(np.array([0, -1])), [[0.0, 0.8], [0.0, 0.8]], atol=1e-6)


class TestProfileSimilarity:
    def test_adds_skills_up_by_their_weight(self) -> None:
        held = np.array([[0.3, 0.4], [0.0, 0.5]], np.float32)
        # 0.3 east and 0.4 north point along (0.6, 0.8).
        np.testing.assert_allclose(VECTORS.profile_similarity(held), [[0.6, 1.0], [0.0, 0.8]], atol=1e-6)

    def test_is_zero_without_skills(self) -> None:
        assert VECTORS.profile_similarity(np.zeros((1, 2), np.float32)).tolist() == [[0.0, 0.0]]
