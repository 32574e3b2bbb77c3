"""Tests of the vouchers as an experiment, on a lottery whose outcome was decided by hand."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from data.domain import LearnerId
from recommender.arrays import CatalogueArrays
from tests.factories import make_exam, make_history
from tests.training.platform_effects.invented_records import make_records
from training.platform_effects.draws import answered_draws
from training.platform_effects.students import Students
from training.platform_effects.voucher_lottery import LotteryEstimate, lottery_estimate

DRAWN_ON, END = date(2025, 1, 10), date(2026, 6, 30)
PRICED = "zen-1"


def estimate_of(
    arrays: CatalogueArrays, n: int, left_with: float, left_without: float, *, passes: bool = True, fair: bool = True
) -> LotteryEstimate | None:
    """Of ``n`` students every second one gets a voucher and passes 65 days later; a share of each half leaves."""
    ids = [f"student-{number:04d}" for number in range(n)]
    lucky = np.arange(n) % 2 == 0
    few_hours = (np.arange(n) // 2) % 2 == 0 if fair else lucky
    leaves = (np.arange(n) // 2) / (n / 2) < np.where(lucky, left_with, left_without)
    passed_on = DRAWN_ON + timedelta(days=65)
    histories = [
        make_history(
            learner_id=id_,
            started_on=date(2024, 8, 15),
            weekly_hours=4.0 if few else 10.0,
            exams=[make_exam(PRICED, on=passed_on)] if gets and passes else [],
        )
        for id_, gets, few in zip(ids, lucky, few_hours, strict=True)
    ]
    records = make_records(
        *histories,
        as_of=END,
        said_yes=[(id_, DRAWN_ON, PRICED) for id_ in ids],
        vouchers=[(id_, DRAWN_ON + timedelta(days=1)) for id_, gets in zip(ids, lucky, strict=True) if gets],
        dropped_out=[(id_, date(2025, 12, 1)) for id_, gone in zip(ids, leaves, strict=True) if gone],
    )
    students = Students.of(records, arrays, frozenset(map(LearnerId, ids)))
    return lottery_estimate(answered_draws(records, students, arrays), students, seed=1)


class TestLotteryEstimate:
    def test_finds_what_was_decided(self, arrays: CatalogueArrays) -> None:
        found = estimate_of(arrays, 800, left_with=0.05, left_without=0.25)
        assert found is not None
        assert (found.n_with, found.n_without) == (400, 400)
        assert found.left.effect.mean == pytest.approx(-0.2, abs=1e-3)
        # From day 65 to day 365, or to day 325 for who left.
        held = (0.95 * 300 + 0.05 * 260) / 365.25
        assert found.years_held.effect.mean == pytest.approx(held, abs=1e-3)
        assert found.by_year_held.mean == pytest.approx(-0.2 / held, abs=5e-3)
        assert found.is_balanced

    def test_notices_that_vouchers_were_not_drawn_by_lot(self, arrays: CatalogueArrays) -> None:
        found = estimate_of(arrays, 800, left_with=0.05, left_without=0.25, fair=False)
        assert found is not None
        assert not found.is_balanced

    def test_a_voucher_that_moves_nobody_says_nothing_of_holding(self, arrays: CatalogueArrays) -> None:
        found = estimate_of(arrays, 800, left_with=0.1, left_without=0.1, passes=False)
        assert found is not None
        assert np.isnan(found.by_year_held.mean)

    def test_leaves_out_what_costs_nothing(self, arrays: CatalogueArrays) -> None:
        free = replace(arrays, planned_dollars=np.zeros_like(arrays.planned_dollars))
        assert estimate_of(free, 800, left_with=0.05, left_without=0.25) is None

    def test_says_nothing_of_few(self, arrays: CatalogueArrays) -> None:
        assert estimate_of(arrays, 150, left_with=0.05, left_without=0.25) is None
