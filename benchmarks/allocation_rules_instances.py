"""National allocations with every rule on, made from a seed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import (
    NO_LIMIT,
    WHOLE,
    Agreements,
    CountRules,
    NationalProblem,
    Options,
    Parity,
    Payments,
    Problem,
    Tier,
)
from recommender.allocation.running.floors import above_floor, cheapest_price, is_attainable, kept_options

_VOUCHERS_A_LEARNER = 0.4
"""Vouchers that the money is about enough for."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the programme is; ``options`` is what every learner has."""

    learners: int
    certifications: int
    options: int
    states: int
    institutions: int
    vendors: int
    tiered_vendors: int
    minimum_group: int = 5
    floor: float = 0.8
    """Share of their best attainable option that a voucher is worth at least."""


NATIONAL = Size(60_000, 250, 20, 32, 200, 26, 8)
PROVABLE = Size(300, 8, 3, 2, 4, 3, 3, 4)
"""So small that HiGHS proves the best choice of tiers within seconds."""


@dataclass(frozen=True, slots=True)
class _People:
    institution: NDArray[np.int64]
    state: NDArray[np.int64]
    is_woman: NDArray[np.bool_]
    teaches: NDArray[np.bool_]
    sponsored: NDArray[np.bool_]
    state_of_institution: NDArray[np.int64]


def make(size: Size, seed: int) -> NationalProblem:
    """Popular and rare certifications, states of unequal size and money, values that differ between groups."""
    rng = np.random.default_rng([seed, size.learners])
    people = _people(rng, size)
    popularity = rng.pareto(1.3, size.certifications) + 0.1
    popularity /= popularity.sum()
    options = _options(rng, size, people, popularity)
    price = np.round(rng.lognormal(8.0, 0.5, size.certifications), -1).astype(np.int64) * 100
    seat_share = 0.35 * popularity + 0.65 * rng.dirichlet(np.full(size.certifications, 2.0))
    seats = np.maximum(3, np.round(0.7 * size.learners * seat_share)).astype(np.int64)
    payments = _payments(size, people)
    mean_price = float(price @ np.minimum(popularity, seat_share) / np.minimum(popularity, seat_share).sum())
    budgets = _budgets(rng, size, people, mean_price)
    agreements = _agreements(rng, size, seats, popularity)
    attainable = is_attainable(options, payments, cheapest_price(price, agreements), seats, agreements)
    base = Problem(
        kept_options(options, above_floor(options, attainable, size.floor)),
        price,
        seats,
        budgets,
        payments,
        _rules(size, people),
        _parities(size, people),
    )
    return NationalProblem(base, agreements)


def _people(rng: np.random.Generator, size: Size) -> _People:
    institutions = rng.pareto(1.5, size.institutions) + 0.4
    state_of_institution = np.minimum((rng.pareto(1.0, size.institutions) * 4).astype(np.int64), size.states - 1)
    state_of_institution[: size.states] = np.arange(size.states)
    institution = rng.choice(size.institutions, size.learners, p=institutions / institutions.sum())
    return _People(
        institution,
        state_of_institution[institution],
        rng.random(size.learners) < 0.35,
        rng.random(size.learners) < 0.06,
        rng.random(size.learners) < 0.2,
        state_of_institution,
    )


def _options(rng: np.random.Generator, size: Size, people: _People, popularity: NDArray[np.float64]) -> Options:
    """The certifications with the highest of random keys, weighed by popularity, at values as of a chance of use."""
    keys = rng.exponential(size=(size.learners, size.certifications)) / popularity
    certification = np.sort(np.argpartition(keys, size.options - 1, axis=1)[:, : size.options], axis=1)
    quality = rng.normal(0, 0.5, size.certifications)
    of_learner = rng.normal(0, 0.5, size.learners) - 0.3 * people.is_woman - 1.0 * people.teaches
    of_institution = rng.normal(0, 0.9, size.institutions)[people.institution]
    score = quality[certification] + (of_learner + of_institution)[:, None]
    score += rng.normal(0, 0.8, certification.shape)
    start = np.arange(size.learners + 1, dtype=np.int64) * size.options
    value = (1 / (1 + np.exp(-score))).astype(np.float32)
    return Options(start, certification.ravel().astype(np.int32), value.ravel())


