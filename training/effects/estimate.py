"""The whole estimate of a table: effects of each arm, for whom, for how much money, and whether to believe it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.effects.budget_policy import BudgetPolicy, budget_policy
from training.effects.design import Better, EffectDesign
from training.effects.doubly_robust import (
    EffectEstimate,
    Scores,
    average_effect,
    cross_fitted_scores,
    effect_on_treated,
    interval_of,
)
from training.effects.effect_table import EffectTable
from training.effects.nuisances import is_binary
from training.effects.overlap import (
    Balance,
    Overlap,
    balance,
    common_support,
    overlap,
    typical_propensities,
)
from training.effects.telling_columns import TELLS_OUTCOME, TELLS_TREATMENT, BinnedColumn, telling_columns
from training.effects.uplift import Uplift, uplift
from training.effects.verdict import (
    REFUSING,
    Check,
    Doubt,
    Verdict,
    balance_check,
    events_check,
    leak_check,
    placebo_check,
    propensity_check,
    support_checks,
    width_check,
)
from training.metrics import expected_calibration_error

FOLDS: Final = 5
MANY_ROWS: Final = 5000
"""From this number of rows on one split into folds is like another."""

LEAST_GROUP_ARM: Final = 20
"""A group with fewer rows of either arm gets no effect of its own."""

_N_CALIBRATION_BINS: Final = 10
_LEAST_ROWS_OF_BIN: Final = 20


@dataclass(frozen=True, slots=True)
class ArmAnswer:
    """All that is said of one arm against control.

    ``average``, ``treated`` and ``groups`` are absent where the verdict refuses; ``supported_only`` is the effect among
    rows on common support, for readers who know that these are other people than the table's. ``plain`` is the bare
    difference of means, which is no effect unless the treatment was drawn by lot.
    """

    arm: str
    plain: EffectEstimate
    average: EffectEstimate | None
    treated: EffectEstimate | None
    supported_only: EffectEstimate | None
    groups: Mapping[str, Mapping[str, EffectEstimate]]
    placebos: Mapping[str, EffectEstimate]
    overlap: Overlap
    balance: Balance | None
    propensity_error: float
    outcome_fit: float
    verdict: Verdict
    uplift: Uplift | None


@dataclass(frozen=True, slots=True)
class EffectsAnswer:
    """All arms of a table, and what to do with a budget where one was named."""

    n_rows: int
    n_left_out: int
    control: str
    arms: tuple[ArmAnswer, ...]
    known_propensity: bool
    better: Better
    policy: BudgetPolicy | None

    @property
    def decision_grade(self) -> bool:
        """Whether every arm's estimate may carry a decision."""
        return all(answer.verdict.decision_grade for answer in self.arms)


def estimate_effects(
    table: EffectTable,
    design: EffectDesign,
    *,
    seed: int,
    trusted: frozenset[str] = frozenset(),
    with_uplift: bool = True,
    repetitions: int | None = None,
) -> EffectsAnswer:
    """Estimate the effect of every arm against control, and doubt it.

    Parameters
    ----------
    trusted
        Columns that may tell treatment or outcome almost alone and were known beforehand all the same.
    with_uplift
        Whether to ask who gains more than others; costs about as much time again.
    repetitions
        How often the rows are split anew; by default three times, once where there are ``MANY_ROWS``.
    """
    if repetitions is None:
        repetitions = usual_repetitions(len(table))
    scores = cross_fitted_scores(
        table.features,
        table.treatment,
        table.outcome,
        folds=FOLDS,
        repetitions=repetitions,
        seed=seed,
        propensity=table.propensity,
    )
    placebos = {name: _placebo_scores(table, scores, values, seed) for name, values in table.placebos.items()}
    sign = 1.0 if design.better is Better.HIGHER else -1.0
    arms = tuple(
        _answer_for(arm, table, scores, placebos, trusted, sign if with_uplift else None, seed)
        for arm in range(1, len(table.arms))
    )
    return EffectsAnswer(
        n_rows=len(table),
        n_left_out=table.n_left_out,
        control=table.arms[0],
        arms=arms,
        known_propensity=table.propensity is not None,
        better=design.better,
        policy=_policy(table, design, scores, arms, sign),
    )


