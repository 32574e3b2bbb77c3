"""What became of vouchers: given, open, redeemed and expired, by certification, state and fund; and redeeming one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import NowDep, PageTextsDep, Parts, PartsDep, ProgrammeDep, ReadingDep, WritingDep
from api.forms import PostedDep, text_field
from api.i18n import Texts
from api.navigation import Way
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of, render
from api.pages.people_counts import shown_text
from api.pages.prerequisite_picture import certification_url
from api.pages.programme.ways import FUNDS, VOUCHERS, programme_ways
from api.pages.sent_files import FileRow, sent_files
from api.programme.funds import programme_funds
from api.programme.limit_names import LimitNames
from api.programme.split_figures import SplitRow
from api.programme.voucher_figures import voucher_table
from api.row_reasons import said_reason
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
) -> HTMLResponse:
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
            voucher_life_store.redeem(connection, rights, code.upper(), redeemed_on)
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
) -> HTMLResponse:
    """The page, perhaps with what is wrong with a form."""
    catalogue = parts.catalogue
    by_certification = voucher_table(voucher_life_store.counts_by_certification(connection, today))
    by_state = voucher_table(voucher_life_store.counts_by_state(connection, today))
    page = VoucherLifePage(
        frame=frame_of(request, t, t("page.voucher_life.title"), shows_invented=False),
        ways=programme_ways(VOUCHERS, t),
        done=done_text(request, t),
        url=VOUCHERS,
        files_url=FILES_URL,
        valid_days=t.number(parts.settings.voucher_days),
        today=today.isoformat(),
        total=_line(by_certification.total, t("page.voucher_life.all"), None, t),
        certifications=tuple(
            _line(one, _certification(one.group, catalogue), certification_url(CertificationId(one.group)), t)
            for one in sorted(by_certification.rows, key=lambda row: -(row.whole or 0))
        ),
        n_certifications=t.number(len(by_certification.rows)),
        is_long=len(by_certification.rows) > _MOST_OPEN_ROWS,
        states=tuple(_line(one, _state(one.group, catalogue, t), f"/carreras/{one.group}", t) for one in by_state.rows),
        funds=_funds(connection, catalogue, today, t),
        files=sent_files(connection, rights, parts, FILES_URL, t),
        upload_megabytes=parts.settings.upload_megabytes,
        code=code,
        day=day or today.isoformat(),
        problem=problem,
        file_problem=file_problem,
    )
    status = 422 if problem or file_problem else 200
    return render(request, "programme/vouchers.html", page, t, status=status)


def _funds(connection: sa.Connection, catalogue: Catalogue, today: date, t: Texts) -> tuple[FundLine, ...]:
    found = voucher_life_store.vouchers_by_fund(connection, today)
    if not found:
        return ()
    known = {one.id: t.label(one.label) for one in programme_funds(connection, catalogue, today)}
    name = LimitNames(catalogue, known, t).fund
    # A voucher that two funds pay for stands at both, so that the rows do not add up to anything.
    return tuple(_fund_line(one, name, t) for one in found)


def _fund_line(one: FundVouchers, name: Callable[[str], str], t: Texts) -> FundLine:
    fund_id = one.counts.group
    (row,) = voucher_table([one.counts]).rows
    url = f"{FUNDS}#fund-{fund_id}"
    return FundLine(
        name(fund_id),
        url,
        _line(row, name(fund_id), url, t),
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
