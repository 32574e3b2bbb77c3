"""What changes do, and what rules cost, against plans worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.allocation.explaining.changes import MoreSeats, OtherLeast, WithoutSeats
from recommender.allocation.explaining.shadow_report import rule_prices, shadow_prices
from recommender.allocation.explaining.what_if import Grouping, what_if, with_changes
from recommender.allocation.national.allocate import allocate
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import NO_LIMIT, NationalProblem, Parity
from recommender.allocation.solver.exact import without_agreements
from recommender.allocation.solver.limits_error import LimitsError
from tests.recommender.allocation.one_certification import one_certification


def two_seats() -> NationalProblem:
    """Values 5, 4, 3 and 2 for two seats; the last two learners count for a rule that asks nothing yet."""
    problem = replace(one_certification([5.0, 4.0, 3.0, 2.0], segments=[0, 0, 1, 1]), seats=np.array([2]))
    counts = replace(
        problem.counts,
        of_segment=np.array([[False, True]]),
        of_kind=np.ones((1, 1), bool),
        least=np.zeros(1, np.int64),
        most=np.full(1, NO_LIMIT),
    )
    return without_agreements(replace(problem, counts=counts))


HALVES = Grouping("state_id", ("first", "second"), np.array([0, 0, 1, 1]))


class TestWhatIf:
    def test_counts_before_and_after(self) -> None:
        national = two_seats()
        solution = allocate(national, seed=1)
        found = what_if(national, solution, with_changes(national, [MoreSeats(0, 1)]), (HALVES,), seed=1)
        assert (found.before.vouchers, found.after.vouchers) == (2, 3)
        assert (found.before.value, found.after.value) == (9, 12)
        assert [one.tolist() for one in (found.before.by_group[0], found.after.by_group[0])] == [[2, 0], [2, 1]]
        # Half of 1,000 centavos each, from the first budget.
        assert found.after.spent.sum() - found.before.spent.sum() in (500, 1000)

    def test_a_dropped_vendor_leaves_nothing(self) -> None:
        national = two_seats()
        found = what_if(
            national, allocate(national, seed=1), with_changes(national, [WithoutSeats((0,))]), (HALVES,), seed=1
        )
        assert (found.after.vouchers, found.after.value) == (0, 0)

    def test_a_target_moves_a_place(self) -> None:
        national = two_seats()
        after = with_changes(national, [OtherLeast(0, 1)])
        found = what_if(national, allocate(national, seed=1), after, (HALVES,), seed=1)
        assert found.after.by_group[0].tolist() == [1, 1]
        assert found.after.value == 8

    def test_a_target_that_cannot_be_met_is_an_error(self) -> None:
        national = two_seats()
        with pytest.raises(LimitsError):
            what_if(national, allocate(national, seed=1), with_changes(national, [OtherLeast(0, 3)]), (), seed=1)


class TestPrices:
    def test_a_rule_costs_what_the_plan_gains_without_it(self) -> None:
        national = with_changes(two_seats(), [OtherLeast(0, 1)])
        solution = allocate(national, seed=1)
        (price,) = rule_prices(national, solution, solution.nodes[0].multipliers, seed=1)
        # 5 + 4 without, 5 + 3 with the rule.
        assert (price.row, price.is_parity, price.whole) == (0, False, 1)
        assert price.uncertainty == pytest.approx(solution.bound - 8)

    def test_a_parity_costs_what_the_plan_gains_without_it(self) -> None:
        national = two_seats()
        parity = Parity(np.array([0, 1], np.int32), np.array([2, 2]), 0.0)
        national = replace(national, base=replace(national.base, parities=(parity,)))
        solution = allocate(national, seed=1)
        (price,) = rule_prices(national, solution, solution.nodes[0].multipliers, seed=1)
        assert (price.is_parity, price.whole) == (True, 1)

    def test_a_peso_is_a_hundred_centavos(self) -> None:
        problem = two_seats().base
        multipliers = replace(Multipliers.zeros(problem), budget=np.array([0.01, 0.0]), seat=np.array([2.5]))
        found = shadow_prices(multipliers)
        assert found.peso.tolist() == [1.0, 0.0]
        assert found.seat.tolist() == [2.5]
