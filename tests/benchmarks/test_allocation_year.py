import numpy as np
import pytest

from benchmarks.allocation_year import first_come, shares_of_hindsight, year_value
from benchmarks.allocation_year_instances import N_MONTHS, SHIFT, make_year
from recommender.allocation.solver.solve import solve


class TestSharesOfHindsight:
    @pytest.mark.full
    def test_keeping_back_is_worth_more_than_first_come_and_less_than_hindsight(self) -> None:
        # So many that no month is small enough for the exact solver, which would take longer.
        shares = shares_of_hindsight(1_500, 0, SHIFT, only=True, law=False)
        year = make_year(1_500, 0)
        first = year_value(year, first_come) / solve(year.problem, seed=0).bound
        assert first + 0.05 < shares["reserving"] <= 1
        assert shares["reserving"] <= shares["hindsight's plan"] + 0.01


class TestMakeYear:
    def test_equal_arguments_give_an_equal_year(self) -> None:
        one, other = make_year(200, 3), make_year(200, 3)
        np.testing.assert_array_equal(one.problem.options.value, other.problem.options.value)
        np.testing.assert_array_equal(one.last_year.month, other.last_year.month)

    def test_the_law_draws_as_many_others(self) -> None:
        year = make_year(2_000, 1)
        again = [year.drawn_again(np.random.default_rng(seed)) for seed in range(20)]
        assert all(len(one.learners) == len(year.this_year.learners) for one in again)
        assert not np.array_equal(again[0].group, again[1].group)
        # The mean of twenty is near the law's own numbers, and this year's differ from these by chance alone.
        mean = np.mean([np.bincount(one.month, minlength=N_MONTHS) for one in again], axis=0)
        now = np.bincount(year.this_year.month, minlength=N_MONTHS)
        assert (np.abs(mean - now) <= 5 * np.sqrt(1.05 * mean)).all()
