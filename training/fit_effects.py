"""Fits what certifications do to dropping out, and says whether the platform's history supports it."""

import hashlib
from dataclasses import dataclass, replace
from math import nan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.domain import LearnerId
from recommender.arrays import CatalogueArrays
from recommender.effects import EFFECT_FEATURES, TYPICAL_RISK, EffectModel, changed_risk
from recommender.risk import RiskModel
from training.effects.doubly_robust import interval_of
from training.metrics import Interval
from training.platform_effects.draws import answered_draws, recorded_draws
from training.platform_effects.lottery_update import lottery_prediction, updated_by_lottery
from training.platform_effects.pooled_effect import common_effect, placebo_effect, pooled_effect
from training.platform_effects.student_months import StudentMonths, student_months
from training.platform_effects.students import Students
from training.platform_effects.verdict import EffectVerdict, verdict_on
from training.platform_effects.voucher_lottery import LotteryEstimate, lottery_estimate
from training.records import Records

N_DRAWS: Final = 500
"""Draws of the coefficients from which intervals of averages are read."""

_EVERYBODY: Final = "all holders"


@dataclass(frozen=True, slots=True)
class EffectFit:
    """An effect as it was learned, and all that speaks for and against it.

    Attributes
    ----------
    learned
        The model, before the verdict.
    verdict
        Whether it may be stated, and why not.
    average
        Change of the yearly chance of dropping out of those who hold something, by what they hold.
    by_group
        The same in groups of them, without those that are empty.
    common
        One change of log-odds for every certification held, from the data alone.
    placebo
        Change of log-odds by having enrolled without holding anything, which can do nothing.
    lottery
        What getting a voucher after a yes did; ``None`` where too few did.
    allocation_lottery
        What the recorded lotteries of allocations did; ``None`` where too few were drawn. ``learned`` holds it already,
        if those drawn look as if drawn by lot.
    n_months, n_leavers, n_holder_months, n_holder_leavers
        Months of students and those in which one left; the same of holders.
    data_sha256
        Hash of the months.
    """

    learned: EffectModel
    verdict: EffectVerdict
    average: Interval
    by_group: dict[str, Interval]
    common: Interval
    placebo: Interval
    lottery: LotteryEstimate | None
    allocation_lottery: LotteryEstimate | None
    n_months: int
    n_leavers: int
    n_holder_months: int
    n_holder_leavers: int
    data_sha256: str

    @property
    def holds_lottery(self) -> bool:
        """Whether the recorded lotteries of allocations moved the effect."""
        return self.allocation_lottery is not None and self.allocation_lottery.is_balanced

    @property
    def model(self) -> EffectModel:
        """The model with what the verdict says of it."""
        return replace(self.learned, is_known=self.verdict.decision_grade)


def fit_effects(
    records: Records, arrays: CatalogueArrays, risk: RiskModel, learner_ids: frozenset[LearnerId], seed: int
) -> EffectFit:
    """Learn from the students among ``learner_ids``; equal seeds give equal intervals.

    Raises
    ------
    ValueError
        If no student was there in a whole month.
    """
    students = Students.of(records, arrays, learner_ids)
    months = student_months(records, students, arrays, risk)
    learned = pooled_effect(months)
    average = _average_changes(months, learned, seed)[_EVERYBODY]
    common, found_placebo = interval_of(*common_effect(months)), interval_of(*placebo_effect(months))
    n_holder_leavers = int(months.leaves[months.is_holder].sum())
    lottery = lottery_estimate(answered_draws(records, students, arrays), students, seed)
    draws = recorded_draws(records, students)
    allocation_lottery = lottery_estimate(draws, students, seed)
    # Judged before the lottery moved it: else the effect would be compared with what made it.
    verdict = verdict_on(n_holder_leavers, common, found_placebo, average, (lottery, allocation_lottery))
    if allocation_lottery is not None and allocation_lottery.is_balanced:
        prediction = lottery_prediction(draws, students, arrays, risk, seed)
        learned = updated_by_lottery(learned, allocation_lottery.left, prediction)
    changes = _average_changes(months, learned, seed)
    return EffectFit(
        learned=learned,
        verdict=verdict,
        average=changes.pop(_EVERYBODY),
        by_group=changes,
        common=common,
        placebo=found_placebo,
        lottery=lottery,
        allocation_lottery=allocation_lottery,
        n_months=len(months),
        n_leavers=int(months.leaves.sum()),
        n_holder_months=int(months.is_holder.sum()),
        n_holder_leavers=n_holder_leavers,
        data_sha256=_hash(months),
    )


def _hash(months: StudentMonths) -> str:
    digest = hashlib.sha256()
    for name in months.__slots__:
        digest.update(np.ascontiguousarray(getattr(months, name)).tobytes())
    return digest.hexdigest()


def _groups(months: StudentMonths) -> dict[str, NDArray[np.bool_]]:
    """Months of holders by field of what they hold, stage of their studies when they passed, and risk."""
    held = {name: months.held[:, place] for place, name in enumerate(EFFECT_FEATURES)}
    holds, count = months.is_holder, np.maximum(held["always"], 1.0)
    return {
        _EVERYBODY: holds,
        "own field only": holds & (held["related"] == held["always"]),
        "other fields only": holds & (held["related"] == 0),
        "passed in the first half of the studies": holds & (held["studies_left"] / count >= 0.5),
        "passed in the second half": holds & (held["studies_left"] / count < 0.5),
        "risk below typical": holds & (months.yearly_risk < TYPICAL_RISK),
        "risk above typical": holds & (months.yearly_risk >= TYPICAL_RISK),
    }


def _average_changes(months: StudentMonths, model: EffectModel, seed: int) -> dict[str, Interval]:
    """Mean change of the yearly chance of holders and of each group of them that is not empty; NaN without holders."""
    rng = np.random.default_rng(seed)
    coefficients = rng.multivariate_normal(model.coefficients, model.covariance, size=N_DRAWS, method="cholesky")
    groups = {name: rows[months.is_holder] for name, rows in _groups(months).items() if rows.any()}
    weights = np.stack(list(groups.values())).astype(np.float64) if groups else np.zeros((0, months.is_holder.sum()))
    weights /= weights.sum(axis=1, keepdims=True)
    risk, held = months.yearly_risk[months.is_holder], months.held[months.is_holder]
    means = np.stack([weights @ (changed_risk(risk, held @ draw) - risk) for draw in coefficients])
    low, high = np.quantile(means, (0.025, 0.975), axis=0)
    return {_EVERYBODY: Interval(nan, nan, nan)} | {
        name: Interval(float(mean), float(least), float(most))
        for name, mean, least, most in zip(groups, means.mean(axis=0), low, high, strict=True)
    }
