import numpy as np
import pytest

from training.metrics import Interval
from training.ranking_quality import by_group, calibration_of, measures_of, n_areas, top_lists

ALLOWED = np.array([[True, True, True, False], [True, True, False, False]])
GAINS = np.array([[0.0, 3.0, 0.0, 9.0], [1.0, 0.0, 0.0, 0.0]])
AREA = np.array([5, 5, 2, 1])


class TestTopLists:
    def test_leave_out_what_may_not_be_offered(self) -> None:
        scores = np.array([[1.0, 2.0, 3.0, 9.0], [1.0, 2.0, 3.0, 9.0]])
        assert top_lists(scores, ALLOWED, 3).tolist() == [[2, 1, 0], [1, 0, -1]]


class TestMeasuresOf:
    def test_hold_lists_against_what_would_follow(self) -> None:
        """Eight more certifications that nobody may be offered fill the catalogue up."""
        gains, allowed = np.pad(GAINS, ((0, 0), (0, 8))), np.pad(ALLOWED, ((0, 0), (0, 8)))
        found = measures_of({"best": gains, "worst": -gains}, allowed, gains, np.pad(AREA, (0, 8)), 1)
        assert found["MRR@5"]["best"] == Interval(1.0, 1.0, 1.0)
        worst = found["MRR@5"]["worst"]
        assert isinstance(worst, Interval)
        assert worst.mean == pytest.approx((1 / 3 + 1 / 2) / 2)
        assert found["recall@10"]["worst"] == Interval(1.0, 1.0, 1.0)
        assert found["coverage@10"]["best"] == 0.25
        areas = found["areas among ten"]["best"]
        assert isinstance(areas, Interval)
        assert areas.mean == 1.5

    def test_count_areas_once(self) -> None:
        assert n_areas(np.array([[0, 1, 2], [0, 1, -1]]), AREA).tolist() == [2.0, 1.0]


class TestByGroup:
    def test_leaves_out_small_groups_and_who_cannot_gain(self) -> None:
        ndcg = np.concatenate([np.full(30, 0.5), np.full(29, 0.1), [np.nan] * 5])
        names = np.array(["large"] * 30 + ["small"] * 34)
        found = by_group(ndcg, {"kind": names}, np.random.default_rng(1))
        assert found == {"kind/large": (Interval(0.5, 0.5, 0.5), 30)}


class TestCalibrationOf:
    def test_is_the_distance_between_stated_and_true_chances(self) -> None:
        rng = np.random.default_rng(2)
        true = rng.uniform(0.1, 0.6, (80, 20))
        assert calibration_of(true + 0.2, true, np.ones_like(true), rng).mean == pytest.approx(0.2)
        assert calibration_of(true, true, np.ones_like(true), rng).high < 1e-12

    def test_looks_at_pairs_by_their_weight(self) -> None:
        true, stated = np.full((50, 2), 0.5), np.tile([0.5, 0.9], (50, 1))
        found = calibration_of(stated, true, np.tile([3.0, 1.0], (50, 1)), np.random.default_rng(3))
        assert found.mean == pytest.approx(0.1, abs=0.01)
        assert found.low < found.mean < found.high
