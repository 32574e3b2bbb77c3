"""Invented years of arrivals: last year's learners differ from this year's in number, mix, months and worth."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import NO_LIMIT, CountRules, Options, Payments, Problem
from recommender.allocation.year.applicants import Applicants
from recommender.allocation.year.arrivals import Arrivals

N_MONTHS = 12
N_STATES = 32
N_CERTIFICATIONS = 200
N_OPTIONS = 12
SHIFT = 0.2
"""Standard deviation of the log of what changes between the years: the number of learners, the shares of states, of
months and of certifications; of the log odds of their worth, and half of it again month by month."""


@dataclass(frozen=True, slots=True)
class ProgrammeYear:
    """What there is to give, as a problem with all of this year's learners, and the arrivals of two years.

    ``drawn_again`` draws other learners by the law of this year, which nobody knows.
    """

    problem: Problem
    last_year: Arrivals
    this_year: Arrivals
    drawn_again: Callable[[np.random.Generator], Arrivals]


@dataclass(frozen=True, slots=True)
class _Season:
    """How one year's learners come: shares of states, months and certifications, and the worth by month."""

    n_learners: int
    state: NDArray[np.float64]
    month: NDArray[np.float64]
    popularity: NDArray[np.float64]
    level_by_month: NDArray[np.float64]


def make_year(n_learners: int, seed: int, shift: float = SHIFT) -> ProgrammeYear:
    """About ``n_learners`` a year, 60 % of whom could be served; equal arguments, equal year."""
    rng = np.random.default_rng([seed, n_learners])
    last = _Season(
        n_learners,
        state=_shares(rng.pareto(1.2, N_STATES) + 0.2),
        month=_shares(rng.uniform(0.4, 1.6, N_MONTHS)),
        popularity=_shares(rng.pareto(1.1, N_CERTIFICATIONS) + 0.15),
        level_by_month=np.linspace(0.0, rng.normal(0, 1.0), N_MONTHS) + rng.normal(0, 0.3, N_MONTHS),
    )
    now = _Season(
        round(n_learners * float(np.exp(rng.normal(0, shift)))),
        _shifted(last.state, shift, rng),
        _shifted(last.month, shift, rng),
        _shifted(last.popularity, shift, rng),
        last.level_by_month + rng.normal(0, shift) + rng.normal(0, shift / 2, N_MONTHS),
    )
    quality = rng.normal(0, 0.5, N_CERTIFICATIONS)
    last_year, this_year = (_arrivals(season, quality, rng) for season in (last, now))
    return ProgrammeYear(
        _problem(this_year.learners, last, rng), last_year, this_year, partial(_arrivals, now, quality)
    )


def _shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(weights / weights.sum())


def _shifted(shares: NDArray[np.float64], shift: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return _shares(shares * np.exp(rng.normal(0, shift, len(shares))))


def _arrivals(season: _Season, quality: NDArray[np.float64], rng: np.random.Generator) -> Arrivals:
    """Learners in the order in which they come."""
    n = season.n_learners
    state = rng.choice(N_STATES, n, p=season.state)
    month = np.sort(rng.choice(N_MONTHS, n, p=season.month))
    drawn = np.searchsorted(np.cumsum(season.popularity)[:-1], rng.random((n, N_OPTIONS)), side="right")
    drawn.sort(axis=1)
    is_first = np.diff(drawn, axis=1, prepend=-1) > 0
    start = np.concatenate([[0], np.cumsum(is_first.sum(axis=1))]).astype(np.int64)
    level = season.level_by_month[month] + rng.normal(0, 0.5, n)
    log_odds = quality[drawn] + level[:, None] + rng.normal(0, 0.8, drawn.shape)
    options = Options(
        start, drawn[is_first].astype(np.int32), (1 / (1 + np.exp(-log_odds)))[is_first].astype(np.float32)
    )
    # Four of ten may use the federal fund alone; classes are state x (federal alone, federal and state).
    pay_class = (2 * state + (rng.random(n) < 0.6)).astype(np.int32)
    return Arrivals(Applicants(options, pay_class, state.astype(np.int32)), month, state)


def _problem(learners: Applicants, last: _Season, rng: np.random.Generator) -> Problem:
    """Limits set by what last year would have needed: seats, one budget a state, one for the country."""
    n = last.n_learners
    price = np.round(rng.lognormal(8.0, 0.5, N_CERTIFICATIONS), -1).astype(np.int64) * 100
    even = rng.dirichlet(np.full(N_CERTIFICATIONS, 2.0))
    seats = np.maximum(1, np.round(0.6 * n * (0.35 * last.popularity + 0.65 * even))).astype(np.int64)
    mean_price = float(last.popularity @ price)
    by_state = 0.25 * n * last.state * mean_price * 0.6 * rng.uniform(0.5, 1.3, N_STATES)
    budgets = np.round(np.append(by_state, 0.42 * n * mean_price * 0.5)).astype(np.int64)
    return Problem(
        options=learners.options,
        price=price,
        seats=seats,
        budgets=budgets,
        payments=_payments(learners.pay_class),
        counts=_vendor_counts(learners.segment, n),
    )


def _payments(pay_class: NDArray[np.int32]) -> Payments:
    """Federal alone pays half; a state adds 35 % to 35 % of the federal fund's."""
    federal = N_STATES
    budget, share = [], []
    for state in range(N_STATES):
        budget += [[federal, -1], [federal, -1], [federal, state]]
        share += [[5_000, 0], [5_000, 0], [3_500, 3_500]]
    first = np.cumsum([0] + [1, 2] * N_STATES).astype(np.int64)
    n_alternatives = len(budget)
    return Payments(
        pay_class=pay_class,
        first_alternative=first,
        budget=np.array(budget, np.int32),
        share=np.array(share, np.int64),
        cap=np.full((n_alternatives, 2), NO_LIMIT),
        pays_part=np.ones((n_alternatives, 2), bool),
        covers=np.ones((n_alternatives, N_CERTIFICATIONS), bool),
        own_limit=np.full(2 * N_STATES, NO_LIMIT),
    )


def _vendor_counts(segment: NDArray[np.int32], n: int) -> CountRules:
    """Ten vendors, each with seats for all of its certifications together."""
    n_vendors = 10
    return CountRules(
        segment=segment,
        kind=np.arange(N_CERTIFICATIONS, dtype=np.int32) % n_vendors,
        of_segment=np.ones((n_vendors, N_STATES), bool),
        of_kind=np.eye(n_vendors, dtype=bool),
        least=np.zeros(n_vendors, np.int64),
        most=np.full(n_vendors, round(0.6 * n / n_vendors), np.int64),
    )
