"""The allocation benchmark: its instances, its rivals and its figures."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.allocation import figures, scaling
from benchmarks.allocation_instances import N_OPTIONS, instance
from benchmarks.allocation_rivals import falling_radix_order, first_come, greedy
from recommender.allocation.breaches import breaches
from recommender.allocation.problem import Problem


def greedy_by_hand(problem: Problem) -> float:
    """Value of taking options by value per peso of the region's money, one after another."""
    options, payments = problem.options, problem.payments
    learner = options.learners()
    charge = payments.charges(problem.price)[payments.pay_class[learner], 0, options.certification]
    order = np.argsort(-(options.value / (charge / 100).astype(np.float32)), kind="stable")
    seats, budgets = problem.seats.copy(), problem.budgets.copy()
    has_voucher = np.zeros(problem.n_learners, np.bool_)
    total = 0.0
    for option in order:
        region, ceiling = payments.budget[payments.pay_class[learner[option]]]
        pays = charge[option]
        is_free = seats[options.certification[option]] > 0 and not has_voucher[learner[option]]
        if is_free and budgets[region] >= pays and budgets[ceiling] >= pays:
            seats[options.certification[option]] -= 1
            budgets[[region, ceiling]] -= pays
            has_voucher[learner[option]] = True
            total += float(options.value[option])
    return total


class TestInstance:
    def test_offers_each_learner_different_certifications(self) -> None:
        problem = instance(3_000, seed=0)
        rows = np.split(problem.options.certification, problem.options.start[1:-1])
        assert all(len(set(row)) == len(row) <= N_OPTIONS for row in rows)
        assert len(problem.options.value) > 0.999 * 3_000 * N_OPTIONS

    def test_is_the_same_for_the_same_seed_only(self) -> None:
        first, again, other = instance(500, 1), instance(500, 1), instance(500, 2)
        assert (first.options.value == again.options.value).all()
        assert (first.budgets == again.budgets).all()
        assert (first.price != other.price).any()


class TestRivals:
    @given(st.lists(st.floats(0, 1e6, width=32), max_size=200))
    def test_radix_order_is_that_of_a_stable_sort(self, keys: list[float]) -> None:
        numbers = np.array(keys, np.float32) + np.float32(0)  # -0.0 becomes 0.0.
        expected = np.argsort(-numbers, kind="stable")
        assert falling_radix_order(numbers.view(np.uint32)).tolist() == expected.tolist()

    def test_greedy_takes_what_is_worth_most_per_peso_first(self) -> None:
        problem = instance(2_000, seed=3)
        plan = greedy(problem)
        assert breaches(problem, plan) == ()
        assert np.isclose(plan.value(problem), greedy_by_hand(problem))

    def test_rivals_are_lawful_and_in_the_order_one_expects(self) -> None:
        problem = instance(5_000, seed=3)
        plans = [first_come(problem, 0), greedy(problem, per_peso=False), greedy(problem)]
        assert all(breaches(problem, plan) == () for plan in plans)
        values = [plan.value(problem) for plan in plans]
        assert values == sorted(values)


class TestFigures:
    def test_a_small_run_says_everything(self) -> None:
        found = figures(2_500, 0, exact_up_to=0)
        assert found["breaches"] == 0
        assert 0 <= found["gap_percent"] < 1 < found["greedy_per_peso_gap_percent"]
        assert found["optimum"] is None

    def test_growth_by_ten_in_ten_times_the_time_is_linear(self) -> None:
        rows = [{"learners": 10, "cpu_seconds": 2.0}, {"learners": 100, "cpu_seconds": 20.0}]
        assert np.isclose(scaling(rows)["exponent"], 1.0)
