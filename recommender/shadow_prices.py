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
    seller
        Shape (m,): whose seats an option takes, a number from 0. Vendors sell seats for all of their certifications.
    seats
        Shape (n_sellers,): seats of each seller.
    n_vouchers
        Vouchers that can be given at all, at most one a learner; those worth most at the prices get them.
    budget_centavos
        The programme's money.
    """

    gross: NDArray[np.float64]
    use: NDArray[np.float64]
    subsidy_centavos: NDArray[np.float64]
    allowed: NDArray[np.bool_]
    seller: NDArray[np.int64]
    seats: NDArray[np.float64]
    n_vouchers: int
    budget_centavos: float

    def __post_init__(self) -> None:
        if self.budget_centavos < 0 or self.n_vouchers < 0 or (self.seats < 0).any():
            raise ValueError("budget, vouchers and seats must not be negative")


def shadow_prices(market: Market) -> ShadowPrices:
    """Find the least prices that keep to the budget and, one seller after the other, to its seats.

    Notes
    -----
    What is spent on a good falls as its own price rises, so each least clearing price is found by bisection with the
    others held; the goods are swept over a few times. Good enough to order lists; an allocation with a proof computes
    its own prices.
    """
    money, seat = 0.0, np.zeros(len(market.seats))
    for _ in range(_SWEEPS):
        money = _money_price(market, money, seat)
        taken = _use(market, money, seat)[1]
        for seller in np.flatnonzero((taken > market.seats) | (seat > 0)):
            seat[seller] = _seat_price(market, money, seat, int(seller))
    return ShadowPrices(_money_price(market, money, seat), seat[market.seller])


def _money_price(market: Market, guess: float, seat: NDArray[np.float64]) -> float:
    """Least price of money that keeps to the budget at these seat prices."""
    return _clearing_price(lambda price: _use(market, price, seat)[0], market.budget_centavos, guess)


def _seat_price(market: Market, money: float, seat: NDArray[np.float64], seller: int) -> float:
    """Least price of one seller's seats that keeps to their number, the other prices held."""
    # Only these options change with the price: what each learner would take otherwise is looked up once.
    own = market.seller == seller
    others = _net(market, money, seat)
    others[:, own] = -np.inf
    second, best = others.argmax(axis=1), others.max(axis=1)
    columns, allowed, use = np.flatnonzero(own), market.allowed[:, own], market.use[:, own]
    unpriced = market.gross[:, own] - use * money * market.subsidy_centavos[:, own]

    def taken(price: float) -> float:
        net = np.where(allowed, unpriced - use * price, -np.inf)
        chosen, worth = net.argmax(axis=1), net.max(axis=1)
        # On a tie the earlier option is taken, as everywhere.
        is_own = (worth > best) | ((worth == best) & (columns[chosen] < second))
        takers = _takers(np.maximum(worth, best), market.n_vouchers)
        takers = takers[is_own[takers]]
        return float(use[takers, chosen[takers]].sum())

    return _clearing_price(taken, float(market.seats[seller]), float(seat[seller]))


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
    """Expected centavos spent and seats taken, shape (n_sellers,), when all take the best at the prices."""
    net = _net(market, money, seat)
    chosen = net.argmax(axis=1)
    takers = _takers(net.max(axis=1), market.n_vouchers)
    used = market.use[takers, chosen[takers]]
    spent = float((used * market.subsidy_centavos[takers, chosen[takers]]).sum())
    return spent, np.bincount(market.seller[chosen[takers]], weights=used, minlength=len(seat)).astype(np.float64)


def _net(market: Market, money: float, seat: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each option is worth at the prices, shape (n, m); minus infinity where there is none."""
    net = market.gross - market.use * (money * market.subsidy_centavos + seat[market.seller])
    return np.where(market.allowed, net, -np.inf)


def _takers(worth: NDArray[np.float64], n_vouchers: int) -> NDArray[np.int64]:
    """Who takes a voucher: those with something to gain, the best off first where there are too many."""
    takers = np.flatnonzero(worth > 0)
    if len(takers) > n_vouchers:
        takers = takers[np.argsort(-worth[takers], kind="stable")[:n_vouchers]]
    return takers
