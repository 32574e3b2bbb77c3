import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from benchmarks.bilingual.measures import reciprocal_rank, share_in_order

Judged = tuple[NDArray[np.float64], NDArray[np.int64]]


@st.composite
def judged(draw: st.DrawFn, top_grade: int = 2) -> Judged:
    """Scores and grades of 2-7 things, with at least two grades; scores repeat."""
    grades = draw(st.lists(st.integers(0, top_grade), min_size=2, max_size=7).filter(lambda them: len(set(them)) > 1))
    scores = draw(st.lists(st.integers(-5, 5), min_size=len(grades), max_size=len(grades)))
    return np.array(scores, dtype=np.float64), np.array(grades)


class TestReciprocalRank:
    @pytest.mark.parametrize(
        ("scores", "grades", "expected"),
        [
            ([0.9, 0.5, 0.1], [2, 1, 0], 1.0),
            ([0.1, 0.9, 0.5], [2, 0, 2], 0.5),
            ([0.1, 0.9, 0.5], [2, 1, 1], 1 / 3),
            ([0.5, 0.5], [0, 2], 0.5),
        ],
    )
    def test_is_one_over_the_rank_of_the_first_that_fits(
        self, scores: list[float], grades: list[int], expected: float
    ) -> None:
        assert reciprocal_rank(np.array(scores), np.array(grades)) == expected

    def test_is_nan_where_nothing_fits(self) -> None:
        assert np.isnan(reciprocal_rank(np.array([0.5, 0.4]), np.array([1, 0])))


class TestShareInOrder:
    def test_counts_couples_and_half_of_ties(self) -> None:
        # Couples: 2 over 1 in order, 2 over 0 in order, 1 over 0 tied.
        assert share_in_order(np.array([0.9, 0.5, 0.5]), np.array([2, 1, 0])) == pytest.approx(2.5 / 3)

    def test_is_nan_where_all_grades_are_equal(self) -> None:
        assert np.isnan(share_in_order(np.array([0.9, 0.5]), np.array([1, 1])))

    @given(judged(top_grade=1))
    def test_is_the_area_under_the_curve_of_two_grades(self, case: Judged) -> None:
        scores, grades = case
        assert share_in_order(scores, grades) == pytest.approx(roc_auc_score(grades, scores))

    @given(judged())
    def test_turns_round_with_the_scores_and_keeps_with_their_order(self, case: Judged) -> None:
        scores, grades = case
        share = share_in_order(scores, grades)
        assert share_in_order(-scores, grades) == pytest.approx(1 - share)
        assert share_in_order(np.exp(scores), grades) == pytest.approx(share)
        assert share_in_order(grades.astype(np.float64), grades) == 1.0
