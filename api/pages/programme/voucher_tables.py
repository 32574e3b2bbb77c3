"""Tables of what became of vouchers as files."""

from collections.abc import Iterable

from api.i18n import Texts
from api.pages.people_counts import shown_number
from api.programme.split_figures import SplitRow
from api.programme.voucher_figures import fund_row
from data.exporters.tables import Cell, Pesos, Table
from data.voucher_life_store import FundVouchers


def vouchers_table(name: str, caption: str, groups: Iterable[tuple[str, SplitRow]], t: Texts) -> Table:
    """Vouchers of each group, named; what would tell of few people is hidden."""
    headings = (
        "page.run.group",
        "page.voucher_life.given",
        "page.voucher_life.open",
        "page.voucher_life.redeemed",
        "page.voucher_life.expired",
    )
    rows = ((group, *(shown_number(n, t) for n in (one.whole, *one.parts))) for group, one in groups)
    return Table(name, caption, tuple(map(t, headings)), rows)


def fund_vouchers_table(funds: Iterable[tuple[str, FundVouchers]], t: Texts) -> Table:
    """Vouchers of each fund, named, and its money in them."""

    def row(name: str, one: FundVouchers) -> tuple[Cell, ...]:
        counts = fund_row(one)
        _, redeemed, expired = counts.parts
        numbers = (shown_number(n, t) for n in (counts.whole, redeemed, expired))
        return (name, *numbers, *map(Pesos, (one.open_centavos, one.redeemed_centavos, one.expired_centavos)))

    headings = (
        "page.run.fund",
        "page.voucher_life.given",
        "page.voucher_life.redeemed",
        "page.voucher_life.expired",
        "page.voucher_life.open_money",
        "page.voucher_life.redeemed_money",
        "page.voucher_life.expired_money",
    )
    rows = (row(name, one) for name, one in funds)
    return Table("vales-por-fondo", t("page.voucher_life.by_fund"), tuple(map(t, headings)), rows)
