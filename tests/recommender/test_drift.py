import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from recommender.drift import (
    Drift,
    bin_edges,
    distance,
    index_of_chance,
    number_drift,
    stability_index,
    tallied,
    word_drift,
)

COUNTS = st.lists(st.integers(0, 1000), min_size=2, max_size=8).filter(lambda counts: sum(counts) > 0)


class TestStabilityIndex:
    def test_is_the_sum_written_out_by_hand(self) -> None:
        # With half a row in each bin: shares 10/30, 20/30 then and 25/30, 5/30 now.
        by_hand = 0.5 * np.log(2.5) + -0.5 * np.log(0.25)
        assert stability_index([9.5, 19.5], [24.5, 4.5]) == pytest.approx(by_hand)  # type: ignore[list-item] # by hand

    @given(COUNTS, st.randoms())
    def test_is_symmetric_and_never_negative(self, counts: list[int], random: "np.random.Generator") -> None:
        others = random.sample(counts, len(counts))  # type: ignore[attr-defined] # hypothesis' own Random
        assert stability_index(counts, others) == pytest.approx(stability_index(others, counts))
        assert stability_index(counts, others) >= 0

    def test_is_finite_where_a_bin_is_empty(self) -> None:
        assert 0 < stability_index([100, 0], [0, 100]) < 20

    def test_refuses_bins_that_differ(self) -> None:
        with pytest.raises(ValueError, match="2 bins then, 3 now"):
            stability_index([1, 1], [1, 1, 1])


class TestIndexOfChance:
    def test_is_exceeded_about_as_often_as_it_says_where_nothing_moved(self) -> None:
        rng = np.random.default_rng(5)
        bound = index_of_chance(5, 1000, 500)
        samples = [(rng.multinomial(1000, [0.2] * 5), rng.multinomial(500, [0.2] * 5)) for _ in range(4000)]
        assert np.mean([stability_index(then.tolist(), now.tolist()) > bound for then, now in samples]) <= 0.003


class TestNumberDrift:
    def test_finds_nothing_in_another_sample_of_the_same_people(self) -> None:
        rng = np.random.default_rng(1)
        before, now = rng.normal(size=2000), rng.normal(size=200)
        edges = bin_edges(before)
        assert number_drift("age", tallied(before, edges), tallied(now, edges)).drift is Drift.NONE

    def test_finds_a_mean_that_moved(self) -> None:
        rng = np.random.default_rng(1)
        before, now = rng.normal(size=5000), rng.normal(1.0, size=5000)
        edges = bin_edges(before)
        found = number_drift("age", tallied(before, edges), tallied(now, edges))
        assert found.drift is Drift.CHANGED
        # At the edges of the bins the gap cannot be larger than it is anywhere.
        assert found.distance is not None
        assert 0.9 * ks_2samp(before, now).statistic < found.distance <= ks_2samp(before, now).statistic + 1e-9

    def test_takes_a_few_rows_for_what_they_are(self) -> None:
        assert number_drift("age", (500, 500, 0), (4, 0, 0)).drift is Drift.NONE

    def test_tells_the_shares_of_blanks(self) -> None:
        found = number_drift("age", (90, 10), (5, 15))
        assert (found.missing_then, found.missing) == (0.1, 0.75)


class TestWordDrift:
    def test_counts_as_unseen_what_is_more_than_the_rare_ones_were(self) -> None:
        found = word_drift("state", (80, 10, 10), (50, 40, 10))
        assert found.unseen == pytest.approx(0.3)
        assert found.distance is None
        assert found.drift is Drift.CHANGED

    def test_finds_nothing_unseen_where_there_is_less(self) -> None:
        assert word_drift("state", (80, 20, 0), (90, 10, 0)).unseen == 0


class TestTallied:
    def test_puts_an_edge_into_the_bin_below_and_blanks_last(self) -> None:
        assert tallied(np.array([1.0, 2.0, 2.1, np.nan]), (1.0, 2.0)) == (1, 1, 1, 1)

    @given(st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=60))
    def test_finds_the_very_rows_unmoved(self, values: list[float]) -> None:
        column = np.array(values)
        counts = tallied(column, bin_edges(column))
        assert sum(counts) == len(values)
        assert (stability_index(counts, counts), distance(counts, counts)) == (0, 0)
