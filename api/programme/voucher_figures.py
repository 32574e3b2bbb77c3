"""Vouchers by what became of them, as a table of figures in which small groups of people are hidden."""

from collections.abc import Sequence

import numpy as np

from api.programme.split_figures import SplitRow, SplitTable, split_table
from data.voucher_life_store import FundVouchers, VoucherCounts


def voucher_table(counts: Sequence[VoucherCounts]) -> SplitTable:
    """Vouchers given, and of these the open, the redeemed and the expired."""
    numbers = np.array([[one.n_open, one.n_redeemed, one.n_expired] for one in counts], np.int64).reshape(-1, 3)
    return split_table([one.group for one in counts], numbers)


def fund_row(one: FundVouchers) -> SplitRow:
    """A fund's vouchers by themselves: one that two funds pay for stands at both, so that rows add up to nothing."""
    (row,) = voucher_table([one.counts]).rows
    return row
