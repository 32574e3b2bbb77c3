"""The draw of places: chances in closed form, and nothing of the plan's uses moves."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.allocation.lottery import Drawn, draw
from recommender.allocation.plan import Plan
from recommender.allocation.problem import NO_LIMIT, CountRules, Options, Payments, Problem
from tests.recommender.allocation.one_certification import given_to, ids, one_certification

NOBODY = -1


class TestDraw:
    def test_pools_the_places_nearest_the_cut_with_as_many_applicants(self) -> None:
        problem = one_certification([10.0, 9.0, 8.2, 8.0, 7.9, 7.8, 7.7, 5.0])
        drawn = draw(problem, given_to(problem, [0, 1, 2, 3]), ids(8), share=0.5, band=0.05, seed=1)
        # Two of four places; 9.0 lies beyond the band above 8.0; 7.7 is within it, but two applicants are nearer.
        assert drawn.pool.tolist() == [-1, -1, 0, 0, 0, 0, -1, -1]
        assert drawn.propensity.tolist() == [1, 1, 0.5, 0.5, 0.5, 0.5, 0, 0]
        assert drawn.pools.places.tolist() == [2]
        assert drawn.pools.entrants.tolist() == [4]
        assert drawn.share == 0.5
        # Places are worth 16.2; half of 31.9 is what a draw gives on average.
        assert drawn.expected_loss == pytest.approx(16.2 - 31.9 / 2, abs=1e-5)

    def test_the_closed_form_is_the_share_over_many_seeds(self) -> None:
        problem = one_certification([9.0, 8.2, 8.1, 8.0, 7.9, 7.9, 5.0], segments=[0] * 7)
        plan = given_to(problem, [0, 1, 2, 3], [0, 0, 1, 1])
        n_draws = 1500
        got = np.zeros(7)
        lost = 0.0
        for seed in range(n_draws):
            drawn = draw(problem, plan, ids(7), share=0.25, band=0.1, seed=seed)
            got += drawn.plan.option >= 0
            lost += drawn.value_lost
        # One place was asked for, but both applicants are worth 7.9.
        assert drawn.propensity.tolist() == [1, 1, 1, 1 / 3, 1 / 3, 1 / 3, 0]
        # Five standard errors of a share of 1,500 draws.
        assert np.abs(got / n_draws - drawn.propensity).max() < 5 * np.sqrt(0.25 / n_draws)
        assert lost / n_draws == pytest.approx(drawn.expected_loss, abs=0.01)

    def test_ties_are_drawn_whatever_the_share(self) -> None:
        problem = one_certification([9.0, 8.0, 8.0, 8.0, 7.9])
        drawn = draw(problem, given_to(problem, [0, 1]), ids(5), share=0.0, band=0.0, seed=3)
        assert drawn.propensity.tolist() == [1, 1 / 3, 1 / 3, 1 / 3, 0]
        assert drawn.value_lost == 0

    def test_an_applicant_worth_more_than_a_holder_is_drawn_too(self) -> None:
        problem = one_certification([8.0, 8.5, 8.0, 7.0])
        drawn = draw(problem, given_to(problem, [0]), ids(4), share=0.0, band=0.0, seed=3)
        assert drawn.propensity.tolist() == [1 / 3, 1 / 3, 1 / 3, 0]

    def test_without_ties_share_0_changes_nothing(self) -> None:
        problem = one_certification([9.0, 8.0, 7.99])
        plan = given_to(problem, [0, 1])
        drawn = draw(problem, plan, ids(3), share=0.0, band=0.1, seed=3)
        assert drawn.plan.option.tolist() == plan.option.tolist()
        assert drawn.share == 0
        assert drawn.pools.places.tolist() == []

    def test_learners_who_count_otherwise_or_pay_otherwise_are_not_drawn_together(self) -> None:
        problem = one_certification([8.0, 8.0, 8.0, 8.0], segments=[0, 1, 0, 0], classes=[0, 0, 1, 0])
        drawn = draw(problem, given_to(problem, [0]), ids(4), share=1.0, band=0.1, seed=3)
        assert drawn.pool.tolist() == [0, -1, -1, 0]

    def test_reports_the_share_reached_where_too_few_are_near(self) -> None:
        problem = one_certification([9.0, 8.0, 7.9, 7.8])
        drawn = draw(problem, given_to(problem, [0, 1]), ids(4), share=1.0, band=0.05, seed=3)
        assert drawn.share == 0.5

    def test_an_applicant_enters_one_pool_only(self) -> None:
        options = Options(
            np.array([0, 1, 2, 4]), np.array([0, 1, 0, 1], np.int32), np.array([8.0, 10.0, 7.5, 9.9], np.float32)
        )
        base = one_certification([1.0, 1.0, 1.0])
        payments = replace(base.payments, covers=np.ones((4, 2), bool))
        counts = replace(base.counts, kind=np.zeros(2, np.int32))
        problem = Problem(options, np.array([10, 20]), np.array([1, 1]), base.budgets, payments, counts)
        drawn = draw(problem, given_to(problem, [0, 1]), ids(3), share=1.0, band=0.1, seed=3)
        # 9.9 of 10 is nearer to the cut than 7.5 of 8.
        assert drawn.pool.tolist() == [-1, 0, 0]
        assert drawn.pools.certification.tolist() == [1]

    @pytest.mark.parametrize(("share", "band"), [(-0.1, 0.1), (1.1, 0.1), (0.1, -1), (0.1, 2)])
    def test_refuses_shares_that_are_none(self, share: float, band: float) -> None:
        problem = one_certification([1.0])
        with pytest.raises(ValueError, match="within 0 and 1"):
            draw(problem, given_to(problem, [0]), ids(1), share=share, band=band, seed=0)

    def test_refuses_ids_of_another_number_of_learners(self) -> None:
        problem = one_certification([1.0])
        with pytest.raises(ValueError, match="2 ids for 1 learners"):
            draw(problem, given_to(problem, [0]), ids(2), share=0.1, band=0.1, seed=0)


def random_problem(seed: int) -> tuple[Problem, Plan]:
    """Up to 40 learners, 4 certifications, few different values; and a plan that gives vouchers at random."""
    rng = np.random.default_rng(seed)
    n, m, n_classes, n_segments = int(rng.integers(1, 41)), 4, 2, 2
    wants = rng.random((n, m)) < 0.6
    start = np.concatenate([[0], np.cumsum(wants.sum(axis=1))])
    certification = np.nonzero(wants)[1].astype(np.int32)
    value = rng.choice(np.array([1.0, 1.02, 1.05, 1.1, 1.5, 2.0], np.float32), len(certification))
    n_alternatives = 2 * n_classes
    payments = Payments(
        rng.integers(0, n_classes, n).astype(np.int32),
        np.arange(n_classes + 1) * 2,
        rng.integers(-1, 3, (n_alternatives, 2)).astype(np.int32),
        rng.integers(1, 5000, (n_alternatives, 2)),
        np.full((n_alternatives, 2), NO_LIMIT),
        np.ones((n_alternatives, 2), bool),
        rng.random((n_alternatives, m)) < 0.8,
        np.full(n_classes, NO_LIMIT),
    )
    counts = CountRules(
        rng.integers(0, n_segments, n).astype(np.int32),
        np.array([0, 0, 1, 1], np.int32),
        rng.random((3, n_segments)) < 0.5,
        rng.random((3, 2)) < 0.5,
        np.zeros(3, np.int64),
        np.full(3, NO_LIMIT),
    )
    problem = Problem(
        Options(start, certification, value),
        rng.integers(100, 10_000, m),
        np.full(m, n),
        np.full(3, 10**9),
        payments,
        counts,
    )
    plan = Plan.empty(n)
    payable = payments.is_payable(problem.price)
    for learner in rng.permutation(n)[: n // 2]:
        first = payments.first_alternative[payments.pay_class[learner]]
        choices = [
            (row, alternative)
            for row in range(start[learner], start[learner + 1])
            for alternative in (first, first + 1)
            if payable[alternative, certification[row]]
        ]
        if choices:
            plan.option[learner], plan.alternative[learner] = choices[rng.integers(len(choices))]
    return problem, plan


def uses(problem: Problem, plan: Plan) -> dict[str, list[int]]:
    """Every sum that a limit can be set on, voucher by voucher."""
    certification = problem.options.certification
    charges = problem.payments.charges(problem.price)
    seats = [0] * problem.n_certifications
    budgets = [0] * len(problem.budgets)
    rules = [0] * problem.counts.n_rules
    vouchers = [0, 0]
    for learner in plan.holders:
        row, alternative = plan.option[learner], plan.alternative[learner]
        assert problem.options.start[learner] <= row < problem.options.start[learner + 1]
        first = problem.payments.first_alternative[problem.payments.pay_class[learner]]
        assert first <= alternative < first + 2
        held = certification[row]
        assert problem.payments.is_payable(problem.price)[alternative, held]
        seats[held] += 1
        for slot, budget in enumerate(problem.payments.budget[alternative]):
            if budget >= 0:
                budgets[budget] += int(charges[alternative, slot, held])
        segment, kind = problem.counts.segment[learner], problem.counts.kind[held]
        vouchers[segment] += 1
        for rule in range(problem.counts.n_rules):
            rules[rule] += int(problem.counts.of_segment[rule, segment] and problem.counts.of_kind[rule, kind])
    return {"seats": seats, "budgets": budgets, "rules": rules, "vouchers of a segment": vouchers}


def facts(drawn: Drawn, learner_ids: list[str]) -> dict[str, tuple[int, float]]:
    return {
        learner_ids[learner]: (int(drawn.plan.option[learner] >= 0), float(drawn.propensity[learner]))
        for learner in range(len(learner_ids))
    }


class TestLaws:
    @given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**40))
    def test_every_use_stays_as_it_was(self, case: int, share: float, band: float, seed: int) -> None:
        problem, plan = random_problem(case)
        drawn = draw(problem, plan, ids(problem.n_learners), share=share, band=band, seed=seed)
        assert uses(problem, drawn.plan) == uses(problem, plan)
        assert drawn.value_lost == pytest.approx(plan.value(problem) - drawn.plan.value(problem), abs=1e-4)
        outside = drawn.pool < 0
        assert ((drawn.plan.option >= 0) == drawn.propensity)[outside].all()
        assert drawn.propensity.sum() == pytest.approx(len(plan.holders))

    @given(st.integers(0, 10**6), st.integers(0, 2**40))
    def test_the_order_of_learners_does_not_matter(self, case: int, seed: int) -> None:
        problem, plan = random_problem(case)
        n = problem.n_learners
        order = np.random.default_rng(seed).permutation(n)
        start = problem.options.start
        rows = np.concatenate([np.arange(start[learner], start[learner + 1]) for learner in order])
        new_row = np.full(len(rows) + 1, NOBODY)
        new_row[rows] = np.arange(len(rows))
        other = replace(
            problem,
            options=Options(
                np.concatenate([[0], np.cumsum(np.diff(start)[order])]),
                problem.options.certification[rows],
                problem.options.value[rows],
            ),
            payments=replace(problem.payments, pay_class=problem.payments.pay_class[order]),
            counts=replace(problem.counts, segment=problem.counts.segment[order]),
        )
        # The last of ``new_row`` stands for -1: no voucher.
        other_plan = Plan(new_row[plan.option[order]], plan.alternative[order])
        names = ids(n)
        first = draw(problem, plan, names, share=0.3, band=0.1, seed=seed)
        second = draw(other, other_plan, [names[learner] for learner in order], share=0.3, band=0.1, seed=seed)
        assert facts(first, names) == facts(second, [names[learner] for learner in order])
