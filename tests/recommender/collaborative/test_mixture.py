"""What the mixture sees of each candidate, and where it puts the others."""

from dataclasses import dataclass

import numpy as np
import pytest

from recommender.collaborative.candidate_rows import candidate_rows, feature_names, item_facts
from recommender.collaborative.histories import Histories
from recommender.collaborative.mixture import Mixture
from recommender.collaborative.popularity import SameForAll
from recommender.collaborative.source import Scorer
from tests.histories import histories_from

HISTORIES = histories_from([[0, 1], [2], [0, 3, 1], []], 6)


@dataclass(frozen=True)
class OneColumn:
    """Scores a row by one of its features."""

    column: int

    def score(self, rows: np.ndarray) -> np.ndarray:
        return rows[:, self.column].astype(np.float64)


@pytest.fixture
def scorers() -> dict[str, Scorer]:
    return {
        "one": SameForAll(np.array([0.5, 0.4, 0.3, 0.3, 0.0, -1.0], np.float32)),
        "other": SameForAll(np.array([0.0, 0.0, 0.0, 0.0, 2.0, 0.0], np.float32)),
    }


def columns_of(
    histories: Histories, scorers: dict[str, Scorer], n_each: int
) -> dict[tuple[int, int], dict[str, float]]:
    rows = candidate_rows(scorers, item_facts(HISTORIES), histories, n_each)
    names = feature_names(list(scorers))
    return {
        (learner, item): dict(zip(names, values, strict=True))
        for learner, item, values in zip(
            rows.learners.tolist(), rows.items.tolist(), rows.features.tolist(), strict=True
        )
    }


class TestCandidateRows:
    def test_candidates_are_the_best_of_every_method_above_zero(self, scorers: dict[str, Scorer]) -> None:
        found = columns_of(HISTORIES, scorers, n_each=1)
        # Learner 0 took the two that the first method likes best; the next two tie at the border and are left out.
        assert set(found) == {(0, 4), (1, 0), (1, 4), (2, 2), (2, 4), (3, 0), (3, 4)}

    def test_scores_are_told_beside_the_learners_best_and_by_rank(self, scorers: dict[str, Scorer]) -> None:
        found = columns_of(HISTORIES, scorers, n_each=6)
        assert found[1, 1]["one share of best"] == pytest.approx(0.8)
        assert found[1, 1]["one rank"] == pytest.approx(np.log(2))
        assert found[0, 2]["one rank"] == found[0, 3]["one rank"] == 0.0
        assert found[0, 4]["one rank"] == pytest.approx(np.log(3))

    def test_items_and_learners_are_told_by_what_was_taken(self, scorers: dict[str, Scorer]) -> None:
        row = columns_of(HISTORIES, scorers, n_each=6)[1, 1]
        assert row["item count"] == pytest.approx(np.log(3))
        assert row["item lateness"] == pytest.approx((np.log(2) + np.log(3)) / 2)
        assert row["item newest"] == 1.0
        assert row["taken"] == pytest.approx(np.log(2))
        assert row["distance"] == pytest.approx(row["item lateness"] - row["taken"])


class TestMixture:
    def test_candidates_come_first_and_then_popular_items(self, scorers: dict[str, Scorer]) -> None:
        names = feature_names(list(scorers))
        mixture = Mixture(scorers, item_facts(HISTORIES), OneColumn(names.index("other score")), n_each=1)
        order = np.argsort(-mixture.scores(HISTORIES)[3], kind="stable")
        # Candidates 4 and 0; then 1 with two learners, 2 and 3 with one, 5 with none.
        assert order.tolist() == [4, 0, 1, 2, 3, 5]
