"""The programme's own experiment: of those who might get a voucher some did, which changes who comes to hold one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from training.effects.doubly_robust import EffectEstimate, average_effect, cross_fitted_scores
from training.effects.nuisances import constant, linear
from training.metrics import Interval
from training.platform_effects.draws import Draws
from training.platform_effects.past_sums import PastSums
from training.platform_effects.students import Numbers, Students

LEAST_ARM: Final = 100
"""Below this many with or without a voucher nothing is estimated."""
LEAST_BALANCE_CHANCE: Final = 0.01

Effect = Callable[[NDArray[np.float64]], EffectEstimate]
"""What drawing a voucher does to an outcome, shape (n,)."""


@dataclass(frozen=True, slots=True)
class LotteryEstimate:
    """What drawing a voucher did.

    Attributes
    ----------
    n_with, n_without
        Times that a student might have got a voucher, and got it or not.
    balance_chance
        Chance of differences between the two as large as seen, if vouchers were drawn by lot.
    left
        Change of the chance of leaving within the time followed, by drawing a voucher.
    years_held
        Change of the years of holding what was passed within that time.
    by_year_held
        The first over the second: change of the chance of leaving by a year of holding.
    """

    n_with: int
    n_without: int
    balance_chance: float
    left: EffectEstimate
    years_held: EffectEstimate
    by_year_held: Interval

    @property
    def is_balanced(self) -> bool:
        """Whether vouchers look as if drawn by lot."""
        return self.balance_chance >= LEAST_BALANCE_CHANCE


def lottery_estimate(draws: Draws, students: Students, seed: int) -> LotteryEstimate | None:
    """Intention to treat, doubly robust with known chances; ``None`` where too few were drawn.

    Who left in the meantime holds nothing more; who graduated did not leave.
    """
    if min(draws.n_with, len(draws) - draws.n_with) < LEAST_ARM:
        return None
    effect_on = drawing(draws, students, seed)
    left = effect_on((students.left_on[draws.student] <= draws.end).astype(np.float64))
    years_held = effect_on(held_years(students, draws, np.ones((len(students.passed), 1)))[:, 0])
    return LotteryEstimate(
        n_with=draws.n_with,
        n_without=len(draws) - draws.n_with,
        balance_chance=_balance_chance(students.controls(draws.student, draws.day), draws),
        left=left,
        years_held=years_held,
        by_year_held=_ratio(left, years_held),
    )


def drawing(draws: Draws, students: Students, seed: int) -> Effect:
    """What being drawn does to outcomes of the same draws."""
    controls = students.controls(draws.student, draws.day)

    def effect_on(outcome: NDArray[np.float64]) -> EffectEstimate:
        scores = cross_fitted_scores(
            controls,
            draws.is_drawn.astype(np.int64),
            outcome,
            seed=seed,
            propensity=draws.chance,
            learners=(constant, linear),
        )
        return average_effect(scores)

    return effect_on


def held_years(students: Students, draws: Draws, amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Amounts of what was passed after the draw, times the years that it was held while still followed and studying.

    ``amounts`` has shape (n_passed, k), a row for each of ``students.passed``; the answer (n_draws, k).
    """
    holder, _, passed_on = students.passed.T
    until: Numbers = np.minimum(draws.end, students.gone_on[draws.student])
    passed = PastSums.of(holder, passed_on, np.concatenate([amounts, amounts * passed_on[:, None]], axis=1))
    sums = passed.before(draws.student, until) - passed.before(draws.student, draws.day)
    total, total_days = sums[:, : amounts.shape[1]], sums[:, amounts.shape[1] :]
    return np.asarray((total * until[:, None] - total_days) / 365.25)


def _balance_chance(controls: NDArray[np.float64], draws: Draws) -> float:
    """Chance of so good a prediction of vouchers from what was known before, if they were drawn with these chances.

    The score test of a logistic regression that starts from the chances.
    """
    weight = draws.chance * (1.0 - draws.chance)
    centred = controls - np.average(controls, axis=0, weights=weight)
    n_varying = np.linalg.matrix_rank(centred)
    if n_varying == 0:
        return 1.0
    score = centred.T @ (draws.is_drawn - draws.chance)
    information = (centred * weight[:, None]).T @ centred
    statistic = float(score @ np.linalg.lstsq(information, score, rcond=None)[0])
    return float(chi2.sf(statistic, n_varying))


def _ratio(left: EffectEstimate, years_held: EffectEstimate) -> Interval:
    """The ratio with the interval of the first alone: what is not known of the second is small beside it."""
    held = years_held.effect.mean
    if years_held.effect.low <= 0.0:
        return Interval(float("nan"), -np.inf, np.inf)
    return Interval(*(end / held for end in (left.effect.mean, left.effect.low, left.effect.high)))
