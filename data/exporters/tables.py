"""A table as people take it away: headings and typed cells, so that numbers stay numbers in every kind of file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Pesos:
    """Money of Mexico; pages and files show it in pesos."""

    centavos: float


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, 1 for all of it."""

    value: float


Cell = str | int | float | date | datetime | Pesos | Share | None
"""What one place of a table holds; ``None`` is empty."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; ``name`` is what addresses and files call it.

    ``rows`` are asked for once, and only where a file is written: they may be a generator.
    """

    name: str
    caption: str
    headings: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]
