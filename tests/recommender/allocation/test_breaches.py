"""What a plan uses of every limit, against figures worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.allocation.breaches import Breach, Limit, Use, breaches, uses
from recommender.allocation.national.agreements import national_breaches, settled, tiers_reached
from recommender.allocation.plan import Plan
from recommender.allocation.problem import (
    NO_LIMIT,
    Agreements,
    CountRules,
    NationalProblem,
    Options,
    Parity,
    Payments,
    Problem,
    Tier,
)


@pytest.fixture
def three_learners() -> Problem:
    """Learners 0 and 1 of segment 0, learner 2 of segment 1; certifications 0 (1,000.01 pesos) and 1 (200 pesos).

    Alternative 0: half from budget 0, at most 400 pesos. Alternative 1, of class 1: 70 % from budget 0 and the whole
    price against the ceiling, budget 1.
    """
    payments = Payments(
        pay_class=np.array([0, 0, 1], np.int32),
        first_alternative=np.array([0, 1, 2]),
        budget=np.array([[0, -1], [0, 1]], np.int32),
        share=np.array([[5_000, 0], [7_000, 10_000]]),
        cap=np.array([[40_000, NO_LIMIT], [NO_LIMIT, NO_LIMIT]]),
        pays_part=np.array([[True, False], [True, False]]),
        covers=np.array([[True, True], [True, False]]),
        own_limit=np.array([60_001, NO_LIMIT]),
    )
    counts = CountRules(
        segment=np.array([0, 0, 1], np.int32),
        kind=np.array([0, 1], np.int32),
        of_segment=np.array([[True, True], [True, False]]),
        of_kind=np.array([[True, False], [True, True]]),
        least=np.array([0, 1]),
        most=np.array([1, NO_LIMIT]),
    )
    return Problem(
        Options(np.array([0, 2, 3, 4]), np.array([0, 1, 0, 0], np.int32), np.array([1.0, 0.5, 0.7, 0.9], np.float32)),
        price=np.array([100_001, 20_000]),
        seats=np.array([2, 1]),
        budgets=np.array([110_000, 100_001]),
        payments=payments,
        counts=counts,
        parities=(Parity(np.array([0, 1], np.int32), np.array([2, 1]), 0.5),),
    )


def plan(*vouchers: tuple[int, int]) -> Plan:
    option, alternative = zip(*vouchers, strict=True)
    return Plan(np.array(option, np.int64), np.array(alternative, np.int32))


NONE = (-1, -1)


class TestUses:
    def test_counts_every_limit_of_the_problem(self, three_learners: Problem) -> None:
        assert uses(three_learners, plan((1, 0), NONE, (3, 1))) == (
            Use(Limit.SEATS, 0, 1, 2),
            Use(Limit.SEATS, 1, 1, 1),
            Use(Limit.BUDGET, 0, 10_000 + 70_001, 110_000),
            Use(Limit.BUDGET, 1, 100_001, 100_001),
            Use(Limit.AT_MOST, 0, 1, 1),
            Use(Limit.AT_LEAST, 1, 1, 1),
            Use(Limit.PARITY, 0, 0.5, 0.5),
        )

    def test_says_how_much_could_change(self, three_learners: Problem) -> None:
        slack = {(use.kind, use.row): use.slack for use in uses(three_learners, plan((0, 0), (2, 0), NONE))}
        assert slack[Limit.BUDGET, 0] == 110_000 - 2 * 40_000
        assert slack[Limit.AT_MOST, 0] == -1
        assert slack[Limit.AT_LEAST, 1] == 1
        assert slack[Limit.PARITY, 0] == -0.5


class TestBreaches:
    def test_finds_none_in_a_lawful_plan(self, three_learners: Problem) -> None:
        assert breaches(three_learners, plan((1, 0), NONE, (3, 1))) == ()

    def test_names_each_limit_that_is_not_kept(self, three_learners: Problem) -> None:
        assert breaches(three_learners, plan((0, 0), (2, 0), (3, 1))) == (
            Breach(Limit.SEATS, 0, 3, 2),
            Breach(Limit.BUDGET, 0, 80_000 + 70_001, 110_000),
            Breach(Limit.AT_MOST, 0, 3, 1),
        )

    def test_names_a_lower_bound_and_a_parity(self, three_learners: Problem) -> None:
        assert breaches(three_learners, plan(NONE, NONE, (3, 1))) == (
            Breach(Limit.AT_LEAST, 1, 0, 1),
            Breach(Limit.PARITY, 0, 1.0, 0.5),
        )

    def test_a_learner_cannot_hold_the_option_of_another(self, three_learners: Problem) -> None:
        assert Breach(Limit.OPTION, 1, 1, 0) in breaches(three_learners, plan(NONE, (1, 0), NONE))

    @pytest.mark.parametrize(
        ("voucher", "why"),
        [((3, 0), "the alternative is of another class"), ((3, 1), "the certification is not covered")],
    )
    def test_who_pays_must_be_allowed_to(self, three_learners: Problem, voucher: tuple[int, int], why: str) -> None:
        covers = np.array([[True, True], [False, False]])
        changed = replace(three_learners, payments=replace(three_learners.payments, covers=covers))
        assert Breach(Limit.PAYMENT, 2, 1, 0) in breaches(changed, plan((1, 0), NONE, voucher)), why

    def test_the_learner_cannot_pay_more_than_their_own_limit(self, three_learners: Problem) -> None:
        poorer = replace(three_learners.payments, own_limit=np.array([60_000, NO_LIMIT]))
        found = breaches(replace(three_learners, payments=poorer), plan((0, 0), NONE, (3, 1)))
        assert Breach(Limit.PAYMENT, 0, 1, 0) in found

    def test_refuses_a_plan_of_other_learners(self, three_learners: Problem) -> None:
        with pytest.raises(ValueError, match="2 learners"):
            breaches(three_learners, plan(NONE, NONE))

    def test_refuses_a_voucher_that_nobody_pays(self, three_learners: Problem) -> None:
        with pytest.raises(ValueError, match="who pays"):
            breaches(three_learners, plan((1, -1), NONE, NONE))


class TestNationalBreaches:
    @pytest.fixture
    def national(self, three_learners: Problem) -> NationalProblem:
        tiers = ((Tier(0, 10_000), Tier(2, 7_500)),)
        return NationalProblem(three_learners, Agreements(np.zeros(2, np.int32), tiers, np.array([2, 0])))

    def test_prices_follow_the_number_of_vouchers(self, national: NationalProblem) -> None:
        one, two = plan((1, 0), NONE, NONE), plan((1, 0), NONE, (3, 1))
        assert tiers_reached(national, one).tolist() == [0]
        assert tiers_reached(national, two).tolist() == [1]
        assert settled(national, two).price.tolist() == [75_001, 15_000]

    def test_a_group_must_be_large_enough(self, national: NationalProblem) -> None:
        assert Breach(Limit.MINIMUM_GROUP, 0, 1, 2) in national_breaches(national, plan((1, 0), NONE, (3, 1)))

    def test_a_group_may_stay_empty(self, national: NationalProblem) -> None:
        kinds = {breach.kind for breach in national_breaches(national, plan((1, 0), NONE, NONE))}
        assert Limit.MINIMUM_GROUP not in kinds