def usual_repetitions(n_rows: int) -> int:
    """How often a table of so many rows is split anew."""
    return 1 if n_rows >= MANY_ROWS else 3


def _answer_for(
    arm: int,
    table: EffectTable,
    scores: Scores,
    placebos: Mapping[str, Scores],
    trusted: frozenset[str],
    sign: float | None,
    seed: int,
) -> ArmAnswer:
    """Everything about one arm; ``sign`` is that of the wanted direction, or ``None`` to leave out who gains more."""
    kept = common_support(scores, arm)
    weights = kept.astype(np.float64)
    measured = overlap(scores, arm)
    columns = {name: column for name, column in table.columns.items() if name not in trusted}
    checks = [
        *support_checks(measured, _treatment_tellers(table, columns, arm)),
        leak_check(telling_columns(columns, table.outcome, TELLS_OUTCOME)),
    ]
    comparable = bool((kept & (scores.treatment == arm)).any() and (kept & (scores.treatment == 0)).any())
    average = average_effect(scores, weights, arm=arm) if comparable else None
    placebo_effects = {name: average_effect(found, weights, arm=arm) for name, found in placebos.items() if comparable}
    balanced = balance(scores, table.features, table.feature_owners, arm)
    error, chances_check = _propensity_checks(table, scores, arm)
    checks.append(chances_check)
    if balanced is not None:
        checks.append(balance_check(balanced))
    checks += _outcome_checks(table, average, placebo_effects, arm)
    verdict = Verdict(tuple(checks))
    stated = average is not None and not verdict.refused
    return ArmAnswer(
        arm=table.arms[arm],
        plain=plain_difference(table.treatment, table.outcome, arm),
        average=average if stated else None,
        treated=effect_on_treated(scores, weights, arm=arm) if stated else None,
        supported_only=_supported_only(average, verdict),
        groups=_group_effects(table, scores, weights, arm) if stated else {},
        placebos=placebo_effects,
        overlap=measured,
        balance=balanced,
        propensity_error=error,
        outcome_fit=_outcome_fit(scores, arm),
        verdict=verdict,
        uplift=uplift(scores, table.features, kept, arm=arm, sign=sign, seed=seed) if stated and sign else None,
    )


def plain_difference(treatment: NDArray[np.int64], outcome: NDArray[np.float64], arm: int) -> EffectEstimate:
    """Difference of the means of ``arm`` and control as they are, with the interval of two samples."""
    treated, untreated = outcome[treatment == arm], outcome[treatment == 0]
    error = float(np.sqrt(treated.var(ddof=1) / len(treated) + untreated.var(ddof=1) / len(untreated)))
    return EffectEstimate(
        interval_of(float(treated.mean() - untreated.mean()), error), error, len(treated) + len(untreated)
    )


def _placebo_scores(table: EffectTable, scores: Scores, values: NDArray[np.float64], seed: int) -> Scores:
    """Scores of what cannot have changed, with the chances that are there already; empty values count as the mean."""
    filled = np.where(np.isnan(values), np.nanmean(values), values)
    return cross_fitted_scores(
        table.features,
        table.treatment,
        filled,
        folds=FOLDS,
        seed=seed,
        propensity=typical_propensities(scores) / typical_propensities(scores).sum(axis=1, keepdims=True),
    )


def _treatment_tellers(table: EffectTable, columns: Mapping[str, BinnedColumn], arm: int) -> tuple[str, ...]:
    """Columns that tell almost alone who of the two arms is in which."""
    rows = (table.treatment == arm) | (table.treatment == 0)
    those = {name: column.rows(rows) for name, column in columns.items()}
    return telling_columns(those, (table.treatment[rows] == arm).astype(np.float64), TELLS_TREATMENT)


