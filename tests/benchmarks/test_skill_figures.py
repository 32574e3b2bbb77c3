"""Tests of the arithmetic of the benchmark of skills."""

import numpy as np
import pytest

from benchmarks.skills import expected_error, f1, paired_difference, scores
from training.reading.skill_counts import Counts

OURS = [Counts(3, 1, 0), Counts(1, 0, 1)]
THEIRS = [Counts(1, 1, 2), Counts(1, 0, 1)]


class TestScores:
    def test_are_micro_averages(self) -> None:
        found = scores(OURS)
        assert (found["precision"], found["recall"]) == (4 / 5, 4 / 5)
        assert found["f1"] == pytest.approx(0.8)

    def test_nothing_told_scores_nothing(self) -> None:
        assert f1([Counts(0, 0, 4)]) == 0.0


class TestPairedDifference:
    def test_is_the_difference_within_its_interval(self) -> None:
        found = paired_difference(OURS, THEIRS)
        # F1 of theirs: 2 * 2 / (2 * 2 + 1 + 3).
        assert found["difference"] == pytest.approx(0.8 - 0.5)
        assert found["low"] <= found["difference"] <= found["high"]

    def test_equal_systems_differ_by_nothing(self) -> None:
        assert paired_difference(OURS, OURS) == {"difference": 0.0, "low": 0.0, "high": 0.0}


class TestExpectedError:
    def test_weighs_each_bin_by_its_size(self) -> None:
        chances = np.array([0.95, 0.95, 0.15, 0.15])
        is_right = np.array([True, True, True, False])
        # Bins: |0.95 - 1| and |0.15 - 0.5|, half of the four each.
        assert expected_error(chances, is_right) == pytest.approx((0.05 + 0.35) / 2)
