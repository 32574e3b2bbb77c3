"""Drawing a stratified sample by lot: a recorded seed, and the chance of everybody who was drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Sample:
    """Who was drawn; both of shape (n_drawn,), in the order of the people.

    ``chances`` are the shares of each one's stratum that were drawn, in (0, 1].
    """

    people: NDArray[np.int64]
    chances: NDArray[np.float64]


def sample_sizes(counts: NDArray[np.int64], n: int, at_least: int) -> NDArray[np.int64]:
    """How many of each stratum to draw, shape (n_strata,): ``n`` together, in proportion to the strata.

    Small strata get ``at_least`` people, or all that they have. What is left is shared by largest remainders. If the
    strata have fewer than ``n`` together, or ``at_least`` asks for more, the sum differs from ``n``.

    Raises
    ------
    ValueError
        If ``n`` or ``at_least`` is negative.

    Examples
    --------
    >>> sample_sizes(np.array([3, 100, 400]), 60, at_least=5).tolist()
    [3, 14, 43]
    """
    if n < 0 or at_least < 0:
        raise ValueError(f"sizes must not be negative, got {n} and {at_least}")
    sizes = np.minimum(counts, at_least)
    left = counts - sizes
    rest = min(max(n - int(sizes.sum()), 0), int(left.sum()))
    exact = left * (rest / max(int(left.sum()), 1))
    sizes = sizes + np.floor(exact).astype(np.int64)
    missing = rest - int(np.floor(exact).sum())
    first = np.argsort(np.floor(exact) - exact, kind="stable")[:missing]
    sizes[first] += 1
    return np.asarray(sizes, np.int64)


def draw_sample(strata: Sequence[str] | NDArray[np.str_], n: int, *, at_least: int, seed: int) -> Sample:
    """Draw ``n`` people, each of a stratum with the same chance; the same seed draws the same people.

    Parameters
    ----------
    strata
        Shape (n_people,): each one's stratum; the order of the people counts.
    """
    rng = np.random.default_rng(seed)
    _, numbers, counts = np.unique(np.asarray(strata, np.str_), return_inverse=True, return_counts=True)
    sizes = sample_sizes(counts, n, at_least)
    lots = rng.random(len(numbers))
    order = np.lexsort((lots, numbers))
    place = np.empty(len(numbers), np.int64)
    place[order] = np.arange(len(numbers)) - np.repeat(np.cumsum(counts) - counts, counts)
    people = np.flatnonzero(place < sizes[numbers])
    return Sample(people, (sizes / counts)[numbers[people]])
