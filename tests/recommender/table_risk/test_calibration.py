import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.table_risk.calibration import RiskCalibration

SLOPES = st.floats(0.0, 5.0)


class TestRiskCalibration:
    @given(SLOPES, SLOPES, st.floats(-3.0, 3.0))
    def test_never_turns_the_order_round(self, up: float, down: float, shift: float) -> None:
        raw = np.linspace(-30.0, 30.0, 101)
        assert (np.diff(RiskCalibration(up, down, shift).log_odds(raw)) >= -1e-9).all()

    def test_is_beta_calibration(self) -> None:
        chance = np.array([0.1, 0.5, 0.8])
        found = RiskCalibration(2.0, 0.5, -0.3).log_odds(np.log(chance / (1.0 - chance)))
        np.testing.assert_allclose(found, 2.0 * np.log(chance) - 0.5 * np.log(1.0 - chance) - 0.3)
