"""The programme's funds and agreements: budgets, what is spent and left, seats, discounts and last days."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.dependencies import CatalogueDep, NowDep, PageTextsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, figures_frame
from api.pages.people_counts import shown_text
from api.pages.programme.tables import agreements_table, funds_table
from api.pages.programme.ways import FUNDS, RUNS, programme_ways
from api.pages.table_files import render_tables
from api.programme.funds import AgreementUse, ProgrammeFund, agreement_uses, programme_funds
from data import goal_store
from data.catalogue import Catalogue

router = APIRouter(prefix=FUNDS, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FundLine:
    """A fund in words and numbers; ``expires`` is empty where it has no last day."""

    id: str
    name: str
    states: str
    share: str
    budget: str
    spent: str
    left: str
    expires: str


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """A vendor's agreement; ``url`` leads to its certifications with their prices."""

    vendor_id: str
    name: str
    url: str
    discount: str
    seats: str
    given: str
    left: str
    minimum_group: str


@dataclass(frozen=True, slots=True)
class FundsPage:
    """All that ``programme/funds.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    year: int
    runs_url: str
    given_public: str
    funds: tuple[FundLine, ...]
    agreements: tuple[AgreementLine, ...]


@router.get("")
def show_funds(
    request: Request,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Show funds and agreements as of today."""
    given = goal_store.given_since(connection, date(now.year, 1, 1))
    funds = programme_funds(connection, catalogue, now.date())
    agreements = agreement_uses(given, catalogue)
    page = FundsPage(
        frame=figures_frame(request, connection, t, t("page.funds.title")),
        ways=programme_ways(request.url.path, t),
        year=now.year,
        runs_url=RUNS,
        given_public=t.money(sum(one.public_centavos for one in given)),
        funds=tuple(_fund(one, catalogue, t) for one in funds),
        agreements=tuple(_agreement(one, catalogue, t) for one in agreements),
    )
    tables = [
        funds_table(funds, catalogue, t),
        agreements_table(agreements, catalogue, now.year, t),
    ]
    return render_tables(request, "programme/funds.html", page, t, tables)


def _fund(one: ProgrammeFund, catalogue: Catalogue, t: Texts) -> FundLine:
    states = [t.label(catalogue.states[id_].label) for id_ in one.state_ids if id_ in catalogue.states]
    return FundLine(
        one.id,
        t.label(one.label),
        t.listed(states) or t("page.funds.every_state"),
        t.percent(one.share_paid),
        t.money(one.budget_centavos),
        t.money(one.spent_centavos),
        t.money(one.left_centavos),
        t.day(one.expires_on) if one.expires_on else "",
    )


def _agreement(one: AgreementUse, catalogue: Catalogue, t: Texts) -> AgreementLine:
    terms = one.agreement
    vendor = catalogue.vendors.get(terms.vendor_id)
    return AgreementLine(
        terms.vendor_id,
        vendor.name if vendor else terms.vendor_id,
        f"/certificaciones?{urlencode({'vendor': terms.vendor_id})}",
        t.percent(terms.discount),
        t.number(terms.seats_a_year),
        shown_text(one.n_given, t),
        shown_text(one.n_left, t),
        t.number(terms.minimum_group),
    )
