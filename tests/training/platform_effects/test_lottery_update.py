"""Tests of what a recorded lottery does to the effect that was learned from history."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as numbers

from recommender.arrays import CatalogueArrays
from recommender.effects import EffectModel
from recommender.risk import RISK_FEATURES, RiskModel
from tests.training.platform_effects.invented_lottery import Pool, drawn_students, lottery_records
from training.platform_effects.lottery_update import predicted_change, updated, updated_by_lottery
from training.platform_effects.voucher_lottery import lottery_estimate
from training.records import Records

RISK = RiskModel(np.log(0.2 / 0.8), (0.0,) * len(RISK_FEATURES))
"""Everybody leaves within a year with a chance of .2."""


def model_of(always: float, deviation: float) -> EffectModel:
    """One effect for every certification, ``deviation`` uncertain, and next to no differences."""
    variances = np.diag([deviation**2, *[1e-8] * 4])
    return EffectModel((always, 0.0, 0.0, 0.0, 0.0), tuple(map(tuple, variances.tolist())))


class TestUpdated:
    def test_weighs_two_measures_of_one_number_by_their_precision(self) -> None:
        mean, covariance = updated(np.array([1.0]), np.array([[4.0]]), np.array([2.0]), surprise=3.0, variance=9.0)
        # Seen: 2 x = 5 with variance 9, so x = 2.5 with variance 9/4; before it x = 1 with variance 4.
        assert covariance[0, 0] == pytest.approx(1 / (1 / 4 + 4 / 9))
        assert mean[0] == pytest.approx(covariance[0, 0] * (1 / 4 + 2.5 * 4 / 9))

    @given(
        root=numbers(np.float64, (3, 3), elements=st.floats(-2, 2)),
        gradient=numbers(np.float64, 3, elements=st.floats(-2, 2)),
        variance=st.floats(1e-3, 10),
    )
    def test_never_knows_less_than_before(self, root: np.ndarray, gradient: np.ndarray, variance: float) -> None:
        covariance = root @ root.T + 1e-3 * np.eye(3)
        _, after = updated(np.zeros(3), covariance, gradient, 0.5, variance)
        assert np.linalg.eigvalsh(covariance - after).min() >= -1e-9
        assert np.linalg.eigvalsh(after).min() >= -1e-9


class TestPredictedChange:
    def test_is_what_the_years_held_take_from_the_hazard(self, arrays: CatalogueArrays) -> None:
        draws, students = drawn_students(lottery_records(Pool(400, 200, 0, 0)), arrays)
        predicted, gradient = predicted_change(model_of(-0.5, 0.4), draws, students, arrays, RISK, seed=1)
        years = 300 / 365.25
        assert predicted == pytest.approx(0.8 * -np.log(0.8) * years * (np.exp(-0.5) - 1), rel=1e-6)
        assert gradient[0] == pytest.approx(0.8 * -np.log(0.8) * years * np.exp(-0.5), rel=1e-6)

    def test_is_nothing_where_holding_does_nothing(self, arrays: CatalogueArrays) -> None:
        draws, students = drawn_students(lottery_records(Pool(400, 200, 0, 0)), arrays)
        predicted, _ = predicted_change(model_of(0.0, 0.4), draws, students, arrays, RISK, seed=1)
        assert predicted == pytest.approx(0.0, abs=1e-12)


class TestUpdatedByLottery:
    @pytest.mark.parametrize("before", [-1.5, 0.0, 0.5])
    def test_an_effect_of_which_history_knows_little_becomes_that_of_the_lottery(
        self, arrays: CatalogueArrays, before: float
    ) -> None:
        # Pools with a low chance are of students who leave more: the plain difference would be too good.
        records = lottery_records(Pool(2000, 1500, 150, 100), Pool(2000, 500, 100, 600))
        draws, students = drawn_students(records, arrays)
        estimate = lottery_estimate(draws, students, seed=1)
        assert estimate is not None
        # A tenth against two in ten; two tenths against four: .1 and .2, so .15 over all.
        assert estimate.left.effect.mean == pytest.approx(-0.15, abs=0.01)
        after = updated_by_lottery(model_of(before, 2.0), estimate.left, draws, students, arrays, RISK, seed=1)
        assert after.covariance[0][0] < 4.0
        found, _ = predicted_change(after, draws, students, arrays, RISK, seed=1)
        assert abs(found + 0.15) < abs(predicted_of(before, records, arrays) + 0.15)

    def test_an_effect_that_history_knows_hardly_moves(self, arrays: CatalogueArrays) -> None:
        draws, students = drawn_students(lottery_records(Pool(400, 200, 20, 40)), arrays)
        estimate = lottery_estimate(draws, students, seed=1)
        assert estimate is not None
        after = updated_by_lottery(model_of(-0.2, 0.01), estimate.left, draws, students, arrays, RISK, seed=1)
        assert after.coefficients[0] == pytest.approx(-0.2, abs=0.005)

    def test_what_may_be_stated_stays_as_it_was(self, arrays: CatalogueArrays) -> None:
        draws, students = drawn_students(lottery_records(Pool(400, 200, 20, 40)), arrays)
        estimate = lottery_estimate(draws, students, seed=1)
        assert estimate is not None
        after = updated_by_lottery(model_of(-0.2, 0.1), estimate.left, draws, students, arrays, RISK, seed=1)
        assert after.is_known is False


def predicted_of(always: float, records: Records, arrays: CatalogueArrays) -> float:
    """What the lottery should show under one effect."""
    draws, students = drawn_students(records, arrays)
    return predicted_change(model_of(always, 2.0), draws, students, arrays, RISK, seed=1)[0]
