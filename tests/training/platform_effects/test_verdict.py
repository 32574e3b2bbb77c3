"""Tests of when an effect may be stated."""

from dataclasses import replace

import pytest

from training.effects.doubly_robust import EffectEstimate
from training.metrics import Interval
from training.platform_effects.verdict import EffectVerdict, verdict_on
from training.platform_effects.voucher_lottery import LotteryEstimate

CLEAR, NOTHING = Interval(-0.5, -0.8, -0.2), Interval(0.0, -0.2, 0.2)
AVERAGE = Interval(-0.04, -0.06, -0.02)
LOTTERY = LotteryEstimate(
    n_with=600,
    n_without=400,
    balance_chance=0.5,
    left=EffectEstimate(Interval(-0.002, -0.004, 0.0), 0.001, 1000),
    years_held=EffectEstimate(Interval(0.05, 0.03, 0.07), 0.01, 1000),
    by_year_held=Interval(-0.04, -0.08, 0.0),
)


def verdict(
    n_holder_leavers: int = 60,
    common: Interval = CLEAR,
    placebo: Interval = NOTHING,
    lottery: LotteryEstimate | None = LOTTERY,
) -> EffectVerdict:
    return verdict_on(n_holder_leavers, common, placebo, AVERAGE, (None, lottery))


class TestVerdictOn:
    def test_a_clear_effect_with_nothing_against_it_is_known(self) -> None:
        assert verdict() == EffectVerdict(())
        assert verdict().decision_grade

    def test_a_small_effect_is_known_though_its_sign_is_not(self) -> None:
        assert verdict(common=Interval(-0.05, -0.2, 0.1)).decision_grade

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"n_holder_leavers": 29}, "only 29 holders dropped out"),
            ({"common": Interval(-0.3, -0.8, 0.2)}, "of either sign"),
            ({"placebo": Interval(-0.5, -0.8, -0.2)}, "by who they are"),
            ({"lottery": replace(LOTTERY, by_year_held=Interval(0.2, 0.1, 0.3))}, "lottery says otherwise"),
        ],
    )
    def test_one_thing_against_it_is_enough(self, changed: dict[str, object], reason: str) -> None:
        found = verdict(**changed)  # type: ignore[arg-type]  # Each row names one argument with its own type.
        assert not found.decision_grade
        assert len(found.reasons) == 1
        assert reason in found.reasons[0]

    def test_a_lottery_that_was_none_says_nothing(self) -> None:
        unfair = replace(LOTTERY, balance_chance=0.001, by_year_held=Interval(0.2, 0.1, 0.3))
        assert verdict(lottery=unfair).decision_grade

    def test_a_lottery_that_moved_nobody_says_nothing(self) -> None:
        idle = replace(LOTTERY, by_year_held=Interval(float("nan"), float("-inf"), float("inf")))
        assert verdict(lottery=idle).decision_grade
