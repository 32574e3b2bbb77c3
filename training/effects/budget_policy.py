"""Whom to treat with limited money: by predicted gain, against treating by risk and at random at equal cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from training.effects.doubly_robust import EffectEstimate, Scores, median_estimate
from training.metrics import Interval

_N_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """What a rule is worth on rows that it was not learned from.

    ``arms`` has the arm of each row, 0 for none, shape (n,), by the first repetition. ``gained`` is the change of the
    outcome in the wanted direction, summed over the table. Both counts are means over repetitions.
    """

    arms: NDArray[np.int64]
    n_treated: float
    spent: float
    gained: Interval


@dataclass(frozen=True, slots=True)
class BudgetPolicy:
    """Three rules of equal cost, and by how much the first is ahead of the others."""

    budget: float
    by_gain: PolicyValue
    by_risk: PolicyValue
    at_random: PolicyValue
    above_risk: Interval
    above_random: Interval

    @property
    def is_supported(self) -> bool:
        """Whether treating by predicted gain is shown to be better than drawing lots."""
        return self.above_random.low > 0.0


def budget_policy(
    scores: Scores,
    gains: NDArray[np.float64],
    costs: NDArray[np.float64],
    budget: float,
    *,
    sign: float,
    kept: NDArray[np.bool_],
) -> BudgetPolicy:
    """Spend ``budget`` three ways and estimate what each brings, doubly robustly.

    Parameters
    ----------
    gains
        Predicted gain of each arm but control, in the wanted direction, shape (n_repetitions, n, n_arms - 1), each row
        predicted without its fold.
    costs
        Of a row in each of these arms, shape (n_arms - 1,), in the unit of ``budget``.
    sign
        1.0 where more of the outcome is better, -1.0 where less is.
    kept
        Shape (n,): rows on common support; nothing is known of the others, so they get nothing.

    Notes
    -----
    Each fold gets its share of the budget, so that every row is chosen by a model that has not seen it. The two
    other rules use the arm that brings most a peso on average, and no more money than the first rule spent.
    """
    values = sign * (scores.arm_values - scores.arm_values[:, :, :1])
    best = int(np.argmax((values[:, kept, 1:].mean(axis=(0, 1))) / costs))
    risks = -sign * scores.means[:, :, 0]
    by_gain, by_risk, chances = [], [], []
    for number, folds in enumerate(scores.folds):
        chosen = _by_fold(gains[number], costs, budget, folds, kept)
        spent = float(costs[chosen[chosen > 0] - 1].sum())
        # One arm, and as gain the place in the order of risk: all are wanted, so money alone sets the limit.
        riskiest = rankdata(risks[number], method="ordinal").astype(np.float64)
        only = _by_fold(riskiest[:, None], costs[[best]], spent, folds, kept)
        by_gain.append(chosen)
        by_risk.append(np.where(only > 0, best + 1, 0))
        chances.append(min(1.0, spent / costs[best] / max(int(kept.sum()), 1)))
    gained = _gained(values, np.stack(by_gain))
    gained_by_risk = _gained(values, np.stack(by_risk))
    gained_at_random = values[:, :, best + 1] * kept * np.array(chances)[:, None]
    return BudgetPolicy(
        budget=budget,
        by_gain=_value(gained, np.stack(by_gain), costs),
        by_risk=_value(gained_by_risk, np.stack(by_risk), costs),
        at_random=PolicyValue(
            arms=np.zeros(len(kept), dtype=np.int64),
            n_treated=float(np.mean(chances) * kept.sum()),
            spent=float(np.mean(chances) * kept.sum() * costs[best]),
            gained=_total(gained_at_random).effect,
        ),
        above_risk=_total(gained - gained_by_risk).effect,
        above_random=_total(gained - gained_at_random).effect,
    )


def arms_within(gains: NDArray[np.float64], costs: NDArray[np.float64], budget: float) -> NDArray[np.int64]:
    """Arm of each row, 0 for none, so that predicted gains are high and costs stay within ``budget``: shape (n,).

    Parameters
    ----------
    gains
        Shape (n, n_arms - 1); an arm without a gain above 0 is not given.
    costs
        Shape (n_arms - 1,).

    Notes
    -----
    A price of money is sought at which the arms that are worth their price cost no more than the budget; what is left
    goes to the rows that pay best for it. At most the gain of one row away from the best plan where arms cost the same.
    """

    def at_price(price: float) -> NDArray[np.int64]:
        worth = gains - price * costs
        best = worth.argmax(axis=1)
        return np.where(worth.max(axis=1) > 0.0, best + 1, 0)

    def cost_of(arms: NDArray[np.int64]) -> float:
        return float(costs[arms[arms > 0] - 1].sum())

    # A little above the dearest price that anybody is worth, where rounding cannot let one through.
    low, high = 0.0, float((gains / costs).max(initial=0.0)) * (1.0 + 1e-9)
    chosen = at_price(low)
    if cost_of(chosen) <= budget:
        return chosen
    for _ in range(_N_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if cost_of(at_price(middle)) <= budget else (middle, high)
    chosen, wanted = at_price(high), at_price(low)
    waiting = np.flatnonzero((chosen == 0) & (wanted > 0))
    paying = gains[waiting, wanted[waiting] - 1] / costs[wanted[waiting] - 1]
    waiting = waiting[np.argsort(-paying, kind="stable")]
    fits = cost_of(chosen) + costs[wanted[waiting] - 1].cumsum() <= budget
    chosen[waiting[fits]] = wanted[waiting[fits]]
    return chosen


def _by_fold(
    gains: NDArray[np.float64],
    costs: NDArray[np.float64],
    budget: float,
    folds: NDArray[np.int64],
    kept: NDArray[np.bool_],
) -> NDArray[np.int64]:
    chosen = np.zeros(len(folds), dtype=np.int64)
    for fold in np.unique(folds):
        rows = np.flatnonzero((folds == fold) & kept)
        chosen[rows] = arms_within(gains[rows], costs, budget * len(rows) / max(int(kept.sum()), 1))
    return chosen


def _gained(values: NDArray[np.float64], arms: NDArray[np.int64]) -> NDArray[np.float64]:
    """Value of the arm that a rule gives each row, shape (n_repetitions, n)."""
    return np.asarray(np.take_along_axis(values, arms[:, :, None], axis=2)[:, :, 0])


def _value(gained: NDArray[np.float64], arms: NDArray[np.int64], costs: NDArray[np.float64]) -> PolicyValue:
    price = np.concatenate([[0.0], costs])
    return PolicyValue(
        arms=arms[0],
        n_treated=float((arms > 0).sum(axis=1).mean()),
        spent=float(price[arms].sum(axis=1).mean()),
        gained=_total(gained).effect,
    )


def _total(gained: NDArray[np.float64]) -> EffectEstimate:
    """Sum over the rows, with the interval of a mean times their number."""
    totals = gained.sum(axis=1)
    influences = gained * gained.shape[1] - totals[:, None]
    return median_estimate(totals, influences, gained.shape[1])
