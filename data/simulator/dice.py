"""Chance for texts: cheap single draws from one generator."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np

_T = TypeVar("_T")
_BLOCK = 4096


class Dice:
    """Draws one number at a time out of blocks, because single draws of numpy are slow."""

    roll: Callable[[], float]
    """Gives the next number in [0, 1)."""

    def __init__(self, rng: np.random.Generator, block: int = _BLOCK) -> None:
        # A generator's own method is several times faster than a method written here.
        self.roll = _rolls(rng, block).__next__

    def happens(self, chance: float) -> bool:
        """Whether something of this chance in [0, 1] comes to pass."""
        return self.roll() < chance

    def one_of(self, choices: Sequence[_T]) -> _T:
        """One of the choices, each equally likely."""
        return choices[int(self.roll() * len(choices))]

    def shuffled(self, items: Iterable[_T]) -> list[_T]:
        """The items in random order."""
        return sorted(items, key=lambda _: self.roll())


def _rolls(rng: np.random.Generator, block: int) -> Iterator[float]:
    while True:
        yield from rng.random(block).tolist()
