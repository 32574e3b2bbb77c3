"""What one more peso, seat or voucher would be worth, and what each rule costs the plan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.explaining.changes import Change, OtherGap, WithoutRule
from recommender.allocation.explaining.what_if import with_changes
from recommender.allocation.national.allocate import NationalSolution, allocate
from recommender.allocation.national.plan_prices import starting_multipliers
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import NO_LIMIT, NationalProblem

_CENTAVOS_A_PESO = 100


@dataclass(frozen=True, slots=True)
class RulePrice:
    """What a rule costs.

    Attributes
    ----------
    row
        Of the count rule or parity.
    is_parity
        Whether it is a parity.
    marginal
        Worth of loosening it by one voucher, of a parity by one hundredth of its groups.
    whole
        Value of the plan without the rule less with it. Plans are near the best, so that it may fall below 0 by as
        much as ``uncertainty``.
    uncertainty
        What the plan with the rule may fall short of its bound.
    """

    row: int
    is_parity: bool
    marginal: float
    whole: float
    uncertainty: float


@dataclass(frozen=True, slots=True)
class ShadowPrices:
    """Worth of one more peso of each budget and of one more seat of each certification."""

    peso: NDArray[np.float64]
    seat: NDArray[np.float64]


def shadow_prices(multipliers: Multipliers) -> ShadowPrices:
    """The multipliers for people."""
    return ShadowPrices(multipliers.budget * _CENTAVOS_A_PESO, multipliers.seat)


def rule_prices(
    national: NationalProblem, solution: NationalSolution, multipliers: Multipliers, *, seed: int
) -> tuple[RulePrice, ...]:
    """The price of every rule that binds: each is taken away in turn and the plan found again."""
    counts = national.base.counts
    found = []
    for row in range(counts.n_rules):
        if counts.least[row] > 0 or counts.most[row] < NO_LIMIT:
            marginal = float(multipliers.at_most[row] + multipliers.at_least[row])
            found.append(_priced(national, solution, multipliers, WithoutRule(row), marginal, seed))
    for row in range(len(national.base.parities)):
        marginal = float(multipliers.above[row].sum()) / 100
        found.append(_priced(national, solution, multipliers, OtherGap(row, 1.0), marginal, seed))
    return tuple(found)


def _priced(
    national: NationalProblem,
    solution: NationalSolution,
    multipliers: Multipliers,
    change: WithoutRule | OtherGap,
    marginal: float,
    seed: int,
) -> RulePrice:
    changes: tuple[Change, ...] = (change,)
    after = with_changes(national, changes)
    without = allocate(after, seed=seed, warm=starting_multipliers(after, multipliers))
    is_parity = isinstance(change, OtherGap)
    row = change.parity if isinstance(change, OtherGap) else change.rule
    return RulePrice(row, is_parity, marginal, without.value - solution.value, solution.bound - solution.value)
