"""What became of vouchers: given, open, redeemed and expired, by certification, state and fund; and redeeming one."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import NowDep, PageTextsDep, Parts, PartsDep, ProgrammeDep, ReadingDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, figures_frame
from api.pages.people_counts import shown_text
from api.pages.prerequisite_picture import certification_url
from api.pages.programme.voucher_tables import fund_vouchers_table, vouchers_table
from api.pages.programme.ways import FUNDS, VOUCHERS, programme_ways
from api.pages.sent_files import FileRow, sent_files
from api.pages.table_files import render_tables
from api.programme.limit_names import limit_names
from api.programme.split_figures import SplitRow
from api.programme.voucher_figures import fund_row, voucher_table
from api.row_reasons import said_reason
from api.web.forms import PostedDep, text_field
from data import voucher_life_store
from data.catalogue import Catalogue
from data.domain import CertificationId, StateId
from data.errors import NotFoundError
from data.importers.redemptions import UNKNOWN_CODE
from data.rights import ProgrammeRights
from data.voucher_life_store import FundVouchers, RedemptionError

FILES_URL: Final = f"{VOUCHERS}/archivos"
_CODE_LENGTH: Final = 64
_MOST_OPEN_ROWS: Final = 40
"""A longer table is folded."""

router = APIRouter(prefix=VOUCHERS, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """A group's vouchers in words and numbers; ``url`` leads to what the group is."""

    name: str
    url: str | None
    given: str
    open: str
    redeemed: str
    expired: str


@dataclass(frozen=True, slots=True)
class FundLine:
    """A fund's vouchers, and its money in them."""

    name: str
    url: str
    vouchers: VoucherLine
    open_money: str
    redeemed_money: str
    expired_money: str


@dataclass(frozen=True, slots=True)
class VoucherLifePage:
    """All that ``programme/vouchers.html`` may use; ``problem`` is why a code was not taken, as it was typed."""

    frame: Frame
    ways: tuple[Way, ...]
    done: str | None
    url: str
    files_url: str
    valid_days: str
    today: str
    total: VoucherLine
    certifications: tuple[VoucherLine, ...]
    n_certifications: str
    is_long: bool
    states: tuple[VoucherLine, ...]
    funds: tuple[FundLine, ...]
    files: tuple[FileRow, ...]
    upload_megabytes: int
    code: str
    day: str
    problem: str
    file_problem: str


@router.get("")
def show_vouchers(
    request: Request,
    connection: ReadingDep,
    rights: ProgrammeDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Show vouchers as of today."""
    return vouchers_page(request, connection, rights, parts, t, now.date())


@router.post("/canje")
def redeem(
    request: Request,
    form: PostedDep,
    connection: WritingDep,
    rights: ProgrammeDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Mark a voucher as redeemed by its code; or show the page with why it was not."""
    code, day = text_field(form, "code", _CODE_LENGTH), text_field(form, "day", 10)
    try:
        redeemed_on = date.fromisoformat(day)
        if redeemed_on > now.date():
            problem = t("page.voucher_life.future")
        else:
            voucher_life_store.redeem(connection, rights, code, redeemed_on, now)
            return RedirectResponse(f"{done_url(VOUCHERS, 'vale_canjeado')}#confirmation", status_code=303)
    except ValueError:
        problem = t("page.voucher_life.no_day")
    except NotFoundError:
        problem = said_reason(UNKNOWN_CODE, t)
    except RedemptionError as error:
        problem = said_reason(error.detail, t)
    return vouchers_page(request, connection, rights, parts, t, now.date(), code=code, day=day, problem=problem)


def vouchers_page(
    request: Request,
    connection: sa.Connection,
    rights: ProgrammeRights,
    parts: Parts,
    t: Texts,
    today: date,
    *,
    code: str = "",
    day: str = "",
    problem: str = "",
    file_problem: str = "",
) -> Response:
    """The page, perhaps with what is wrong with a form."""
    catalogue = parts.catalogue
    by_certification = voucher_table(voucher_life_store.counts_by_certification(connection, today))
    by_state = voucher_table(voucher_life_store.counts_by_state(connection, today))
    funds = _named_funds(connection, catalogue, today, t)
    certifications = [
        (_certification(one.group, catalogue), one)
        for one in sorted(by_certification.rows, key=lambda row: -(row.whole or 0))
    ]
    states = [(_state(one.group, catalogue, t), one) for one in by_state.rows]
    page = VoucherLifePage(
        frame=figures_frame(request, connection, t, t("page.voucher_life.title")),
        ways=programme_ways(VOUCHERS, t),
        done=done_text(request, t),
        url=VOUCHERS,
        files_url=FILES_URL,
        valid_days=t.number(parts.settings.voucher_days),
        today=today.isoformat(),
        total=_line(by_certification.total, t("page.voucher_life.all"), None, t),
        certifications=tuple(
            _line(one, name, certification_url(CertificationId(one.group)), t) for name, one in certifications
        ),
        n_certifications=t.number(len(by_certification.rows)),
        is_long=len(by_certification.rows) > _MOST_OPEN_ROWS,
        states=tuple(_line(one, name, f"/carreras/{one.group}", t) for name, one in states),
        funds=tuple(_fund_line(name, one, t) for name, one in funds),
        files=sent_files(connection, rights, parts, FILES_URL, t),
        upload_megabytes=parts.settings.upload_megabytes,
        code=code,
        day=day or today.isoformat(),
        problem=problem,
        file_problem=file_problem,
    )
    status = 422 if problem or file_problem else 200
    tables = [
        vouchers_table("vales-por-estado", t("page.voucher_life.by_state"), states, t),
        vouchers_table("vales-por-certificacion", t("page.voucher_life.by_certification"), certifications, t),
    ]
    if funds:
        tables.insert(0, fund_vouchers_table(funds, t))
    shown = tables if by_certification.rows else []
    return render_tables(request, "programme/vouchers.html", page, t, shown, status=status)


def _named_funds(
    connection: sa.Connection, catalogue: Catalogue, today: date, t: Texts
) -> list[tuple[str, FundVouchers]]:
    found = voucher_life_store.vouchers_by_fund(connection, today)
    if not found:
        return []
    name = limit_names(connection, catalogue, t, today).fund
    return [(name(one.counts.group), one) for one in found]


def _fund_line(name: str, one: FundVouchers, t: Texts) -> FundLine:
    url = f"{FUNDS}#fund-{one.counts.group}"
    return FundLine(
        name,
        url,
        _line(fund_row(one), name, url, t),
        t.money(one.open_centavos),
        t.money(one.redeemed_centavos),
        t.money(one.expired_centavos),
    )


def _line(row: SplitRow, name: str, url: str | None, t: Texts) -> VoucherLine:
    return VoucherLine(name, url, *(shown_text(n, t) for n in (row.whole, *row.parts)))


def _certification(id_: str, catalogue: Catalogue) -> str:
    known = catalogue.certifications.get(CertificationId(id_))
    return known.name if known else id_


def _state(id_: str, catalogue: Catalogue, t: Texts) -> str:
    known = catalogue.states.get(StateId(id_))
    return t.label(known.label) if known else id_