def _payments(size: Size, people: _People) -> Payments:
    """A state's people, sponsored or not: federal alone, federal and state, or with the company.

    Budgets are the states', the federal one, the company's and the national ceiling on public money.
    """
    federal, company, ceiling = size.states, size.states + 1, size.states + 2
    rows: list[tuple[list[int], list[int], list[int]]] = []
    first = [0]
    for is_sponsored in (False, True):
        for state in range(size.states):
            rows.append(([federal, -1, ceiling], [3_500, 0, 3_500], [NO_LIMIT, 0, NO_LIMIT]))
            rows.append(([federal, state, ceiling], [3_500, 3_500, 7_000], [NO_LIMIT, 250_000, NO_LIMIT]))
            if is_sponsored:
                rows.append(([company, state, ceiling], [5_000, 2_000, 2_000], [400_000, 250_000, NO_LIMIT]))
            first.append(len(rows))
    budget, share, cap = (np.array(part) for part in zip(*rows, strict=True))
    return Payments(
        (people.state + size.states * people.sponsored).astype(np.int32),
        np.array(first),
        budget.astype(np.int32),
        share,
        cap,
        np.tile(np.array([True, True, False]), (len(rows), 1)),
        np.ones((len(rows), size.certifications), bool),
        np.full(2 * size.states, 250_000),
    )


def _budgets(rng: np.random.Generator, size: Size, people: _People, mean_price: float) -> NDArray[np.int64]:
    in_state = np.bincount(people.state, minlength=size.states)
    per_head = 0.3 * _VOUCHERS_A_LEARNER * mean_price
    states = in_state * per_head * rng.uniform(0.5, 1.3, size.states) + 2 * mean_price
    federal = size.learners * per_head
    company = people.sponsored.sum() * per_head
    return np.append(states, [federal, company, 0.9 * (states.sum() + federal)]).astype(np.int64)


def _rules(size: Size, people: _People) -> CountRules:
    """2 of every 10 of each institution, and of the teachers; segments are institution, gender and teaching."""
    segment = (people.institution * 4 + people.is_woman * 2 + people.teaches).astype(np.int32)
    every = np.arange(4 * size.institutions)
    of_institutions = every[None, :] // 4 == np.arange(size.institutions)[:, None]
    of_segment = np.concatenate([of_institutions, (every % 2 == 1)[None]])
    applied = np.append(np.bincount(people.institution, minlength=size.institutions), people.teaches.sum())
    return CountRules(
        segment,
        np.zeros(size.certifications, np.int32),
        of_segment,
        np.ones((len(of_segment), 1), bool),
        applied * 2 // 10,
        np.full(len(of_segment), NO_LIMIT),
    )


def _parities(size: Size, people: _People) -> tuple[Parity, ...]:
    """Women and men within 5 points, the states within 25."""
    every = np.arange(4 * size.institutions)
    by_gender = np.bincount(people.is_woman, minlength=2)
    by_state = np.bincount(people.state, minlength=size.states)
    present = np.flatnonzero(by_state)
    place = np.full(size.states, -1)
    place[present] = np.arange(len(present))
    return (
        Parity((every // 2 % 2).astype(np.int32), by_gender, 0.05),
        Parity(place[people.state_of_institution[every // 4]].astype(np.int32), by_state[present], 0.25),
    )


def _agreements(
    rng: np.random.Generator, size: Size, seats: NDArray[np.int64], popularity: NDArray[np.float64]
) -> Agreements:
    """Tiers from about as many vouchers as the vendor's seats and popularity would give anyway, some of them above."""
    vendor = np.append(np.arange(size.vendors), rng.integers(size.vendors, size=size.certifications - size.vendors))
    expected = np.minimum(seats, _VOUCHERS_A_LEARNER * size.learners * popularity)
    volume = np.bincount(vendor, weights=expected, minlength=size.vendors)
    tiers = []
    for one in range(size.vendors):
        second, third = np.sort(rng.uniform(1.0, 2.4, 2))
        steps = (
            Tier(0, WHOLE),
            Tier(max(2, int(second * volume[one])), 9_000),
            Tier(int(third * volume[one]) + 3, 8_000),
        )
        tiers.append(steps if one < size.tiered_vendors else steps[:1])
    return Agreements(vendor.astype(np.int32), tuple(tiers), np.full(size.certifications, size.minimum_group))
