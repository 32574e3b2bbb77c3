"""Prices of money and seats at which the learners' own best choices just use up what there is."""

import numpy as np
from numpy.typing import NDArray

from recommender.value import ShadowPrices

_ROUNDS = 60


def shadow_prices(
    gross: NDArray[np.float64],
    subsidy_centavos: NDArray[np.float64],
    allowed: NDArray[np.bool_],
    seats: NDArray[np.float64],
    budget_centavos: float,
) -> ShadowPrices:
    """Find the prices by falling steps on the dual of the plan in which each learner takes at most one voucher.

    Parameters
    ----------
    gross, subsidy_centavos, allowed
        Shape (n, m): worth in centavos, programme money needed, and whether the option exists.
    seats
        Shape (m,): seats of each certification.
    budget_centavos
        The programme's money.

    Notes
    -----
    Projected subgradient ascent with step 1 / round (Shor 1985). Prices are those of the last round averaged with the
    ones before it, which is enough to order lists; an allocation with a proof computes its own.
    """
    money, seat = 0.0, np.zeros(gross.shape[1])
    mean_money, mean_seat = 0.0, np.zeros(gross.shape[1])
    scale = float(np.median(gross[allowed])) if allowed.any() else 0.0
    for number in range(1, _ROUNDS + 1):
        net = np.where(allowed, gross - seat - money * subsidy_centavos, -np.inf)
        best = net.argmax(axis=1)
        takers = np.flatnonzero(net.max(axis=1) > 0)
        spent = subsidy_centavos[takers, best[takers]].sum()
        taken = np.bincount(best[takers], minlength=gross.shape[1])
        step = 1.0 / np.sqrt(number)
        money = max(0.0, money + step * (spent - budget_centavos) / max(budget_centavos, spent, 1.0))
        seat = np.maximum(0.0, seat + 0.3 * scale * step * (taken - seats) / np.maximum(seats, 1.0).clip(taken))
        mean_money += money / _ROUNDS
        mean_seat += seat / _ROUNDS
    return ShadowPrices(mean_money, mean_seat)
