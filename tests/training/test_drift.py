import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from training.drift import (
    CategorySummary,
    NumberSummary,
    Reading,
    psi,
    psi_of_chance,
    summary_from,
)

SHARES = st.lists(st.floats(0, 1), min_size=2, max_size=8).filter(lambda shares: sum(shares) > 0)


class TestPsi:
    def test_is_the_sum_written_out_by_hand(self) -> None:
        then, now = np.array([0.2, 0.3, 0.5]), np.array([0.5, 0.25, 0.25])
        by_hand = 0.3 * np.log(2.5) + -0.05 * np.log(0.25 / 0.3) + -0.25 * np.log(0.5)
        assert psi(then, now) == pytest.approx(by_hand)

    @given(SHARES, st.randoms())
    def test_is_symmetric_and_never_negative(self, shares: list[float], random: "np.random.Generator") -> None:
        then = np.array(shares) / sum(shares)
        now = np.array(random.sample(list(then), len(then)))  # type: ignore[attr-defined] # hypothesis' own Random
        assert psi(then, now) == pytest.approx(psi(now, then))
        assert psi(then, now) >= 0

    def test_is_finite_where_a_bin_is_empty(self) -> None:
        assert 0 < psi(np.array([1.0, 0.0]), np.array([0.0, 1.0])) < 20

    def test_refuses_bins_that_differ(self) -> None:
        with pytest.raises(ValueError, match="2 bins then, 3 now"):
            psi(np.ones(2), np.ones(3))


class TestPsiOfChance:
    def test_is_exceeded_about_as_often_as_it_says_where_nothing_moved(self) -> None:
        rng = np.random.default_rng(5)
        bound = psi_of_chance(5, 1000, 500)
        samples = [
            (rng.multinomial(1000, [0.2] * 5) / 1000, rng.multinomial(500, [0.2] * 5) / 500) for _ in range(4000)
        ]
        share = np.mean([psi(then, now) > bound for then, now in samples])
        assert share <= 0.003


class TestNumberSummary:
    def test_finds_nothing_in_another_sample_of_the_same_people(self) -> None:
        rng = np.random.default_rng(1)
        summary = NumberSummary.of(rng.normal(size=2000))
        drift = summary.drift(rng.normal(size=200))
        assert drift.reading is Reading.STEADY
        assert drift.n == 200

    def test_finds_a_mean_that_moved(self) -> None:
        rng = np.random.default_rng(1)
        before, now = rng.normal(size=5000), rng.normal(1.0, size=5000)
        drift = NumberSummary.of(before).drift(now)
        assert drift.reading is Reading.LARGE
        # At the ends of the bins the gap cannot be larger than it is anywhere.
        assert 0.9 * ks_2samp(before, now).statistic < drift.ks <= ks_2samp(before, now).statistic + 1e-9

    def test_gives_each_of_few_values_a_bin(self) -> None:
        summary = NumberSummary.of(np.array([0.0, 0.0, 1.0, 5.0]))
        assert summary.edges == (0.5, 3.0)
        assert summary.shares == (0.5, 0.25, 0.25)

    def test_counts_blanks_and_numbers_never_seen(self) -> None:
        summary = NumberSummary.of(np.array([1.0, 2.0, 3.0, np.nan]))
        drift = summary.drift(np.array([np.nan, np.nan, 9.0, 2.0]))
        assert summary.missing == 0.25
        assert drift.missing == 0.25
        assert drift.unseen == 0.25

    def test_takes_a_column_that_is_all_blank(self) -> None:
        summary = NumberSummary.of(np.full(5, np.nan))
        assert summary.drift(np.full(7, np.nan)).psi == 0

    @given(st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=60))
    def test_finds_the_very_rows_unmoved(self, values: list[float]) -> None:
        summary = NumberSummary.of(np.array(values))
        drift = summary.drift(np.array(values))
        assert sum(summary.shares) + summary.missing == pytest.approx(1)
        assert (drift.psi, drift.ks, drift.unseen, drift.missing) == pytest.approx((0, 0, 0, 0))

    def test_refuses_no_rows(self) -> None:
        with pytest.raises(ValueError, match="without rows"):
            NumberSummary.of(np.array([]))


class TestCategorySummary:
    def test_counts_words_never_seen(self) -> None:
        summary = CategorySummary.of(["a", "a", "b", None])
        drift = summary.drift(["a", "c", "c", None])
        assert summary.shares == {"a": 0.5, "b": 0.25}
        assert drift.unseen == 0.5
        assert drift.missing == 0

    def test_puts_rare_words_together_without_calling_them_new(self) -> None:
        words = [f"w{number:03}" for number in range(60)]
        summary = CategorySummary.of([*words, *words[:50]])
        assert len(summary.shares) == 50
        assert summary.other == pytest.approx(10 / 110)
        assert summary.drift(words[50:]).unseen == 0

    def test_finds_shares_that_moved(self) -> None:
        drift = CategorySummary.of(["a"] * 500 + ["b"] * 500).drift(["a"] * 900 + ["b"] * 100)
        assert drift.reading is Reading.LARGE

    def test_takes_a_few_rows_for_what_they_are(self) -> None:
        assert CategorySummary.of(["a"] * 500 + ["b"] * 500).drift(["a"] * 4).reading is Reading.STEADY

    def test_refuses_no_rows(self) -> None:
        with pytest.raises(ValueError, match="without rows"):
            CategorySummary.of([])


class TestSummaryFrom:
    @pytest.mark.parametrize(
        "summary", [NumberSummary.of(np.array([1.0, 2.0, np.nan])), CategorySummary.of(["a", "b", None])]
    )
    def test_reads_back_what_was_written(self, summary: NumberSummary | CategorySummary) -> None:
        assert summary_from(json.loads(json.dumps(asdict(summary)))) == summary
