"""Whether the platform's history supports a statement about the effect, and each reason against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from training.metrics import Interval
from training.platform_effects.voucher_lottery import LotteryEstimate

LEAST_HOLDER_LEAVERS: Final = 30
"""With fewer drop-outs among holders one of them more or less would change the picture."""

WIDEST: Final = 0.25
"""An effect that may be of either sign is known all the same, as small, if its interval reaches no further than this to
each side, in log-odds: a quarter of the chance of leaving."""


@dataclass(frozen=True, slots=True)
class EffectVerdict:
    """The reasons why the effect may not be stated; none if it may."""

    reasons: tuple[str, ...]

    @property
    def decision_grade(self) -> bool:
        """Whether decisions may lean on the effect."""
        return not self.reasons


def verdict_on(
    n_holder_leavers: int,
    common: Interval,
    placebo: Interval,
    average: Interval,
    lotteries: Sequence[LotteryEstimate | None],
) -> EffectVerdict:
    """Judge by the count of drop-outs among holders, by what the data alone say, the placebo and the lotteries.

    ``common`` and ``placebo`` are changes of log-odds; ``average`` of the yearly chance.
    """
    reasons = []
    if n_holder_leavers < LEAST_HOLDER_LEAVERS:
        reasons.append(f"only {n_holder_leavers} holders dropped out, at least {LEAST_HOLDER_LEAVERS} are needed")
    if _holds_zero(common) and common.high - common.low > 2.0 * WIDEST:
        reasons.append(f"the effect may be of either sign and large, in log-odds {common}")
    if not _holds_zero(placebo):
        reasons.append(
            f"who enrolled without passing does not leave as often as others alike, in log-odds {placebo}:"
            " holders may be kept by who they are"
        )
    reasons.extend(
        f"the voucher lottery says otherwise: the yearly chance changes by {lottery.by_year_held},"
        f" among holders by {average}"
        for lottery in lotteries
        if lottery is not None and lottery.is_balanced and _contradict(lottery.by_year_held, average)
    )
    return EffectVerdict(tuple(reasons))


def _holds_zero(interval: Interval) -> bool:
    return interval.low <= 0.0 <= interval.high


def _contradict(one: Interval, other: Interval) -> bool:
    """Whether two estimates lie further apart than chance would put them one time in twenty."""
    if not np.isfinite(one.mean):
        return False
    reach = np.hypot((one.high - one.low) / 2.0, (other.high - other.low) / 2.0)
    return bool(abs(one.mean - other.mean) > reach)
