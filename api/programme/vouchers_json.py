"""Shapes of what became of vouchers, by state and by fund, as JSON."""

from pydantic import Field

from api.programme.split_figures import SplitRow
from api.programme.voucher_figures import fund_row
from api.schemas.common import BodyOut, NamedOut
from data.voucher_life_store import FundVouchers

_HIDDEN = "Null where it, or another number with it, would tell of one to four people"


class VoucherNumbersOut(BodyOut):
    """Vouchers given, and of these the open, the redeemed and the expired."""

    n_given: int | None = Field(description=_HIDDEN)
    n_open: int | None
    n_redeemed: int | None
    n_expired: int | None


class StateVouchersOut(VoucherNumbersOut):
    """Vouchers of a state's learners."""

    state: NamedOut


class FundVouchersOut(VoucherNumbersOut):
    """Vouchers that a fund pays for, and its money in them; one that two funds pay for stands at both."""

    fund: NamedOut
    open_centavos: int
    redeemed_centavos: int
    expired_centavos: int


def state_vouchers_out(row: SplitRow, name: str) -> StateVouchersOut:
    """A state's vouchers."""
    return StateVouchersOut(state=NamedOut(id=row.group, name=name), **_numbers(row))


def fund_vouchers_out(one: FundVouchers, name: str) -> FundVouchersOut:
    """A fund's vouchers."""
    row = fund_row(one)
    return FundVouchersOut(
        fund=NamedOut(id=row.group, name=name),
        **_numbers(row),
        open_centavos=one.open_centavos,
        redeemed_centavos=one.redeemed_centavos,
        expired_centavos=one.expired_centavos,
    )


def _numbers(row: SplitRow) -> dict[str, int | None]:
    names = ("n_open", "n_redeemed", "n_expired")
    return {"n_given": row.whole, **dict(zip(names, row.parts, strict=True))}
