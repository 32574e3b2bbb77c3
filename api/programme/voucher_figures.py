"""Vouchers by what became of them, as tables of figures in which small groups of people are hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from api.small_groups import Sum, shown_figures
from data.voucher_life_store import VoucherCounts


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """Vouchers of a group; ``None`` is a figure of one to four, or one that would tell it."""

    group: str
    n_given: int | None
    n_open: int | None
    n_redeemed: int | None
    n_expired: int | None


@dataclass(frozen=True, slots=True)
class VoucherTable:
    """Rows in their order, and what they come to together."""

    total: VoucherRow
    rows: tuple[VoucherRow, ...]


def voucher_table(counts: Sequence[VoucherCounts]) -> VoucherTable:
    """A table whose rows add up to its total, and whose columns to what was given."""
    numbers = np.array([[one.n_open, one.n_redeemed, one.n_expired] for one in counts], np.int64).reshape(-1, 3)
    whole = np.vstack([numbers.sum(axis=0), numbers])
    figures = np.hstack([whole.sum(axis=1, keepdims=True), whole])
    n_rows = len(figures)
    place = np.arange(figures.size).reshape(figures.shape)
    across = [Sum(int(place[row, 0]), tuple(map(int, place[row, 1:]))) for row in range(n_rows)]
    down = [Sum(int(place[0, column]), tuple(map(int, place[1:, column]))) for column in range(4)] if counts else []
    shown = shown_figures(figures.ravel(), [*across, *down]).reshape(figures.shape)
    names = ["", *(one.group for one in counts)]
    rows = [
        VoucherRow(name, *(int(n) if is_shown else None for n, is_shown in zip(own, seen, strict=True)))
        for name, own, seen in zip(names, figures, shown, strict=True)
    ]
    return VoucherTable(rows[0], tuple(rows[1:]))
