"""Tests of the prices of money and seats."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from recommender.shadow_prices import Market, shadow_prices
from recommender.value import ShadowPrices

Matrix = NDArray[np.float64]


def market_of(
    gross: list[list[float]],
    subsidy: float = 0.0,
    seats: list[float] | None = None,
    seller: list[int] | None = None,
    use: float = 1.0,
    n_vouchers: int = 9,
    budget: float = 0.0,
) -> Market:
    """One row a learner; every option is allowed and costs the same, and there are seats enough unless told."""
    worth = np.array(gross)
    return Market(
        gross=worth,
        use=np.full(worth.shape, use),
        subsidy_centavos=np.full(worth.shape, subsidy),
        allowed=np.ones(worth.shape, bool),
        seller=np.arange(worth.shape[1]) if seller is None else np.array(seller),
        seats=np.full(worth.shape[1], 9.0) if seats is None else np.array(seats),
        n_vouchers=n_vouchers,
        budget_centavos=budget,
    )


def choices(market: Market, prices: ShadowPrices) -> list[tuple[int, int]]:
    """(learner, certification) of the vouchers wanted at the prices, best first, one learner after another."""
    net = market.gross - market.use * (prices.money * market.subsidy_centavos + prices.seats)
    n, m = net.shape
    wanted = []
    for learner in range(n):
        options = [(net[learner, c], -c) for c in range(m) if market.allowed[learner, c]]
        if options and max(options)[0] > 0:
            worth, minus_column = max(options)
            wanted.append((-worth, learner, -minus_column))
    return [(learner, column) for _, learner, column in sorted(wanted)[: market.n_vouchers]]


def spent(market: Market, prices: ShadowPrices) -> float:
    return float(sum(market.use[one] * market.subsidy_centavos[one] for one in choices(market, prices)))


@st.composite
def markets(draw: st.DrawFn) -> Market:
    shape = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    n_sellers = draw(st.integers(1, 3))
    whole = st.integers(0, 1000).map(float)
    return Market(
        gross=draw(hnp.arrays(np.float64, shape, elements=whole)),
        use=draw(hnp.arrays(np.float64, shape, elements=st.sampled_from([0.25, 0.5, 1.0]))),
        subsidy_centavos=draw(hnp.arrays(np.float64, shape, elements=whole)),
        allowed=draw(hnp.arrays(bool, shape)),
        seller=draw(hnp.arrays(np.int64, shape[1], elements=st.integers(0, n_sellers - 1))),
        seats=draw(hnp.arrays(np.float64, n_sellers, elements=st.integers(0, 6).map(float))),
        n_vouchers=draw(st.integers(0, 6)),
        budget_centavos=float(draw(st.integers(0, 2000))),
    )


class TestMoney:
    @settings(max_examples=40)
    @given(markets())
    def test_spending_at_the_prices_stays_within_the_budget(self, market: Market) -> None:
        prices = shadow_prices(market)
        assert prices.money >= 0
        assert (prices.seats >= 0).all()
        assert spent(market, prices) <= market.budget_centavos

    @settings(max_examples=40)
    @given(markets())
    def test_money_is_free_where_there_is_plenty(self, market: Market) -> None:
        plenty = replace(market, budget_centavos=float(market.subsidy_centavos.sum()))
        assert shadow_prices(plenty).money == 0.0

    def test_costs_what_the_first_voucher_left_out_would_bring(self) -> None:
        # Three learners would bring 30, 20, 10 for 10 of subsidy each; there is money for two.
        prices = shadow_prices(market_of([[30], [20], [10]], subsidy=10, budget=20))
        assert prices.money == pytest.approx(1.0, abs=1e-6)
        assert prices.seats.tolist() == [0.0]

    def test_counts_a_voucher_by_its_chance_of_use(self) -> None:
        # Used half of the time, three vouchers cost 15, so that money for two used ones is enough.
        assert shadow_prices(market_of([[30], [20], [10]], subsidy=10, use=0.5, budget=15)).money == 0.0
        # With 10 there is money for two; the third brings 10 for an expected 5.
        found = shadow_prices(market_of([[30], [20], [10]], subsidy=10, use=0.5, budget=10))
        assert found.money == pytest.approx(2.0, abs=1e-6)

    def test_is_free_where_vouchers_are_what_is_short(self) -> None:
        market = market_of([[30], [20], [10]], subsidy=10, n_vouchers=2, budget=20)
        assert shadow_prices(market).money == 0.0

    def test_is_free_where_nothing_is_allowed(self) -> None:
        market = market_of([[5, 5]], subsidy=5, seats=[0, 0])
        prices = shadow_prices(replace(market, allowed=np.zeros((1, 2), bool)))
        assert (prices.money, prices.seats.tolist()) == (0.0, [0.0, 0.0])


class TestSeats:
    def test_a_seat_costs_what_the_first_learner_left_out_would_bring(self) -> None:
        prices = shadow_prices(market_of([[30], [20], [10]], seats=[1]))
        np.testing.assert_allclose(prices.seats, [20], atol=1e-4)
        assert choices(market_of([[30], [20], [10]]), prices) == [(0, 0)]

    def test_options_of_one_seller_take_the_same_seats(self) -> None:
        # The one seat is worth 30 to the first learner, 20 to the second, whichever option each takes.
        market = market_of([[30, 1], [1, 20]], seats=[1], seller=[0, 0])
        prices = shadow_prices(market)
        np.testing.assert_allclose(prices.seats, [20, 20], atol=1e-4)
        assert choices(market, prices) == [(0, 0)]

    def test_options_of_two_sellers_do_not(self) -> None:
        assert shadow_prices(market_of([[30, 1], [1, 20]], seats=[1, 1])).seats.tolist() == [0.0, 0.0]

    def test_without_any_seat_nobody_takes_one(self) -> None:
        market = market_of([[30], [20]], seats=[0])
        np.testing.assert_allclose(shadow_prices(market).seats, [30], atol=1e-4)
        assert choices(market, shadow_prices(market)) == []

    def test_is_free_where_there_are_enough(self) -> None:
        assert shadow_prices(market_of([[30, 1], [20, 1]], seats=[2, 0])).seats.tolist() == [0.0, 0.0]

    def test_who_is_left_out_turns_to_the_next_certification(self) -> None:
        market = market_of([[30, 5], [20, 5]], seats=[1, 1])
        prices = shadow_prices(market)
        # The second learner prefers the free seat (5) from a price of 15 on.
        np.testing.assert_allclose(prices.seats, [15, 0], atol=1e-4)
        assert sorted(choices(market, prices)) == [(0, 0), (1, 1)]

    def test_money_for_one_voucher_leaves_the_best_learner(self) -> None:
        market = market_of([[30, 12], [20, 12]], subsidy=10, seats=[1, 1], budget=10)
        assert choices(market, shadow_prices(market)) == [(0, 0)]
