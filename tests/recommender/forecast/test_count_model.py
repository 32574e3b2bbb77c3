import numpy as np
import pytest

from recommender.forecast.count_model import forecast_counts, learned
from recommender.forecast.panel import Panel
from recommender.forecast.scores import held_share
from recommender.forecast.seasons import season_factors


def panel(mean: np.ndarray, seed: int = 0) -> Panel:
    """Poisson counts of means by quarter, state and skill, the first quarter the first of a year."""
    return Panel(np.random.default_rng(seed).poisson(mean), 0)


def flat(n_quarters: int, n_states: int = 6, n_skills: int = 8, level: float = 8.0) -> np.ndarray:
    rng = np.random.default_rng(1)
    cells = level * np.exp(rng.normal(0, 0.7, (n_states, 1))) * np.exp(rng.normal(0, 0.7, (1, n_skills)))
    return np.broadcast_to(cells, (n_quarters, n_states, n_skills))


class TestPanel:
    @pytest.mark.parametrize("counts", [np.zeros((2, 3)), np.zeros((0, 1, 1)), -np.ones((1, 1, 1))])
    def test_refuses_what_are_no_counts_by_quarter_state_and_skill(self, counts: np.ndarray) -> None:
        with pytest.raises(ValueError, match="counts"):
            Panel(counts.astype(np.int64), 0)

    def test_refuses_a_fifth_season(self) -> None:
        with pytest.raises(ValueError, match="season"):
            Panel(np.ones((1, 1, 1), np.int64), 4)


class TestSeasonFactors:
    def test_find_a_season_that_all_share(self) -> None:
        factors = np.array([1.3, 1.0, 0.8, 1.0])
        mean = flat(16, level=60.0) * np.tile(factors, 4)[:, None, None]
        found = season_factors(panel(mean))
        assert found / found.prod() ** 0.25 == pytest.approx(factors / factors.prod() ** 0.25, rel=0.04)

    def test_stay_near_one_without_a_season(self) -> None:
        assert season_factors(panel(flat(16))) == pytest.approx(1.0, abs=0.02)

    def test_are_one_with_less_than_two_years(self) -> None:
        assert season_factors(panel(flat(7))).tolist() == [1.0] * 4


class TestForecastCounts:
    def test_expects_what_was_where_nothing_changes(self) -> None:
        (forecast,) = forecast_counts(panel(flat(10)), range(1, 2))
        assert forecast.law.mean == pytest.approx(flat(1)[0], rel=0.35)
        assert forecast.law.mean.sum() == pytest.approx(flat(1).sum(), rel=0.05)

    def test_carries_growth_on(self) -> None:
        growing = flat(16, level=60.0) * (1.06 ** np.arange(16))[:, None, None]
        (forecast,) = forecast_counts(panel(growing[:12]), range(4, 5))
        assert forecast.law.mean.sum() == pytest.approx(growing[15].sum(), rel=0.1)

    def test_lends_small_cells_what_their_state_and_skill_have_in_common(self) -> None:
        mean = flat(8, level=0.4)
        (forecast,) = forecast_counts(panel(mean), range(1, 2))
        own = panel(mean).counts.mean(axis=0)
        assert np.abs(forecast.law.mean - mean[0]).mean() < np.abs(own - mean[0]).mean()

    def test_holds_about_four_in_five_of_what_comes(self) -> None:
        held = []
        for seed in range(2):
            counts = panel(flat(9, 12, 20), seed)
            (forecast,) = forecast_counts(counts.up_to(8), range(1, 2))
            held.append(held_share(forecast.law, counts.counts[8]).mean())
        # 480 cells: five standard errors of a share of .8 are .09.
        assert np.mean(held) == pytest.approx(0.8, abs=0.09)

    def test_widens_where_the_horizon_cannot_be_looked_back_on(self) -> None:
        known = panel(flat(4))
        near, far = learned(known, 2), learned(known, 4)
        assert (near.n_origins, far.n_origins) == (1, 0)
        assert far.scatter.shared == pytest.approx(2 * near.scatter.shared)

    def test_takes_one_series_and_one_that_never_occurred(self) -> None:
        (alone,) = forecast_counts(Panel(np.full((6, 1, 1), 9), 2), range(1, 2))
        assert alone.low[0, 0] <= 9 <= alone.high[0, 0]
        (none,) = forecast_counts(Panel(np.zeros((6, 2, 2), np.int64), 2), range(1, 2))
        assert none.high.tolist() == [[0, 0], [0, 0]]

    def test_gives_the_same_answer_every_time(self) -> None:
        first, again = (forecast_counts(panel(flat(6)), range(1, 2))[0].law.mean for _ in range(2))
        assert (first == again).all()

    def test_refuses_two_quarters_and_horizons_behind(self) -> None:
        with pytest.raises(ValueError, match="3 quarters"):
            forecast_counts(panel(flat(2)), range(1, 2))
        with pytest.raises(ValueError, match="start at 1"):
            forecast_counts(panel(flat(5)), range(2))
