"""Invented allocation problems of any size: skewed demand, 60 regional budgets and one national ceiling.

The draws and their order are fixed, so that figures of different solvers on the same size and seed compare.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import NO_LIMIT, WHOLE, CountRules, Options, Payments, Problem

N_CERTIFICATIONS = 2_000
N_REGIONS = 60
N_OPTIONS = 20

SHARES = (5_000, 7_500, 10_000)
"""Parts of the price that the region pays, in basis points; a learner is of one of them."""

_CENTAVOS = 100_000
"""The draws are in thousand pesos."""


@dataclass(frozen=True, slots=True)
class _Draws:
    """What the random numbers say, in thousand pesos."""

    certification: NDArray[np.int16]
    value: NDArray[np.float32]
    region: NDArray[np.int64]
    price: NDArray[np.float64]
    share: NDArray[np.int64]
    seats: NDArray[np.int64]
    budget: NDArray[np.float64]
    ceiling: float


def instance(n_learners: int, seed: int) -> Problem:
    """Every learner with 20 options; about six learners in ten can be given something."""
    draws = _draws(n_learners, seed)
    start = np.arange(0, n_learners * N_OPTIONS + 1, N_OPTIONS, dtype=np.int64)
    certification, value = draws.certification.ravel(), draws.value.ravel()
    is_real = value > 0  # The few repeated options are worth nothing: nobody is offered them.
    if not is_real.all():
        start = np.concatenate([[0], np.cumsum(is_real)])[start]
        certification, value = certification[is_real], value[is_real]
    return Problem(
        Options(start, certification.astype(np.int32), value),
        price=np.rint(draws.price * _CENTAVOS).astype(np.int64),
        seats=draws.seats,
        budgets=np.floor(np.append(draws.budget, draws.ceiling) * _CENTAVOS).astype(np.int64),
        payments=_payments(draws),
        counts=no_rules(n_learners, N_CERTIFICATIONS),
    )


def no_rules(n_learners: int, n_certifications: int) -> CountRules:
    """Nothing is counted: one segment and one kind."""
    nothing = np.zeros((0, 1), np.bool_)
    none = np.zeros(0, np.int64)
    return CountRules(
        np.zeros(n_learners, np.int32), np.zeros(n_certifications, np.int32), nothing, nothing, none, none
    )


def _payments(draws: _Draws) -> Payments:
    """One class for each region and share; its one alternative charges the region and counts towards the ceiling."""
    region = np.repeat(np.arange(N_REGIONS, dtype=np.int32), len(SHARES))
    n_classes = len(region)
    share = np.tile(np.array(SHARES, np.int64), N_REGIONS)
    return Payments(
        pay_class=(draws.region * len(SHARES) + draws.share).astype(np.int32),
        first_alternative=np.arange(n_classes + 1, dtype=np.int64),
        budget=np.stack([region, np.full(n_classes, N_REGIONS, np.int32)], axis=1),
        share=np.stack([share, share], axis=1),
        cap=np.full((n_classes, 2), NO_LIMIT, np.int64),
        pays_part=np.tile(np.array([True, False]), (n_classes, 1)),
        covers=np.ones((n_classes, N_CERTIFICATIONS), np.bool_),
        own_limit=np.full(n_classes, NO_LIMIT, np.int64),
    )


def _draws(n: int, seed: int) -> _Draws:
    rng = np.random.default_rng(seed)
    popularity = rng.pareto(1.1, N_CERTIFICATIONS) + 0.15
    popularity /= popularity.sum()
    certification, is_repeated = _wishes(rng, n, popularity)
    region = np.minimum((rng.pareto(1.0, n) * 4).astype(np.int64), N_REGIONS - 1)
    quality = rng.normal(0, 0.5, N_CERTIFICATIONS).astype(np.float32)
    need = rng.normal(0, 0.5, n).astype(np.float32)
    liking = quality[certification] + need[:, None] + rng.normal(0, 0.8, certification.shape).astype(np.float32)
    value = (1 / (1 + np.exp(-liking))).astype(np.float32)
    value[is_repeated] = 0
    price = np.round(rng.lognormal(8.0, 0.5, N_CERTIFICATIONS), -1).astype(np.float32) / 1000
    shares = np.array(SHARES, np.float32) / WHOLE
    share = rng.choice(len(shares), n, p=[0.3, 0.3, 0.4])
    even = rng.dirichlet(np.full(N_CERTIFICATIONS, 2.0))
    seats = np.maximum(1, np.round(0.6 * n * (0.35 * popularity + 0.65 * even))).astype(np.int64)
    paid = shares[share]
    mean_charge = float((price[certification[:2000]] * paid[:2000, None]).mean())
    learners = np.bincount(region, minlength=N_REGIONS)
    budget = 0.52 * learners * mean_charge * rng.uniform(0.5, 1.3, N_REGIONS) * 0.8 + mean_charge * 2
    ceiling = 0.93 * min(budget.sum(), 0.6 * n * mean_charge) * 0.97
    return _Draws(certification, value, region, price.astype(np.float64), share, seats, budget, float(ceiling))


def _wishes(
    rng: np.random.Generator, n: int, popularity: NDArray[np.float64]
) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """Certifications each learner may get, drawn by popularity, and which of them are still repeated."""
    drawn = np.searchsorted(np.cumsum(popularity), rng.random((n, N_OPTIONS + 12)))
    # Small numbers keep a million learners' draws below the memory that is measured.
    wishes = drawn.clip(0, N_CERTIFICATIONS - 1).astype(np.int16)
    del drawn
    wishes.sort(axis=1)
    is_repeated = _repeats(wishes)
    order = np.argsort(is_repeated, axis=1, kind="stable")[:, :N_OPTIONS]
    is_repeated = np.take_along_axis(is_repeated, order, axis=1)
    wishes = np.take_along_axis(wishes, order, axis=1)
    wishes[is_repeated] = rng.integers(0, N_CERTIFICATIONS, is_repeated.sum())
    wishes.sort(axis=1)
    return wishes, _repeats(wishes)


def _repeats(rows: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Whether an entry equals the one before it in its sorted row."""
    repeated = np.zeros(rows.shape, np.bool_)
    repeated[:, 1:] = rows[:, 1:] == rows[:, :-1]
    return repeated
