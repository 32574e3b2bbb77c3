import numpy as np
import pytest
from scipy.special import expit

from recommender.table_risk.calibration import RiskCalibration
from training.risk.calibrate import fit_calibration, with_mean


@pytest.fixture(scope="module")
def raw() -> np.ndarray:
    return np.random.default_rng(0).normal(-1.0, 1.5, 20_000)


class TestFitCalibration:
    @pytest.mark.parametrize("n", [1_000, 20_000])
    def test_undoes_a_model_that_is_too_sure(self, raw: np.ndarray, n: int) -> None:
        """True log-odds are half of the stated ones and a little lower; with 1,000 rows the line is straight."""
        happened = np.random.default_rng(1).random(n) < expit(0.5 * raw[:n] - 0.2)
        found = fit_calibration(raw[:n], happened)
        assert (found.up == found.down) == (n == 1_000)
        truth = expit(0.5 * raw[:n] - 0.2)
        assert np.abs(expit(found.log_odds(raw[:n])) - truth).mean() < 0.5 / np.sqrt(n) + 0.01

    def test_bends_where_many_cases_ask_for_it(self, raw: np.ndarray) -> None:
        truth = RiskCalibration(1.5, 0.4, 0.1)
        happened = np.random.default_rng(2).random(len(raw)) < expit(truth.log_odds(raw))
        found = fit_calibration(raw, happened)
        assert found.up > 1.2
        assert found.down < 0.7
        assert np.abs(expit(found.log_odds(raw)) - expit(truth.log_odds(raw))).mean() < 0.01

    def test_does_not_turn_a_model_round_that_is_wrong_way_up(self, raw: np.ndarray) -> None:
        happened = np.random.default_rng(3).random(len(raw)) < expit(-raw)
        found = fit_calibration(raw, happened)
        assert found.up >= 0.0
        assert found.down >= 0.0


class TestWithMean:
    def test_meets_the_mean_and_keeps_the_slopes(self, raw: np.ndarray) -> None:
        found = with_mean(RiskCalibration(0.8, 1.1, 3.0), raw, 0.37)
        assert (found.up, found.down) == (0.8, 1.1)
        assert expit(found.log_odds(raw)).mean() == pytest.approx(0.37)
