import pytest

from training.effects.doubly_robust import EffectEstimate, interval_of
from training.effects.overlap import Balance, Overlap
from training.effects.verdict import (
    Check,
    Doubt,
    Verdict,
    balance_check,
    events_check,
    placebo_check,
    propensity_check,
    support_checks,
    width_check,
)


def estimate(mean: float, error: float) -> EffectEstimate:
    return EffectEstimate(interval_of(mean, error), error, 100)


def measured(trimmed: float = 0.0, size: float = 500.0) -> Overlap:
    return Overlap((), (), trimmed, size, 500.0)


class TestVerdict:
    def test_is_decision_grade_only_if_every_check_passed(self) -> None:
        good, bad = Check(Doubt.WIDTH, passed=True), Check(Doubt.EVENTS, passed=False)
        assert Verdict((good,)).decision_grade
        assert not Verdict((good, bad)).decision_grade
        assert Verdict((good, bad)).failed == (bad,)

    @pytest.mark.parametrize("doubt", list(Doubt))
    def test_refuses_only_where_arms_cannot_be_compared(self, doubt: Doubt) -> None:
        expected = doubt in {Doubt.COMMON_SUPPORT, Doubt.EFFECTIVE_SIZE, Doubt.TREATMENT_LEAK}
        assert Verdict((Check(doubt, passed=False),)).refused is expected
        assert not Verdict((Check(doubt, passed=True),)).refused


class TestChecks:
    @pytest.mark.parametrize(
        ("check", "passed"),
        [
            (support_checks(measured(trimmed=0.1), ())[0], True),
            (support_checks(measured(trimmed=0.11), ())[0], False),
            (support_checks(measured(size=50), ())[1], True),
            (support_checks(measured(size=49), ())[1], False),
            (support_checks(measured(), ("grade",))[2], False),
            (events_check(10), True),
            (events_check(9), False),
            (balance_check(Balance(0.5, "a", 0.09, "b", 0.01)), True),
            (balance_check(Balance(0.5, "a", 0.15, "b", 0.01)), False),
            (balance_check(Balance(0.5, "a", 0.15, "b", 0.2)), True),
            (propensity_check(0.06, 0.02), True),
            (propensity_check(0.08, 0.02), False),
            # Holds 0: reaches 1.96 x 0.1 of a spread of 1, and of one of 0.5.
            (width_check(estimate(0.0, 0.1), 1.0), True),
            (width_check(estimate(0.0, 0.1), 0.5), False),
            (width_check(estimate(1.0, 0.1), 0.5), True),
            (placebo_check({"before": estimate(0.1, 0.1)}), True),
            (placebo_check({"before": estimate(0.2, 0.1)}), False),
            # Two placebos share the chance of a false alarm: 2.24 standard errors instead of 1.96.
            (placebo_check({"before": estimate(0.2, 0.1), "other": estimate(0.0, 0.1)}), True),
        ],
    )
    def test_pass_up_to_their_bound(self, check: Check, passed: bool) -> None:
        assert check.passed is passed

    def test_name_the_placebo_that_moved(self) -> None:
        found = placebo_check({"still": estimate(0.0, 0.1), "moved": estimate(1.0, 0.1)})
        assert found.columns == ("moved",)
