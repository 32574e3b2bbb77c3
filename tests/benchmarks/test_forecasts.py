import numpy as np
import pytest

from benchmarks.forecast_laws import LAWS, invented_counts
from benchmarks.forecast_rivals import RIVALS
from benchmarks.forecasts import law_figures
from benchmarks.supply import law_figures as supply_figures
from benchmarks.supply_laws import SUPPLY_LAWS


class TestInventedCounts:
    @pytest.mark.parametrize("law", LAWS)
    def test_are_the_same_for_a_seed_and_mostly_small(self, law: str) -> None:
        counts = invented_counts(law, 3, seed=4)
        assert (counts == invented_counts(law, 3, seed=4)).all()
        assert counts.shape == (3, 32, 40)
        assert 0.3 < np.mean(counts <= 1) < 0.8


class TestRivals:
    def test_repeat_what_was(self) -> None:
        known = np.arange(6)[:, None, None]
        assert {name: [points(known, horizon)[0, 0] for horizon in (1, 4)] for name, points in RIVALS.items()} == {
            "last_quarter": [5, 5],
            "last_year": [2, 5],
            "mean": [2.5, 2.5],
        }


class TestLawFigures:
    def test_of_demand_hold_four_in_five(self) -> None:
        figures = law_figures("constant", 1, 5, horizons=[1])["1"]
        # 1,280 cells: five standard errors of a share of .8 are .056.
        assert figures["model"]["coverage"] == pytest.approx(0.8, abs=0.056)
        assert figures["model"]["interval_score"] < figures["last_quarter"]["interval_score"]

    @pytest.mark.full
    @pytest.mark.parametrize("law", LAWS)
    def test_of_demand_lie_in_the_bounds_under_every_law(self, law: str) -> None:
        for figures in law_figures(law, 8, 12).values():
            assert 0.77 < figures["model"]["coverage"] < 0.83

    @pytest.mark.full
    @pytest.mark.parametrize("law", SUPPLY_LAWS)
    def test_of_supply_lie_in_the_bounds_under_every_law(self, law: str) -> None:
        for figures in supply_figures(law, 10).values():
            assert 0.77 < figures["model"]["coverage"] < 0.83
