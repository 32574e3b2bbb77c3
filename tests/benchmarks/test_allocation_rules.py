"""The benchmark of allocations with every rule on: its instances and its figures."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.allocation_rules import national_figures
from benchmarks.allocation_rules_instances import PROVABLE, Size, make

SMALL = replace(PROVABLE, learners=4_000, certifications=20, options=8)


class TestMake:
    @pytest.fixture
    def size(self) -> Size:
        """Without minimum groups and with seats for all, whoever can pay at the cheapest tier can have an option."""
        return replace(SMALL, minimum_group=1)

    def test_leaves_options_worth_four_fifths_of_the_best_that_can_be_paid(self, size: Size) -> None:
        every, national = make(replace(size, floor=0.0), 3).base, make(size, 3)
        floored, payments = national.base, every.payments
        cheapest = np.array([tiers[-1].share for tiers in national.agreements.tiers])
        price = np.round(every.price * cheapest[national.agreements.vendor] / 10_000).astype(np.int64)
        payable = payments.is_payable(price)
        for learner in range(0, size.learners, 97):
            pay_class = payments.pay_class[learner]
            ways = payable[payments.first_alternative[pay_class] : payments.first_alternative[pay_class + 1]]
            rows = slice(*every.options.start[learner : learner + 2])
            certification, value = every.options.certification[rows], every.options.value[rows]
            best = value[ways[:, certification].any(axis=0)].max(initial=0.0)
            left = floored.options.certification[slice(*floored.options.start[learner : learner + 2])]
            assert left.tolist() == certification[value >= np.float32(0.8) * best].tolist()

    def test_floor_changes_nothing_else(self, size: Size) -> None:
        every, floored = make(replace(size, floor=0.0), 3), make(size, 3)
        assert every.base.budgets.tolist() == floored.base.budgets.tolist()
        assert every.base.seats.tolist() == floored.base.seats.tolist()
        assert every.agreements.tiers == floored.agreements.tiers


def test_figures_of_a_small_programme_say_that_every_rule_is_kept() -> None:
    found = national_figures(0, SMALL)
    assert found["breaches"] == 0
    assert found["parts_cover_every_plan"]
    assert found["lowest_percent_of_best_option"] >= 80
    assert 0 <= found["gap_percent"] < 1
