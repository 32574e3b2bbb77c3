"""The smallest change that gives a voucher, confirmed by solving again."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.allocation.explaining.changes import MoreMoney, MoreSeats, MoreValue, OwnPart, changed
from recommender.allocation.explaining.explanations import explain
from recommender.allocation.explaining.flips import Flip, FlipKind, Resolve, flips
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import Problem
from recommender.allocation.solver.exact import solve_exactly
from tests.recommender.allocation.one_certification import given_to, one_certification


def best_plan(problem: Problem) -> Plan:
    return solve_exactly(problem)[0]


def resolved(problem: Problem) -> Resolve:
    return lambda changes: best_plan(changed(problem, changes))


def found_for(problem: Problem, multipliers: Multipliers, learner: int) -> dict[FlipKind, Flip]:
    explanations = explain(problem, best_plan(problem), multipliers)
    found = flips(problem, multipliers, explanations, learner, resolved(problem))
    return {flip.kind: flip for flip in found.found}


class TestFlips:
    @pytest.mark.parametrize("seat_price", [3.5, 0.0, 2.1, 40.0])
    def test_seats_reach_down_to_the_learner_however_wrong_the_price(self, seat_price: float) -> None:
        problem = replace(one_certification([5.0, 4.0, 3.0, 2.0, 1.0]), seats=np.array([2]))
        found = found_for(problem, replace(Multipliers.zeros(problem), seat=np.array([seat_price])), 3)
        # Two more seats: the first goes to the learner worth 3.
        assert (found[FlipKind.SEATS].amount, found[FlipKind.SEATS].option) == (2, 3)
        # Worth just above 4, which displaces the holder who is worth least.
        assert 2.0 <= found[FlipKind.VALUE].amount <= 2.3

    def test_money_reaches_down_to_the_learner(self) -> None:
        problem = replace(one_certification([5.0, 4.0, 3.0, 2.0]), budgets=np.array([100_500, 0]))
        problem = replace(problem, price=np.array([100_000]))
        money = replace(Multipliers.zeros(problem), budget=np.array([3.5 / 50_000, 1.0]))
        found = found_for(problem, money, 3)
        # Two vouchers at 50,000 centavos are paid and 500 are left; four need 99,500 more.
        assert found[FlipKind.BUDGET].rows == (0,)
        assert 99_500 <= found[FlipKind.BUDGET].amount <= 99_500 * 1.1

    def test_an_upper_bound_is_raised(self) -> None:
        problem = one_certification([5.0, 4.0, 3.0])
        counts = replace(
            problem.counts,
            of_segment=np.ones((1, 2), bool),
            of_kind=np.ones((1, 1), bool),
            least=np.zeros(1, np.int64),
            most=np.ones(1, np.int64),
        )
        problem = replace(problem, counts=counts)
        found = found_for(problem, replace(Multipliers.zeros(problem), at_most=np.array([4.5])), 2)
        assert found[FlipKind.RULE].amount == 2

    def test_the_learner_pays_more(self) -> None:
        problem = one_certification([5.0, 5.0], classes=[0, 1])
        payments = replace(problem.payments, share=problem.payments.share // 2, own_limit=np.array([100, 600]))
        problem = replace(problem, payments=payments)
        found = found_for(problem, Multipliers.zeros(problem), 0)
        # The dearer alternative pays half of 1,000 centavos.
        assert found[FlipKind.OWN_PART].amount == 500

    def test_says_what_was_tried_in_vain(self) -> None:
        # Without any money no seat helps, nor does a higher value.
        problem = replace(one_certification([5.0, 4.0]), budgets=np.array([0, 0]), seats=np.array([0]))
        multipliers = replace(Multipliers.zeros(problem), seat=np.array([9.0]))
        explanations = explain(problem, Plan.empty(2), multipliers)
        found = flips(problem, multipliers, explanations, 0, resolved(problem))
        assert found.found == ()
        assert found.not_found == (FlipKind.SEATS, FlipKind.VALUE)

    def test_a_holder_has_nothing_to_flip(self) -> None:
        problem = one_certification([5.0])
        multipliers = Multipliers.zeros(problem)
        explanations = explain(problem, given_to(problem, [0]), multipliers)
        assert flips(problem, multipliers, explanations, 0, resolved(problem)).found == ()


class TestChanges:
    def test_change_only_what_they_say(self) -> None:
        problem = one_certification([5.0, 4.0])
        after = changed(problem, [MoreSeats(0, 3), MoreMoney(1, -(10**7)), MoreValue(1, 2.0)])
        assert after.seats.tolist() == [5]
        assert after.budgets.tolist() == [10**6, 0]
        assert after.options.value[0] == 5
        # A hair above, so that rounding to single precision never falls short.
        assert after.options.value[1] == np.nextafter(np.float32(6), np.float32(7))
        assert problem.options.value[1] == 4

    def test_an_own_part_is_one_learners_alone(self) -> None:
        problem = one_certification([5.0, 4.0])
        payments = replace(problem.payments, own_limit=np.array([0, 0]))
        problem = replace(problem, payments=payments)
        after = OwnPart(1, 600).applied(problem).payments
        assert after.pay_class.tolist() == [0, 2]
        assert after.own_limit.tolist() == [0, 0, 600]
        assert after.is_payable(problem.price).ravel().tolist() == [False, True, False, True, True, True]
