"""What published allocations took of each fund: as their recorded certificates say, without what expired unused."""

from collections import Counter
from datetime import date
from typing import Final

import sqlalchemy as sa

from data import allocation_store
from data.allocation.recorded_run import RecordedRun
from data.voucher_life_store import expired_money

_BUDGET: Final = "budget:"
"""Begins the names of a certificate's limits on funds."""


def spent_of_funds(connection: sa.Connection, today: date) -> Counter[str]:
    """Centavos of each fund, at least 0; money of vouchers that expired up to a day is the fund's again.

    Raises
    ------
    NotVerifiedError
        If a certificate is not the one that was recorded.
    """
    spent: Counter[str] = Counter()
    for run in allocation_store.applied_runs(connection):
        for name, use in RecordedRun.of(run).certificate["constraints"].items():
            if name.startswith(_BUDGET):
                spent[name.removeprefix(_BUDGET)] += round(use["used"])
    return spent - expired_money(connection, today)
