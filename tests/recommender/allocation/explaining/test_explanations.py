"""Why each learner got what they got."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.allocation.explaining.explanations import Explanations, Reason, explain
from recommender.allocation.lottery import draw
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import CountRules, Parity, Problem
from tests.allocation_cases import CaseSize, case
from tests.recommender.allocation.one_certification import given_to, ids, one_certification


def prices(problem: Problem, **of: object) -> Multipliers:
    return replace(Multipliers.zeros(problem), **of)


def reasons(found: Explanations) -> list[Reason]:
    return [Reason(one) for one in found.reason]


class TestReasons:
    def test_seats_went_to_those_worth_more(self) -> None:
        problem = replace(one_certification([5.0, 4.0, 3.0]), seats=np.array([2]))
        found = explain(problem, given_to(problem, [0, 1]), prices(problem, seat=np.array([3.5])))
        assert reasons(found) == [Reason.GIVEN, Reason.GIVEN, Reason.SEATS]
        assert found.worth.tolist() == [5, 4, 3]
        assert found.best.tolist() == [5, 4, 3]
        assert found.needed[2] == 3.5
        assert found.option.tolist() == [0, 1, 2]
        # Of a price of 1,000 centavos the first alternative pays half.
        assert found.own_part.tolist() == [500, 500, 500]

    def test_a_fund_is_used_up_where_it_brings_more(self) -> None:
        problem = replace(one_certification([5.0, 3.0]), budgets=np.array([500, 0]))
        money = prices(problem, budget=np.array([0.008, 0.1]), seat=np.array([0.1]))
        found = explain(problem, given_to(problem, [0]), money)
        assert reasons(found) == [Reason.GIVEN, Reason.BUDGET]
        assert found.row.tolist() == [-1, 0]
        # The cheapest way: 500 centavos of budget 0.
        assert found.needed[1] == pytest.approx(0.008 * 500 + 0.1)
        assert found.alternative.tolist() == [0, 0]

    def test_a_budget_without_a_price_that_is_too_small_is_named(self) -> None:
        problem = replace(one_certification([5.0, 3.0]), budgets=np.array([600, 0]))
        found = explain(problem, given_to(problem, [0]), prices(problem))
        assert (Reason(found.reason[1]), found.row[1]) == (Reason.BUDGET, 0)

    def test_a_full_rule_is_named(self) -> None:
        rules = CountRules(
            np.zeros(2, np.int32),
            np.zeros(1, np.int32),
            np.ones((1, 2), bool),
            np.ones((1, 1), bool),
            np.array([0]),
            np.array([1]),
        )
        problem = replace(one_certification([5.0, 3.0]), counts=rules)
        found = explain(problem, given_to(problem, [0]), prices(problem, at_most=np.array([4.0])))
        assert (Reason(found.reason[1]), found.row[1], found.needed[1]) == (Reason.RULE, 0, 4.0)

    def test_a_parity_is_named(self) -> None:
        parity = Parity(np.array([0, 1], np.int32), np.array([1, 1]), 0.1)
        problem = replace(one_certification([5.0, 3.0], segments=[0, 0]), parities=(parity,))
        above = prices(problem, above=(np.array([6.0, 0.0]),))
        found = explain(problem, given_to(problem, [0]), above)
        assert (Reason(found.reason[1]), found.row[1], found.needed[1]) == (Reason.PARITY, 0, 6.0)

    def test_nobody_pays_or_too_much_is_left_to_the_learner(self) -> None:
        problem = one_certification([5.0, 3.0], classes=[0, 1])
        payments = problem.payments
        covers = payments.covers.copy()
        covers[2:] = False
        problem = replace(problem, payments=replace(payments, share=payments.share // 2, covers=covers))
        problem = replace(problem, payments=replace(problem.payments, own_limit=np.array([100, 100])))
        found = explain(problem, Plan.empty(2), prices(problem))
        assert reasons(found) == [Reason.OWN_PART, Reason.NOBODY_PAYS]
        # The second alternative pays half of 1,000 centavos, the first a quarter.
        assert found.own_part.tolist() == [500, -1]
        assert np.isnan(found.best).all()

    def test_nothing_to_take(self) -> None:
        problem = one_certification([5.0])
        options = replace(problem.options, start=np.array([0, 0, 1]))
        payments = replace(problem.payments, pay_class=np.zeros(2, np.int32))
        counts = replace(problem.counts, segment=np.zeros(2, np.int32))
        problem = replace(problem, options=options, payments=payments, counts=counts)
        found = explain(problem, Plan.empty(2), prices(problem))
        assert reasons(found) == [Reason.NO_OPTION, Reason.REST]
        assert found.option.tolist() == [-1, 0]
        assert np.isnan(found.worth[0])

    def test_a_certification_that_did_not_open(self) -> None:
        problem = one_certification([5.0])
        found = explain(problem, Plan.empty(1), prices(problem), closed=np.array([True]))
        assert reasons(found) == [Reason.NOT_OPENED]

    def test_the_lottery(self) -> None:
        problem = one_certification([8.0, 8.0, 5.0])
        drawn = draw(problem, given_to(problem, [0]), ids(3), share=0.0, band=0.0, seed=1)
        found = explain(problem, drawn.plan, prices(problem), drawn=drawn)
        assert sorted(reasons(found)[:2]) == [Reason.DRAWN, Reason.NOT_DRAWN]
        assert found.chance.tolist() == [0.5, 0.5, 0]

    def test_speaks_of_the_option_that_came_nearest(self) -> None:
        # Of two options the one that is worth less leaves more after its seat's price.
        problem = case(3, CaseSize(learners=1, certifications=3, options=3), has_lower_bounds=False)
        one = replace(problem.options, start=np.array([0, 2]), certification=np.array([0, 1], np.int32))
        options = replace(one, value=np.array([3.0, 2.0], np.float32))
        free = replace(problem.payments, covers=np.ones_like(problem.payments.covers))
        problem = replace(problem, options=options, payments=free, budgets=problem.budgets * 0)
        problem = replace(problem, payments=replace(free, own_limit=np.full_like(free.own_limit, 2**60)))
        found = explain(problem, Plan.empty(1), prices(problem, seat=np.array([5.0, 2.5, 0.0])))
        assert (found.option[0], found.worth[0], found.needed[0], found.best[0]) == (1, 2.0, 2.5, 3.0)


class TestLaws:
    @given(st.integers(0, 10**6))
    def test_every_learner_has_a_reason_that_fits_the_plan(self, seed: int) -> None:
        problem = case(seed, CaseSize(learners=20, certifications=6, options=4), has_lower_bounds=False)
        rng = np.random.default_rng(seed)
        multipliers = prices(
            problem, seat=rng.random(problem.n_certifications), budget=rng.random(len(problem.budgets)) / 10**6
        )
        found = explain(problem, Plan.empty(problem.n_learners), multipliers)
        payable = problem.payments.is_payable(problem.price)
        first = problem.payments.first_alternative
        for learner in range(problem.n_learners):
            rows = range(problem.options.start[learner], problem.options.start[learner + 1])
            own_class = problem.payments.pay_class[learner]
            can = [
                row
                for row in rows
                if payable[first[own_class] : first[own_class + 1], problem.options.certification[row]].any()
            ]
            reason = Reason(found.reason[learner])
            assert found.is_refused[learner]
            assert (reason is Reason.NO_OPTION) == (len(rows) == 0)
            assert (reason in (Reason.NOBODY_PAYS, Reason.OWN_PART)) == (len(rows) > 0 and not can)
            if can:
                assert found.option[learner] in can
                assert found.best[learner] == max(problem.options.value[row] for row in can)
                assert np.isfinite(found.needed[learner])
