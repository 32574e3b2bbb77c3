"""Invented counts by quarter, state and skill, under laws that real demand may follow."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

N_STATES: Final = 32
N_SKILLS: Final = 40

Means = NDArray[np.float64]


def invented_counts(law: str, n_quarters: int, seed: int) -> NDArray[np.int64]:
    """Counts of shape (n_quarters, 32, 40); about half of the cells expect fewer than one a quarter.

    Raises
    ------
    KeyError
        If there is no such law.
    """
    rng = np.random.default_rng(seed)
    states = np.exp(rng.normal(0.0, 1.0, (N_STATES, 1)))
    skills = np.exp(rng.normal(0.0, 1.2, (1, N_SKILLS)))
    own = np.exp(rng.normal(0.0, 0.4, (N_STATES, N_SKILLS)))
    base = np.broadcast_to(1.0 * states * skills * own, (n_quarters, N_STATES, N_SKILLS))
    return LAWS[law](base, rng)


def _constant(base: Means, rng: np.random.Generator) -> NDArray[np.int64]:
    """Nothing changes."""
    return rng.poisson(base)


def _growth(base: Means, rng: np.random.Generator) -> NDArray[np.int64]:
    """The country grows by about 3 % a quarter, each skill by its own rate besides, from -8 to 8 %."""
    rates = rng.normal(0.03, 0.02) + rng.uniform(-0.08, 0.08, base.shape[2])
    return rng.poisson(base * np.exp(rates * _quarters(base)))


def _seasonal(base: Means, rng: np.random.Generator) -> NDArray[np.int64]:
    """Quarters of the year differ by 20 to 40 %, for all alike."""
    size, phase = rng.uniform(0.1, 0.2), rng.uniform(0, 2 * np.pi)
    return rng.poisson(base * np.exp(size * np.cos(np.pi / 2 * _quarters(base) + phase)))


def _own_seasons(base: Means, rng: np.random.Generator) -> NDArray[np.int64]:
    """As above, with a phase of its own for each skill: more than is modelled."""
    phases = rng.uniform(0, 2 * np.pi, base.shape[2])
    return rng.poisson(base * np.exp(0.2 * np.cos(np.pi / 2 * _quarters(base) + phases)))


def _level_shifts(base: Means, rng: np.random.Generator) -> NDArray[np.int64]:
    """Each quarter 5 % of the cells move for good, to between 40 and 250 %."""
    moves = rng.uniform(-np.log(2.5), np.log(2.5), base.shape) * (rng.random(base.shape) < 0.05)
    return rng.poisson(base * np.exp(np.cumsum(moves, axis=0)))


def _over_dispersed(base: Means, rng: np.random.Generator) -> NDArray[np.int64]:
    """Each cell and quarter has its own chance: a variance of mean + mean² / 4."""
    return rng.poisson(base * rng.gamma(4.0, 0.25, base.shape))


def _shocks(base: Means, rng: np.random.Generator) -> NDArray[np.int64]:
    """The whole country moves by about 10 % each quarter, and back."""
    return rng.poisson(base * np.exp(rng.normal(0.0, 0.1, (len(base), 1, 1))))


def _drift(base: Means, rng: np.random.Generator) -> NDArray[np.int64]:
    """States and skills wander by about 6 % a quarter and do not come back."""
    steps = rng.normal(0, 0.06, (len(base), base.shape[1], 1)) + rng.normal(0, 0.06, (len(base), 1, base.shape[2]))
    return rng.poisson(base * np.exp(np.cumsum(steps, axis=0)))


def _positions(base: Means, rng: np.random.Generator) -> NDArray[np.int64]:
    """Nothing changes, and a posting offers 1 + Poisson(.6) positions, which are counted."""
    postings = rng.poisson(base / 1.6)
    return np.asarray(postings + rng.poisson(0.6 * postings), np.int64)


def _quarters(base: Means) -> Means:
    """Numbers of the quarters, shape (n_quarters, 1, 1)."""
    return np.arange(len(base), dtype=np.float64)[:, None, None]


LAWS: Final[Mapping[str, Callable[[Means, np.random.Generator], NDArray[np.int64]]]] = {
    "constant": _constant,
    "growth": _growth,
    "seasonal": _seasonal,
    "own_seasons": _own_seasons,
    "level_shifts": _level_shifts,
    "over_dispersed": _over_dispersed,
    "shocks": _shocks,
    "drift": _drift,
    "positions": _positions,
}
