"""Prices of money and seats at which the learners' own best choices just use up what there is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.value import ShadowPrices

_SWEEPS = 3
_BISECTIONS = 25


@dataclass(frozen=True, slots=True)
class Market:
    """What is wanted and what there is.

    Attributes
    ----------
    gross
        Shape (n, m): worth in centavos, before anything is paid.
    use
        Shape (n, m), in [0, 1]: chance that the voucher is used at all; only then it takes a seat and money.
    subsidy_centavos
        Shape (n, m): programme money of a used voucher.
    allowed
        Shape (n, m): whether the option exists.
    seats
        Shape (m,): seats of each certification.
    n_vouchers
        Vouchers that can be given at all, at most one a learner; those worth most at the prices get them.
    budget_centavos
        The programme's money.
    """

    gross: NDArray[np.float64]
    use: NDArray[np.float64]
    subsidy_centavos: NDArray[np.float64]
    allowed: NDArray[np.bool_]
    seats: NDArray[np.float64]
    n_vouchers: int
    budget_centavos: float

    def __post_init__(self) -> None:
        if self.budget_centavos < 0 or self.n_vouchers < 0 or (self.seats < 0).any():
            raise ValueError("budget, vouchers and seats must not be negative")


def shadow_prices(market: Market) -> ShadowPrices:
    """Find the least prices that keep to the budget and, one certification after the other, to its seats.

    Notes
    -----
    What is spent on a good falls as its own price rises, so each least clearing price is found by bisection with the
    others held; the goods are swept over a few times. Good enough to order lists; an allocation with a proof computes
    its own prices.
    """
    money, seat = 0.0, np.zeros(market.gross.shape[1])
    for _ in range(_SWEEPS):
        money = _money_price(market, money, seat)
        taken = _use(market, money, seat)[1]
        for column in np.flatnonzero((taken > market.seats) | (seat > 0)):
            seat[column] = _seat_price(market, money, seat, int(column))
    return ShadowPrices(_money_price(market, money, seat), seat)


def _money_price(market: Market, guess: float, seat: NDArray[np.float64]) -> float:
    """Least price of money that keeps to the budget at these seat prices."""
    return _clearing_price(lambda price: _use(market, price, seat)[0], market.budget_centavos, guess)


def _seat_price(market: Market, money: float, seat: NDArray[np.float64], column: int) -> float:
    """Least price of one certification's seats that keeps to their number, the other prices held."""

    def taken(price: float) -> float:
        changed = seat.copy()
        changed[column] = price
        return float(_use(market, money, changed)[1][column])

    return _clearing_price(taken, float(market.seats[column]), float(seat[column]))


def _clearing_price(used: Callable[[float], float], limit: float, guess: float) -> float:
    """Least price at which ``used`` keeps to ``limit``; 0 where the good is no limit."""
    if used(0.0) <= limit:
        return 0.0
    low, high = 0.0, max(2 * guess, 1.0)
    while used(high) > limit:
        low, high = high, 2 * high
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if used(middle) <= limit else (middle, high)
    return high


def _use(market: Market, money: float, seat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Expected centavos spent and seats taken, shape (m,), when everybody takes what is best for them at the prices."""
    net = market.gross - market.use * (money * market.subsidy_centavos + seat)
    net = np.where(market.allowed, net, -np.inf)
    chosen, worth = net.argmax(axis=1), net.max(axis=1)
    takers = np.flatnonzero(worth > 0)
    if len(takers) > market.n_vouchers:
        takers = takers[np.argsort(-worth[takers], kind="stable")[: market.n_vouchers]]
    used = market.use[takers, chosen[takers]]
    spent = float((used * market.subsidy_centavos[takers, chosen[takers]]).sum())
    return spent, np.bincount(chosen[takers], weights=used, minlength=len(seat)).astype(np.float64)