def _propensity_checks(table: EffectTable, scores: Scores, arm: int) -> tuple[float, Check]:
    """How far the chances of ``arm`` lie from what happened, and the check of it.

    Estimated chances are compared in bins of equal count, known ones as a whole: a lottery of 1 in 2 gives about half.
    """
    was_in, chances = scores.treatment == arm, typical_propensities(scores)[:, arm]
    if table.propensity is None:
        n_bins = min(_N_CALIBRATION_BINS, len(chances) // _LEAST_ROWS_OF_BIN)
        error = expected_calibration_error(chances, was_in, n_bins)
    else:
        n_bins, error = 1, float(abs(was_in.mean() - chances.mean()))
    # Mean distance of a frequency from its chance, near normal, in bins of equal count.
    noise = float(np.sqrt(2.0 / np.pi * (chances * (1.0 - chances)).mean() * n_bins / len(chances)))
    return error, propensity_check(error, noise)


def _outcome_checks(
    table: EffectTable, average: EffectEstimate | None, placebos: Mapping[str, EffectEstimate], arm: int
) -> list[Check]:
    """Checks of the outcome's counts, of the interval and of the placebo outcomes."""
    checks = []
    pair = [table.outcome[table.treatment == number] for number in (0, arm)]
    if is_binary(table.outcome):
        checks.append(events_check(int(min(min(part.sum(), len(part) - part.sum()) for part in pair))))
    if average is not None:
        checks.append(width_check(average, float(np.sqrt(np.mean([part.var() for part in pair])))))
    if placebos:
        checks.append(placebo_check(placebos))
    return checks


def _supported_only(average: EffectEstimate | None, verdict: Verdict) -> EffectEstimate | None:
    """The effect among rows on common support, where its small share is the only reason to refuse."""
    refusing = {check.doubt for check in verdict.failed} & REFUSING
    return average if refusing == {Doubt.COMMON_SUPPORT} else None


def _group_effects(
    table: EffectTable, scores: Scores, weights: NDArray[np.float64], arm: int
) -> dict[str, dict[str, EffectEstimate]]:
    """Effect in each group that has enough rows of both arms, by column and word."""
    effects: dict[str, dict[str, EffectEstimate]] = {}
    for column, words in table.groups.items():
        effects[column] = {}
        for word in np.unique(words):
            inside = weights * (words == word)
            sizes = [int(np.count_nonzero(inside[table.treatment == number])) for number in (0, arm)]
            if min(sizes) >= LEAST_GROUP_ARM:
                effects[column][str(word)] = average_effect(scores, inside, arm=arm)
    return effects


def _outcome_fit(scores: Scores, arm: int) -> float:
    """Share of the variance within the two arms that held-out predictions explain; below 0 if they mislead."""
    means, left, spread = np.median(scores.means, axis=0), 0.0, 0.0
    for number in (0, arm):
        rows = scores.treatment == number
        left += float(((scores.outcome[rows] - means[rows, number]) ** 2).sum())
        spread += float(((scores.outcome[rows] - scores.outcome[rows].mean()) ** 2).sum())
    return 1.0 - left / spread if spread > 0 else 0.0


def _policy(
    table: EffectTable, design: EffectDesign, scores: Scores, arms: tuple[ArmAnswer, ...], sign: float
) -> BudgetPolicy | None:
    """Spend the budget, where there is one and every arm's gains are known."""
    found = [answer.uplift for answer in arms if answer.uplift is not None]
    if design.budget is None or len(found) < len(arms):
        return None
    kept = np.logical_and.reduce([common_support(scores, arm) for arm in range(1, len(table.arms))])
    costs = np.array([design.costs.get(arm, 1.0) for arm in table.arms[1:]])
    gains = np.stack([part.gains for part in found], axis=2)
    return budget_policy(scores, gains, costs, design.budget, sign=sign, kept=kept)
