"""The programme's own experiment: of those who said yes, some got a voucher, which changes who comes to hold one."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2

from data.columns import Col
from data.domain import Answer
from recommender.arrays import CatalogueArrays
from training.effects.doubly_robust import EffectEstimate, average_effect, cross_fitted_scores
from training.effects.nuisances import constant, linear
from training.metrics import Interval
from training.platform_effects.past_sums import PastSums
from training.platform_effects.students import Numbers, Students, numbers_of
from training.records import Records, ordinals

FOLLOWED_DAYS: Final = 365
GRANTED_WITHIN_DAYS: Final = 7
"""A voucher belongs to the yes of a list that it follows this soon."""
LEAST_ARM: Final = 100
"""Below this many with or without a voucher nothing is estimated."""
LEAST_BALANCE_CHANCE: Final = 0.01


@dataclass(frozen=True, slots=True)
class LotteryEstimate:
    """What drawing a voucher did.

    Attributes
    ----------
    n_with, n_without
        Times that a student said yes and got a voucher, or none.
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


def lottery_estimate(
    records: Records, students: Students, arrays: CatalogueArrays, seed: int
) -> LotteryEstimate | None:
    """Intention to treat, doubly robust with the share drawn as known chance; ``None`` where too few were drawn.

    Who left in the meantime holds nothing more; who graduated did not leave.
    """
    student, day = _draws(records, students, arrays)
    with_voucher = _has_voucher(records, students, student, day)
    n_with = int(with_voucher.sum())
    if min(n_with, len(student) - n_with) < LEAST_ARM:
        return None
    controls = students.controls(student, day)
    chance = np.full(len(student), n_with / len(student))
    end = day + FOLLOWED_DAYS

    def effect_on(outcome: NDArray[np.float64]) -> EffectEstimate:
        return average_effect(
            cross_fitted_scores(
                controls,
                with_voucher.astype(np.int64),
                outcome,
                seed=seed,
                propensity=chance,
                learners=(constant, linear),
            )
        )

    left = effect_on((students.left_on[student] <= end).astype(np.float64))
    years_held = effect_on(_years_held(students, student, day, end))
    return LotteryEstimate(
        n_with=n_with,
        n_without=len(student) - n_with,
        balance_chance=_balance_chance(controls, with_voucher),
        left=left,
        years_held=years_held,
        by_year_held=_ratio(left, years_held),
    )


def _draws(records: Records, students: Students, arrays: CatalogueArrays) -> tuple[Numbers, Numbers]:
    """Student and day of every list with a yes to something that costs money, followed to the end."""
    priced = [id_ for id_, dollars in zip(arrays.certification_ids, arrays.planned_dollars, strict=True) if dollars > 0]
    yes = records.feedback[
        (records.feedback[Col.ANSWER] == Answer.YES.value)
        & records.feedback[Col.CERTIFICATION].isin(priced)
        & records.feedback[Col.LEARNER].isin(students.row)
    ]
    student, day = numbers_of(yes[Col.LEARNER], students.row), ordinals(yes[Col.ANSWERED_AT])
    followed = day + FOLLOWED_DAYS <= records.as_of.toordinal()
    there = (students.started_on[student] <= day) & (students.gone_on[student] >= day)
    draws = np.unique(np.stack([student, day])[:, followed & there], axis=1)
    return draws[0], draws[1]


def _has_voucher(records: Records, students: Students, student: Numbers, day: Numbers) -> NDArray[np.bool_]:
    granted: pd.DataFrame = records.vouchers[records.vouchers[Col.LEARNER].isin(students.row)]
    sums = PastSums.of(
        numbers_of(granted[Col.LEARNER], students.row),
        ordinals(granted[Col.GRANTED_ON]),
        np.ones((len(granted), 1)),
    )
    soon = sums.before(student, day + GRANTED_WITHIN_DAYS + 1) - sums.before(student, day)
    return np.asarray(soon[:, 0] > 0)


def _years_held(students: Students, student: Numbers, day: Numbers, end: Numbers) -> NDArray[np.float64]:
    """Years of holding what was passed between two days, summed over certifications, while still studying."""
    holder, _, passed_on = students.passed.T
    until = np.minimum(end, students.gone_on[student])
    passed = PastSums.of(holder, passed_on, np.stack([np.ones(len(holder)), passed_on], axis=1))
    n_passed, days_passed = (passed.before(student, until) - passed.before(student, day)).T
    return np.asarray((n_passed * until - days_passed) / 365.25)


def _balance_chance(controls: NDArray[np.float64], with_voucher: NDArray[np.bool_]) -> float:
    """Chance of so good a prediction of vouchers from what was known before, if they were drawn by lot."""
    columns = np.column_stack([np.ones(len(controls)), controls])
    n_varying = np.linalg.matrix_rank(columns) - 1
    if n_varying == 0:
        return 1.0
    drawn = with_voucher - with_voucher.mean()
    fitted = columns @ np.linalg.lstsq(columns, drawn, rcond=None)[0]
    explained = float((fitted**2).sum() / (drawn**2).sum())
    return float(chi2.sf(len(drawn) * explained, n_varying))


def _ratio(left: EffectEstimate, years_held: EffectEstimate) -> Interval:
    """The ratio with the interval of the first alone: what is not known of the second is small beside it."""
    held = years_held.effect.mean
    if years_held.effect.low <= 0.0:
        return Interval(float("nan"), -np.inf, np.inf)
    return Interval(*(end / held for end in (left.effect.mean, left.effect.low, left.effect.high)))
