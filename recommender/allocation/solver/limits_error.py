"""The error of lower bounds and parities that no plan can keep together."""

from typing import NamedTuple

from data.errors import AppError
from recommender.allocation.breaches import Limit


class UnmetLimit(NamedTuple):
    """A limit that the nearest plan still misses, and by how much (vouchers, or a difference of shares)."""

    kind: Limit
    row: int
    missing: float


class LimitsError(AppError):
    """Some rules cannot be met together with the seats, the budgets and the other rules.

    ``unmet`` holds the rules that a plan which misses as little as could be found still misses; ``is_proven`` says
    whether it is proven that no plan meets all, or only that none was found.
    """

    status = 422
    key = "error.allocation_limits"

    def __init__(self, unmet: tuple[UnmetLimit, ...], *, is_proven: bool) -> None:
        named = ", ".join(f"{one.kind} {one.row} (misses {one.missing:g})" for one in unmet)
        verdict = "cannot be met" if is_proven else "could not be met"
        super().__init__(
            f"these rules {verdict} together with the seats, the budgets and the other rules: {named or 'all of them'};"
            " lower what they ask, or raise a budget or a seat number"
        )
        self.unmet = unmet
        self.is_proven = is_proven
