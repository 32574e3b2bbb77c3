"""Whether an estimate may carry a decision: one check a doubt, each with its figure and bound."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scipy.stats import norm

from training.effects.doubly_robust import EffectEstimate
from training.effects.overlap import Balance, Overlap

MOST_TRIMMED: Final = 0.10
LEAST_EFFECTIVE_SIZE: Final = 50.0
LEAST_EVENTS: Final = 10
WIDEST: Final = 0.2
MOST_IMBALANCE: Final = 0.1
MOST_CHANCE_ERROR: Final = 0.05


class Doubt(StrEnum):
    """What may be wrong with an estimate."""

    COMMON_SUPPORT = "common_support"
    EFFECTIVE_SIZE = "effective_size"
    TREATMENT_LEAK = "treatment_leak"
    OUTCOME_LEAK = "outcome_leak"
    EVENTS = "events"
    BALANCE = "balance"
    PROPENSITY = "propensity"
    WIDTH = "width"
    PLACEBO = "placebo"


REFUSING: Final = frozenset({Doubt.COMMON_SUPPORT, Doubt.EFFECTIVE_SIZE, Doubt.TREATMENT_LEAK})
"""Where one of these fails, no average effect is stated at all."""


@dataclass(frozen=True, slots=True)
class Check:
    """A doubt, whether it is lifted, the figure that was looked at, its bound, and the columns in question."""

    doubt: Doubt
    passed: bool
    figure: float | None = None
    bound: float | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks that could be made."""

    checks: tuple[Check, ...]

    @property
    def decision_grade(self) -> bool:
        """Whether the estimate may carry a decision: every check passed."""
        return all(check.passed for check in self.checks)

    @property
    def refused(self) -> bool:
        """Whether the arms cannot be compared, so that no average effect may be stated."""
        return any(not check.passed and check.doubt in REFUSING for check in self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that speak against the estimate."""
        return tuple(check for check in self.checks if not check.passed)


def support_checks(overlap: Overlap, treatment_tellers: tuple[str, ...]) -> tuple[Check, ...]:
    """Checks of whether the two arms can be compared at all."""
    size = min(overlap.treated_effective_size, overlap.control_effective_size)
    return (
        Check(Doubt.COMMON_SUPPORT, overlap.share_trimmed <= MOST_TRIMMED, overlap.share_trimmed, MOST_TRIMMED),
        Check(Doubt.EFFECTIVE_SIZE, size >= LEAST_EFFECTIVE_SIZE, size, LEAST_EFFECTIVE_SIZE),
        Check(Doubt.TREATMENT_LEAK, not treatment_tellers, columns=treatment_tellers),
    )


def leak_check(outcome_tellers: tuple[str, ...]) -> Check:
    """Check for columns that are the outcome under another name."""
    return Check(Doubt.OUTCOME_LEAK, not outcome_tellers, columns=outcome_tellers)


def events_check(n_events: int) -> Check:
    """Check the rarer of the two outcomes in the arm that has fewer of them: normal intervals need some."""
    return Check(Doubt.EVENTS, n_events >= LEAST_EVENTS, float(n_events), float(LEAST_EVENTS))


def balance_check(balance: Balance) -> Check:
    """Check the features after weighting; what chance alone brings about is no doubt."""
    bound = max(MOST_IMBALANCE, balance.chance_level)
    return Check(Doubt.BALANCE, balance.after <= bound, balance.after, bound, (balance.after_column,))


def propensity_check(error: float, chance_level: float) -> Check:
    """Check how far stated chances of treatment lie from frequencies."""
    bound = MOST_CHANCE_ERROR + chance_level
    return Check(Doubt.PROPENSITY, error <= bound, error, bound)


def width_check(estimate: EffectEstimate, outcome_spread: float) -> Check:
    """Check that the interval says something: it leaves out 0, or reaches at most ``WIDEST`` spreads to each side."""
    interval = estimate.effect
    reach = (interval.high - interval.low) / 2.0 / outcome_spread if outcome_spread > 0 else 0.0
    tells = not interval.low <= 0.0 <= interval.high or reach <= WIDEST
    return Check(Doubt.WIDTH, tells, reach, WIDEST)


def placebo_check(estimates: Mapping[str, EffectEstimate]) -> Check:
    """Check that what the treatment cannot have changed shows no effect; several share the chance of a false alarm."""
    limit = float(norm.ppf(1.0 - 0.025 / len(estimates)))
    moved = tuple(name for name, found in estimates.items() if abs(found.effect.mean) > limit * found.standard_error)
    return Check(Doubt.PLACEBO, not moved, columns=moved or tuple(estimates))
