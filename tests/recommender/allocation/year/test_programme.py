"""Tests of the programme's year as a problem, and of its multipliers as prices."""

from dataclasses import replace

import numpy as np

from data.catalogue import Catalogue
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import Problem
from recommender.allocation.solver.solve import solve
from recommender.allocation.year.programme import prices_of, programme_problem, public_funds
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.subsidy import price_of
from tests.factories import JALISCO, NUEVO_LEON


def problem_of(catalogue: Catalogue, value: np.ndarray, state: list[int], part: float = 1.0) -> Problem:
    arrays = catalogue_arrays(catalogue)
    return programme_problem(value, np.ones(value.shape, bool), np.array(state), arrays, catalogue, 18.0, part)


def worth(arrays: CatalogueArrays, n: int) -> np.ndarray:
    return np.random.default_rng(0).uniform(1_000, 90_000, (n, arrays.n_certifications))


class TestProgrammeProblem:
    def test_the_funds_pay_what_the_learners_page_says(self, catalogue: Catalogue) -> None:
        arrays = catalogue_arrays(catalogue)
        problem = problem_of(catalogue, worth(arrays, 1), [0])
        own = problem.payments.own_part(problem.price)
        for state_id in (JALISCO, NUEVO_LEON):
            for row, certification_id in enumerate(arrays.certification_ids):
                price = price_of(certification_id, state_id, catalogue, arrays, 18.0)
                paid = problem.price[row] - own[arrays.state_row[state_id], row]
                assert abs(paid - price.planned_subsidy_centavos) <= 2

    def test_who_lives_in_no_known_state_can_have_nothing(self, catalogue: Catalogue) -> None:
        problem = problem_of(catalogue, worth(catalogue_arrays(catalogue), 2), [-1, 0])
        assert solve(problem, seed=0).plan.holders.tolist() == [1]

    def test_what_is_worth_nothing_is_no_option(self, catalogue: Catalogue) -> None:
        value = worth(catalogue_arrays(catalogue), 2)
        value[0, 1:] = 0
        assert np.diff(problem_of(catalogue, value, [0, 0]).options.start).tolist() == [1, value.shape[1]]

    def test_a_part_of_the_year_is_a_part_of_every_fund(self, catalogue: Catalogue) -> None:
        value = worth(catalogue_arrays(catalogue), 1)
        whole, half = (problem_of(catalogue, value, [0], part) for part in (1.0, 0.5))
        np.testing.assert_array_equal(half.budgets, whole.budgets // 2)


class TestPricesOf:
    def test_a_state_pays_the_prices_of_its_funds_by_their_shares(self, catalogue: Catalogue) -> None:
        arrays = catalogue_arrays(catalogue)
        problem = problem_of(catalogue, worth(arrays, 1), [0])
        funds = public_funds(catalogue)
        budget = np.arange(1.0, len(funds) + 1)
        found = prices_of(replace(Multipliers.zeros(problem), budget=budget), problem)
        for row, state_id in enumerate(arrays.state_ids):
            paying = [
                (price, fund.share_paid)
                for price, fund in zip(budget, funds, strict=True)
                if fund.kind.value == "federal" or fund.state_id == state_id
            ]
            expected = sum(price * share for price, share in paying) / max(sum(share for _, share in paying), 1e-9)
            np.testing.assert_allclose(found.money[row], expected, rtol=1e-3)

    def test_a_vendor_without_seats_left_costs_what_its_best_voucher_would_bring(self, catalogue: Catalogue) -> None:
        arrays = catalogue_arrays(catalogue)
        problem = problem_of(catalogue, worth(arrays, 60), [0] * 60)
        plenty = replace(problem, budgets=problem.budgets * 1000)
        vendor = int(arrays.vendor[0])
        none_left = np.where(plenty.counts.of_kind[:, vendor], 3, plenty.counts.most)
        scarce = replace(plenty, counts=replace(plenty.counts, most=none_left))
        found = prices_of(solve(scarce, seed=0).multipliers, scarce)
        is_vendors = arrays.vendor == vendor
        assert (found.seats[is_vendors] > 0).all()
        assert not found.seats[~is_vendors].any()
