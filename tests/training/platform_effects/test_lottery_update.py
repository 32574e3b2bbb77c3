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
from training.effects.doubly_robust import EffectEstimate
from training.metrics import Interval
from training.platform_effects.lottery_update import lottery_prediction, updated_by_lottery
from training.platform_effects.voucher_lottery import lottery_estimate

RISK = RiskModel(np.log(0.2 / 0.8), (0.0,) * len(RISK_FEATURES))
"""Everybody leaves within a year with a chance of .2."""


def only_always(change: float) -> np.ndarray:
    """Coefficients of one effect for every certification."""
    return np.array([change, 0.0, 0.0, 0.0, 0.0])


def model_of(always: float, deviation: float) -> EffectModel:
    """One effect for every certification, ``deviation`` uncertain, and next to no differences."""
    variances = np.diag([deviation**2, *[1e-8] * 4])
    return EffectModel((always, 0.0, 0.0, 0.0, 0.0), tuple(map(tuple, variances.tolist())))


def posterior(before: float, deviation: float, seen: float, error: float) -> tuple[float, float]:
    """Mean and standard deviation of one effect after a lottery was seen, summed over a fine grid.

    Winners hold for 300 of the 365 days, in which a fifth would leave.
    """
    effect = np.linspace(-6.0, 3.0, 20_001)
    change = 0.8 * -np.log(0.8) * (300 / 365.25) * (np.exp(effect) - 1.0)
    log_density = -0.5 * ((effect - before) / deviation) ** 2 - 0.5 * ((seen - change) / error) ** 2
    weight = np.exp(log_density - log_density.max())
    mean = float(np.average(effect, weights=weight))
    return mean, float(np.average((effect - mean) ** 2, weights=weight)) ** 0.5


class TestLotteryPrediction:
    def test_is_what_the_years_held_take_from_the_hazard(self, arrays: CatalogueArrays) -> None:
        draws, students = drawn_students(lottery_records(Pool(400, 200, 0, 0)), arrays)
        predicted, gradient = lottery_prediction(draws, students, arrays, RISK, seed=1)(only_always(-0.5))
        years = 300 / 365.25
        assert predicted == pytest.approx(0.8 * -np.log(0.8) * years * (np.exp(-0.5) - 1), rel=1e-6)
        assert gradient[0] == pytest.approx(0.8 * -np.log(0.8) * years * np.exp(-0.5), rel=1e-6)

    def test_is_nothing_where_holding_does_nothing(self, arrays: CatalogueArrays) -> None:
        draws, students = drawn_students(lottery_records(Pool(400, 200, 0, 0)), arrays)
        predicted, _ = lottery_prediction(draws, students, arrays, RISK, seed=1)(only_always(0.0))
        assert predicted == pytest.approx(0.0, abs=1e-12)


class TestUpdatedByLottery:
    @pytest.mark.parametrize(("before", "deviation"), [(-0.6, 0.3), (-0.3, 0.2), (-0.1, 0.3), (0.2, 0.4)])
    def test_comes_to_what_history_and_lottery_make_likely_together(
        self, arrays: CatalogueArrays, before: float, deviation: float
    ) -> None:
        # Where few are drawn more leave anyhow: 5 against 10 in a hundred, and 15 against 20.
        records = lottery_records(Pool(2000, 1500, 75, 50), Pool(2000, 500, 75, 300))
        draws, students = drawn_students(records, arrays)
        estimate = lottery_estimate(draws, students, seed=1)
        assert estimate is not None
        assert estimate.left.effect.mean == pytest.approx(-0.05, abs=0.005)
        prediction = lottery_prediction(draws, students, arrays, RISK, seed=1)
        after = updated_by_lottery(model_of(before, deviation), estimate.left, prediction)
        mean, spread = posterior(before, deviation, estimate.left.effect.mean, estimate.left.standard_error)
        # The most likely effect lies beside the mean by as much as the curve is bent.
        assert after.coefficients[0] == pytest.approx(mean, abs=0.25 * spread)
        assert after.covariance[0][0] ** 0.5 == pytest.approx(spread, rel=0.25)

    def test_an_effect_that_history_knows_hardly_moves(self, arrays: CatalogueArrays) -> None:
        draws, students = drawn_students(lottery_records(Pool(400, 200, 20, 40)), arrays)
        estimate = lottery_estimate(draws, students, seed=1)
        assert estimate is not None
        prediction = lottery_prediction(draws, students, arrays, RISK, seed=1)
        after = updated_by_lottery(model_of(-0.2, 0.01), estimate.left, prediction)
        assert after.coefficients[0] == pytest.approx(-0.2, abs=0.005)

    @given(
        root=numbers(np.float64, (5, 5), elements=st.floats(-2, 2)),
        gradient=numbers(np.float64, 5, elements=st.floats(-2, 2)),
        seen=st.floats(-2, 2),
        error=st.floats(0.03, 3),
    )
    def test_a_straight_prediction_gives_the_textbooks_answer(
        self, root: np.ndarray, gradient: np.ndarray, seen: float, error: float
    ) -> None:
        covariance = root @ root.T + 0.1 * np.eye(5)
        model = EffectModel((0.0,) * 5, tuple(map(tuple, covariance.tolist())))
        left = EffectEstimate(Interval(seen, seen - 2 * error, seen + 2 * error), error, 1_000)
        after = updated_by_lottery(model, left, lambda effect: (float(gradient @ effect), gradient))
        # Gaussian in information form: precisions add up.
        expected = np.linalg.inv(np.linalg.inv(covariance) + np.outer(gradient, gradient) / error**2)
        np.testing.assert_allclose(after.covariance, expected, atol=1e-6 * np.abs(covariance).max())
        np.testing.assert_allclose(after.coefficients, expected @ gradient * seen / error**2, atol=1e-3)

    def test_what_may_be_stated_stays_as_it_was(self, arrays: CatalogueArrays) -> None:
        draws, students = drawn_students(lottery_records(Pool(400, 200, 20, 40)), arrays)
        estimate = lottery_estimate(draws, students, seed=1)
        assert estimate is not None
        prediction = lottery_prediction(draws, students, arrays, RISK, seed=1)
        after = updated_by_lottery(model_of(-0.2, 0.1), estimate.left, prediction)
        assert after.is_known is False
