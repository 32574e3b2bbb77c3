"""Random allocation problems with every feature on, from a handful of learners to tens of thousands."""

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


@dataclass(frozen=True, slots=True)
class CaseSize:
    """How large a random problem is; ``options`` is the most a learner has."""

    learners: int = 5
    certifications: int = 4
    options: int = 3
    states: int = 2
    vendors: int = 2

    @property
    def is_tiny(self) -> bool:
        """So small that every plan can be looked at, and that a share of the learners is a handful at most."""
        return self.learners < 100


def national_case(seed: int, size: CaseSize = CaseSize(), *, has_lower_bounds: bool = True) -> NationalProblem:
    """A random problem with tiers and minimum groups; lower bounds may be such that no plan meets them."""
    rng = np.random.default_rng([seed, size.learners])
    base = _problem(rng, size, has_lower_bounds)
    vendor = rng.integers(size.vendors, size=size.certifications).astype(np.int32)
    per_vendor = max(1, size.learners // (2 * size.vendors))
    tiers = tuple(_tiers(rng, per_vendor) for _ in range(size.vendors))
    minimum_group = rng.choice([0, 0, 2, 3] if size.is_tiny else [0, 2, 4, 6], size.certifications)
    return NationalProblem(base, Agreements(vendor, tiers, minimum_group))


def case(seed: int, size: CaseSize = CaseSize(), *, has_lower_bounds: bool = True) -> Problem:
    """A random problem without tiers or minimum groups."""
    return _problem(np.random.default_rng([seed, size.learners]), size, has_lower_bounds)


def _tiers(rng: np.random.Generator, per_vendor: int) -> tuple[Tier, ...]:
    n_tiers = int(rng.integers(1, 4))
    least = np.sort(rng.choice(np.arange(1, 2 * per_vendor + 2), n_tiers - 1, replace=False))
    share = np.sort(rng.choice(np.arange(5_000, 9_900, 100), n_tiers - 1, replace=False))[::-1]
    later = tuple(Tier(int(one), int(part)) for one, part in zip(least, share, strict=True))
    return (Tier(0, WHOLE), *later)


def _problem(rng: np.random.Generator, size: CaseSize, has_lower_bounds: bool) -> Problem:
    n_learners, n_certifications = size.learners, size.certifications
    options = _options(rng, size)
    price = rng.integers(50_000, 700_000, n_certifications)
    state = rng.integers(size.states, size=n_learners)
    payments = _payments(rng, size, state)
    demand = np.bincount(options.certification, minlength=n_certifications)
    seats = np.maximum(1, rng.binomial(np.maximum(demand, 1), 0.6))
    budgets = _budgets(rng, size, state, price)
    counts, parities = _rules(rng, size, state, has_lower_bounds)
    return Problem(options, price, seats, budgets, payments, counts, parities)


def _options(rng: np.random.Generator, size: CaseSize) -> Options:
    n_options = rng.integers(0 if size.is_tiny else 1, size.options + 1, size.learners)
    popularity = rng.dirichlet(np.full(size.certifications, 2.0))
    chosen = [
        np.sort(rng.choice(size.certifications, min(n, size.certifications), replace=False, p=popularity))
        for n in n_options
    ]
    certification = np.concatenate(chosen).astype(np.int32)
    start = np.concatenate([[0], np.cumsum([len(one) for one in chosen])])
    value = (0.05 + rng.random(len(certification))).astype(np.float32)
    return Options(start, certification, value)


def _payments(rng: np.random.Generator, size: CaseSize, state: NDArray[np.int64]) -> Payments:
    """Classes are states, with a sponsored half: federal alone, with the state, or with the company as well.

    Budgets are the states', then the federal one, the company's and the national ceiling.
    """
    federal, company, ceiling = size.states, size.states + 1, size.states + 2
    sponsored = rng.random(size.learners) < 0.4
    rows: list[tuple[list[int], list[int], list[int]]] = []
    first = [0]
    for is_sponsored in (False, True):
        for own_state in range(size.states):
            rows.append(([federal, -1, ceiling], [5_000, 0, WHOLE], [200_000, NO_LIMIT, NO_LIMIT]))
            rows.append(([federal, own_state, ceiling], [3_500, 3_500, WHOLE], [NO_LIMIT, 150_000, NO_LIMIT]))
            if is_sponsored:
                rows.append(([company, own_state, ceiling], [6_000, 2_500, WHOLE], [NO_LIMIT] * 3))
            first.append(len(rows))
    budget, share, cap = (np.array(part) for part in zip(*rows, strict=True))
    covers = rng.random((len(rows), size.certifications)) < 0.9
    own_limit = rng.choice(np.array([100_000, 250_000, NO_LIMIT]), len(first) - 1)
    pay_class = (state + size.states * sponsored).astype(np.int32)
    pays_part = np.tile(np.array([True, True, False]), (len(rows), 1))
    return Payments(
        pay_class, np.array(first), budget.astype(np.int32), share, cap, pays_part, covers, own_limit.astype(np.int64)
    )


def _budgets(
    rng: np.random.Generator, size: CaseSize, state: NDArray[np.int64], price: NDArray[np.int64]
) -> NDArray[np.int64]:
    people = np.append(np.bincount(state, minlength=size.states), [size.learners] * 3)
    share = np.append(np.full(size.states, 0.25), [0.3, 0.12, 0.55])
    spread = rng.uniform(0.5, 1.4, len(people))
    return np.asarray(people * share * spread * price.mean(), np.int64) + price.max() // 2


def _rules(
    rng: np.random.Generator, size: CaseSize, state: NDArray[np.int64], has_lower_bounds: bool
) -> tuple[CountRules, tuple[Parity, ...]]:
    """Segments are state x gender x teacher, kinds two; a floor a state, a teachers' floor, a ceiling on kind 1."""
    gender, teacher = rng.integers(2, size=size.learners), rng.random(size.learners) < 0.2
    segment = (state * 4 + gender * 2 + teacher).astype(np.int32)
    n_segments = 4 * size.states
    every = np.arange(n_segments)
    kind = rng.integers(2, size=size.certifications).astype(np.int32)
    of_states = every[None, :] // 4 == np.arange(size.states)[:, None]
    of_segment = np.concatenate([of_states, (every % 2 == 1)[None], np.ones((1, n_segments), bool)])
    of_kind = np.ones((len(of_segment), 2), bool)
    of_kind[-1, 0] = False
    state_people = np.bincount(state, minlength=size.states)
    least = np.append(state_people * rng.choice([0.0, 0.2, 0.4], size.states), [0.3 * teacher.sum(), 0]).astype(
        np.int64
    )
    most = np.full(len(of_segment), NO_LIMIT)
    most[-1] = max(1, int(0.3 * size.learners))
    sizes = np.bincount(gender, minlength=2)
    gap = float(rng.choice([0.1, 0.34, 0.5, 0.7] if size.is_tiny else [0.02, 0.05, 0.1]))
    parity = Parity((every // 2 % 2).astype(np.int32), sizes, gap)
    parities = (parity,) if (sizes > 0).all() else ()
    return CountRules(segment, kind, of_segment, of_kind, least * has_lower_bounds, most), parities
