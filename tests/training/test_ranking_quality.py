from datetime import date

import numpy as np
import pytest

from recommender.bundle import Bundle
from recommender.demand import RegionalDemand
from recommender.features import feature_table
from recommender.profile import LearnerHistory, profiles_of
from tests.factories import make_exam, make_history, make_transcript
from training.metrics import Interval
from training.ranking_quality import (
    Cold,
    by_group,
    calibration_of,
    cold_start,
    measures_of,
    n_areas,
)

ALLOWED = np.array([[True, True, True, False], [True, True, False, False]])
GAINS = np.array([[0.0, 3.0, 0.0, 9.0], [1.0, 0.0, 0.0, 0.0]])
AREA = np.array([5, 5, 2, 1])


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


class TestColdStart:
    def test_takes_answers_and_exams_away_and_nothing_else(self, bundle: Bundle) -> None:
        arrays, day = bundle.arrays, date(2026, 11, 1)
        demand = RegionalDemand.empty(day, arrays)
        shape = (2, arrays.n_certifications)
        gains = np.tile(np.arange(arrays.n_certifications, dtype=float), (2, 1))
        fresh = make_history(transcript=[make_transcript()])
        known = make_history(transcript=[make_transcript()], exams=[make_exam("acme-1")])

        def cold(*histories: LearnerHistory) -> Cold:
            profiles = profiles_of(list(histories), [day] * 2, arrays)
            features = feature_table(
                profiles, arrays, demand, bundle.behaviour, bundle.vectors, bundle.pesos_per_dollar
            )
            warm = bundle.models.score(features.reshape(-1, features.shape[-1])).reshape(shape)
            allowed = np.ones(shape, bool)
            rng = np.random.default_rng(1)
            return cold_start(bundle, list(histories), day, demand, allowed, gains, warm, rng)

        same = cold(fresh, fresh)
        assert same.share == Interval(1.0, 1.0, 1.0)
        assert same.n_newcomers == 2
        assert same.newcomers == same.warm
        half = cold(fresh, known)
        assert half.n_newcomers == 1
        assert half.newcomers is None
        assert half.cold == same.cold
