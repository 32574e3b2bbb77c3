"""A company's own postings: where each stands, to look at, end and open again."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import CatalogueDep, CompanyDep, NowDep, PageTextsDep, ReadingDep, WritingDep
from api.i18n import Texts
from api.industry.need_form import day_of
from api.navigation import Way
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of
from api.pages.industry.tables import needs_table
from api.pages.industry.ways import NEEDS, NeedIdPath, industry_ways, need_url
from api.pages.table_files import render_tables
from api.state_names import state_name
from api.web.forms import PostedDep, text_field
from data import account_store, need_store
from data.catalogue import Catalogue
from data.errors import InputError
from data.need_store import Need, NeedState

N_SHOWN: Final = 200

router = APIRouter(prefix=NEEDS, include_in_schema=False)


class PastDayError(InputError):
    """A need would be open up to a day that is over."""

    key = "error.field.past_day"


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need in words."""

    url: str
    title: str
    state: str
    age: str
    positions: str
    standing: str
    standing_word: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """All that ``industry/needs.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    done: str | None
    rows: tuple[NeedRow, ...]
    is_cut: bool


@router.get("")
def show_needs(
    request: Request, rights: CompanyDep, connection: ReadingDep, catalogue: CatalogueDep, t: PageTextsDep, now: NowDep
) -> Response:
    """Show the company's needs, newest first."""
    company = account_store.get_organisation(connection, rights.organisation_id)
    needs = need_store.needs_of(connection, rights)
    page = NeedsPage(
        frame=frame_of(request, t, t("page.needs.title"), shows_invented=company.is_invented),
        ways=industry_ways(request.url.path, t),
        done=done_text(request, t),
        rows=tuple(_row(one, catalogue, t, now.date()) for one in needs[:N_SHOWN]),
        is_cut=len(needs) > N_SHOWN,
    )
    tables = [needs_table(needs, catalogue, now.date(), t)] if needs else []
    return render_tables(request, "industry/needs.html", page, t, tables)


@router.post("/{need_id}/cerrar")
def close(need_id: NeedIdPath, rights: CompanyDep, connection: WritingDep, now: NowDep) -> RedirectResponse:
    """End a need."""
    need_store.close_need(connection, rights, need_id, now.date())
    return RedirectResponse(done_url(need_url(need_id), "vacante_cerrada"), status_code=303)


@router.post("/{need_id}/abrir")
def reopen(
    need_id: NeedIdPath, form: PostedDep, rights: CompanyDep, connection: WritingDep, now: NowDep
) -> RedirectResponse:
    """Open a need again, up to the day given or without end."""
    typed = text_field(form, "expires_on", 10)
    expires_on = day_of(typed)
    if typed and (expires_on is None or expires_on < now.date()):
        raise PastDayError("a need cannot be open up to a day that is over")
    need_store.reopen_need(connection, rights, need_id, expires_on)
    return RedirectResponse(done_url(need_url(need_id), "vacante_abierta"), status_code=303)


def _row(one: Need, catalogue: Catalogue, t: Texts, today: date) -> NeedRow:
    standing = one.state(today)
    return NeedRow(
        url=need_url(one.id),
        title=one.title,
        state=state_name(one.state_id, catalogue, t),
        age=t.count("page.needs.days", (today - one.posted_on).days),
        positions=t.number(one.n_positions),
        standing=standing.value,
        standing_word=t.word(standing),
        is_open=standing is NeedState.OPEN,
    )
