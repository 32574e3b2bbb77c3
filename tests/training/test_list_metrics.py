"""Measures of lists against values worked out by hand and against another way to compute them."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from training.list_metrics import coverage, found_by, gini, novelty
from training.metrics import ndcg_at_k

LISTS = np.array([[0, 1, 2], [3, 0, -1], [-1, -1, -1]])
GAINS = sp.csr_array(np.array([[0.0, 2.0, 0.0, 1.0], [0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]]))


class TestFound:
    def test_ndcg_is_the_discounted_gain_over_the_best(self) -> None:
        best = 2 + 1 / np.log2(3)
        np.testing.assert_allclose(found_by(LISTS, GAINS, 3).ndcg, [2 / np.log2(3) / best, 1.0, np.nan])

    def test_recall_is_the_share_of_what_is_relevant(self) -> None:
        np.testing.assert_allclose(found_by(LISTS, GAINS, 3).recall, [0.5, 1.0, np.nan])
        np.testing.assert_allclose(found_by(LISTS, GAINS, 1).recall, [0.0, 1.0, np.nan])

    def test_reciprocal_rank_is_that_of_the_first_hit(self) -> None:
        np.testing.assert_allclose(found_by(LISTS, GAINS, 3).reciprocal_rank, [0.5, 1.0, np.nan])
        np.testing.assert_allclose(found_by(LISTS, GAINS, 1).reciprocal_rank, [0.0, 1.0, np.nan])

    @given(
        scores=arrays(np.float64, (4, 6), elements=st.integers(-5, 5).map(float)),
        gains=arrays(np.float64, (4, 6), elements=st.sampled_from([0.0, 0.0, 1.0, 3.0])),
        k=st.integers(1, 6),
    )
    def test_ndcg_agrees_with_that_of_whole_rows_of_scores(self, scores: np.ndarray, gains: np.ndarray, k: int) -> None:
        lists = np.argsort(-scores, axis=1, kind="stable")
        np.testing.assert_allclose(found_by(lists, sp.csr_array(gains), k).ndcg, ndcg_at_k(scores, gains, k))

    def test_refuses_lists_that_are_too_short(self) -> None:
        with pytest.raises(ValueError, match="do not give 4 places"):
            found_by(LISTS, GAINS, 4)


def test_coverage_counts_items_listed_at_least_once() -> None:
    assert coverage(LISTS, 5) == pytest.approx(4 / 5)


def test_gini_is_that_of_the_definition() -> None:
    exposure = np.array([2, 1, 1, 1, 0])
    differences = np.abs(exposure[:, None] - exposure[None, :]).sum()
    assert gini(LISTS, 5) == pytest.approx(differences / (2 * 5 * exposure.sum()))


def test_novelty_is_the_mean_surprise() -> None:
    found = novelty(LISTS, np.array([4, 2, 1, 0]), n_learners=4)
    np.testing.assert_allclose(found, [(0 + 1 + 2) / 3, (2 + 0) / 2, np.nan])
