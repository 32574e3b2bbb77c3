"""Tables of people split into parts, such as vouchers by what became of them, in which small groups are hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from api.small_groups import Sum, shown_figures


@dataclass(frozen=True, slots=True)
class SplitRow:
    """People of a group, whole and in parts; ``None`` is a figure of one to four, or one that would tell it."""

    group: str
    whole: int | None
    parts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class SplitTable:
    """Rows in their order, and what they come to together."""

    total: SplitRow
    rows: tuple[SplitRow, ...]


def split_table(groups: Sequence[str], numbers: NDArray[np.int64]) -> SplitTable:
    """A table whose parts add up to its wholes, and whose rows to its total.

    Parameters
    ----------
    numbers
        Shape (n_groups, n_parts): each person is in one group and one part.
    """
    parts = np.vstack([numbers.sum(axis=0), numbers])
    figures = np.hstack([parts.sum(axis=1, keepdims=True), parts])
    n_rows, n_columns = figures.shape
    place = np.arange(figures.size).reshape(figures.shape)
    sums = [Sum(int(place[row, 0]), tuple(map(int, place[row, 1:]))) for row in range(n_rows)]
    if len(groups):
        sums += [Sum(int(place[0, column]), tuple(map(int, place[1:, column]))) for column in range(n_columns)]
    shown = shown_figures(figures.ravel(), sums).reshape(figures.shape)
    rows = []
    for name, own, seen in zip(["", *groups], figures, shown, strict=True):
        whole, *others = (int(n) if is_shown else None for n, is_shown in zip(own, seen, strict=True))
        rows.append(SplitRow(name, whole, tuple(others)))
    return SplitTable(rows[0], tuple(rows[1:]))
