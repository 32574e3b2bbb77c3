"""The whole allocation against every plan there is, and the parts that prove its bound."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.allocation.national.agreements import national_breaches, tiers_reached
from recommender.allocation.national.allocate import allocate, bound_of
from recommender.allocation.national.branching import Search
from recommender.allocation.national.nodes import Fixing, applicants, covers_all, relaxed
from recommender.allocation.problem import Tier
from recommender.allocation.solver.exact import solve_exactly
from recommender.allocation.solver.limits_error import LimitsError
from tests.allocation_cases import CaseSize, national_case
from tests.recommender.allocation.every_plan import best_value

MIDDLE = CaseSize(learners=150, certifications=10, options=4, states=2, vendors=3)
LARGE = CaseSize(learners=3_000, certifications=12, options=5, states=3, vendors=3)


class TestAllocate:
    @pytest.mark.parametrize("n_cases", [60, pytest.param(500, marks=pytest.mark.full)])
    def test_is_the_best_of_all_plans_where_these_can_be_counted(self, n_cases: int) -> None:
        n_lawful = 0
        for seed in range(1_000, 1_000 + n_cases):
            national = national_case(seed)
            expected = best_value(national)
            try:
                solution = allocate(national, seed=0)
            except LimitsError:
                assert expected is None, seed
                continue
            assert solution.value == pytest.approx(expected, abs=1e-5), seed
            assert solution.bound >= solution.value - 1e-6
            assert national_breaches(national, solution.plan) == ()
            assert covers_all(national, [node.fixing for node in solution.nodes])
            n_lawful += 1
        assert n_lawful >= 0.7 * n_cases

    def test_gives_the_equal_plan_for_equal_input(self) -> None:
        national = national_case(5, MIDDLE)
        first, second = (allocate(national, seed=3) for _ in range(2))
        assert first.plan.option.tolist() == second.plan.option.tolist()
        assert first.bound == second.bound

    def test_bound_is_the_largest_of_the_parts(self) -> None:
        national = national_case(6, has_lower_bounds=False)
        solution = allocate(national, seed=0)
        assert solution.bound == bound_of(national, solution.nodes)


class TestSearch:
    @pytest.mark.parametrize("seed", range(3))
    def test_finds_without_the_exact_solver_what_is_near_its_plan(self, seed: int) -> None:
        national = national_case(seed, MIDDLE)
        best = solve_exactly(national, gap=1e-3, seconds=20)
        search = Search(national, seed=0, plan=None)
        plan, nodes = search.run(None, most_pricings=20)
        assert national_breaches(national, plan) == ()
        assert search.value >= 0.97 * best[1]
        assert covers_all(national, [node.fixing for node in nodes])
        assert bound_of(national, nodes) >= best[1] - 1e-6

    @pytest.mark.parametrize("seed", range(3))
    def test_plans_too_large_to_be_decided_exactly_are_lawful_and_near_the_bound(self, seed: int) -> None:
        national = national_case(seed, LARGE)
        solution = allocate(national, seed=0)
        assert national_breaches(national, solution.plan) == ()
        assert covers_all(national, [node.fixing for node in solution.nodes])
        assert solution.gap < 0.02

    def test_a_tier_that_whole_vouchers_do_not_reach_gives_way_to_another(self) -> None:
        """The cheap tier of vendor 0 asks for every seat that somebody could take; its bound is far above the other."""
        national = national_case(2, LARGE)
        of_vendor = national.agreements.vendor == 0
        room = int(np.minimum(national.base.seats, applicants(national.base))[of_vendor].sum())
        tiers = ((Tier(0, 10_000), Tier(room, 3_000)), (Tier(0, 10_000),), (Tier(0, 10_000),))
        national = replace(national, agreements=replace(national.agreements, tiers=tiers))
        solution = allocate(national, seed=0)
        assert tiers_reached(national, solution.plan).tolist() == [0, 0, 0]
        assert national_breaches(national, solution.plan) == ()
        assert max(solution.nodes, key=lambda node: node.fixing.tiers[0]).fixing.tiers == {0: 1}


class TestRelaxed:
    def test_no_plan_of_the_whole_problem_is_worth_more_than_the_best_of_a_relaxed_one(self) -> None:
        for seed in range(40):
            national = national_case(seed, has_lower_bounds=False)
            value = solve_exactly(national)[1]
            assert solve_exactly(relaxed(national, Fixing()))[1] >= value - 1e-6, seed

    def test_a_settled_tier_has_its_price_and_its_band(self) -> None:
        national = next(one for one in map(national_case, range(50)) if len(one.agreements.tiers[0]) > 1)
        problem = relaxed(national, Fixing({0: 0}))
        of_vendor = national.agreements.vendor == 0
        assert problem.price[of_vendor].tolist() == national.base.price[of_vendor].tolist()
        rule = national.base.counts.n_rules
        assert problem.counts.most[rule] == national.agreements.tiers[0][1].least - 1
        assert problem.counts.of_kind[rule][problem.counts.kind].tolist() == of_vendor.tolist()

    def test_rules_without_a_bound_count_nothing_and_tell_no_kinds_apart(self) -> None:
        national = national_case(3, MIDDLE)
        free, settled = relaxed(national, Fixing()), relaxed(national, Fixing({}, {1: True}))
        rules = slice(national.base.counts.n_rules, None)
        assert not free.counts.of_kind[rules].any()
        assert len(np.unique(free.counts.kind)) == len(np.unique(national.base.counts.kind))
        assert settled.counts.of_kind[rules].any(axis=1).sum() == 1
        of_kind = settled.counts.of_kind[rules][settled.counts.of_kind[rules].any(axis=1)][0]
        assert np.flatnonzero(of_kind[settled.counts.kind]).tolist() == [1]

    def test_a_closed_certification_has_no_seat(self) -> None:
        national = national_case(2)
        assert relaxed(national, Fixing({}, {1: False})).seats[1] == 0


class TestCoversAll:
    @pytest.fixture
    def fixings(self) -> list[Fixing]:
        """Vendor 0 at each of its tiers, the second one divided by the opening of certification 0."""
        return [Fixing({0: 0}), Fixing({0: 1}, {0: True}), Fixing({0: 1}, {0: False})]

    def test_needs_every_value_of_every_choice(self, fixings: list[Fixing]) -> None:
        national = next(one for one in map(national_case, range(50)) if len(one.agreements.tiers[0]) == 2)
        assert covers_all(national, fixings)
        assert covers_all(national, [Fixing()])
        for missing in range(3):
            assert not covers_all(national, [one for place, one in enumerate(fixings) if place != missing])

    def test_nothing_covers_nothing(self) -> None:
        assert not covers_all(national_case(0), [])


def test_multipliers_of_an_impossible_part_prove_that_it_is_empty() -> None:
    """A group larger than all learners cannot open: the price of that rule brings the bound below 0."""
    from recommender.allocation.national.rule_price import with_best_price
    from recommender.allocation.plan import Multipliers
    from recommender.allocation.solver.dual import dual_bound

    national = next(one for one in map(national_case, range(50)) if len(one.agreements.tiers[0]) == 3)
    most = national.agreements.tiers[0][2].least
    problem = relaxed(national, Fixing({0: 2}))
    few = np.flatnonzero(problem.counts.least >= most)
    assert len(few)
    priced = with_best_price(problem, Multipliers.zeros(problem), int(national.base.counts.n_rules))
    assert dual_bound(problem, priced) <= dual_bound(problem, Multipliers.zeros(problem))
