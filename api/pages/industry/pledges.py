"""Sponsor vouchers: a company offers money, sees what the programme says, and may take back what was not answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import CatalogueDep, CompanyDep, NowDep, OwnAccountDep, PageTextsDep, ReadingDep, WritingDep
from api.i18n import Texts
from api.industry.pledge_form import PledgeValues, checked_pledge
from api.navigation import Way
from api.pages.choices import Option, by_label, options
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of, render
from api.pages.industry.ways import HOME, industry_ways
from api.pages.pledge_lines import PledgeLine, pledge_line
from api.web.forms import PostedDep
from data import pledge_store
from data.catalogue import Catalogue
from data.pledge_store import PledgeTerms
from data.rights import CompanyRights

_URL = f"{HOME}/patrocinios"

router = APIRouter(prefix=_URL, include_in_schema=False)

PledgeIdPath = Annotated[str, Path(max_length=32, pattern="^[0-9a-z]+$")]


@dataclass(frozen=True, slots=True)
class PledgesPage:
    """All that ``industry/pledges.html`` may use; ``errors`` has a message by name of field."""

    frame: Frame
    ways: tuple[Way, ...]
    done: str | None
    lines: tuple[PledgeLine, ...]
    values: PledgeValues
    certifications: tuple[Option, ...]
    states: tuple[Option, ...]
    errors: Mapping[str, str]


@router.get("")
def show_pledges(
    request: Request, rights: CompanyDep, connection: ReadingDep, catalogue: CatalogueDep, t: PageTextsDep
) -> HTMLResponse:
    """Show the company's offers and an empty form."""
    return _page(request, connection, rights, catalogue, t, PledgeValues(), {})


@router.post("")
def offer(
    request: Request,
    form: PostedDep,
    rights: CompanyDep,
    account: OwnAccountDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Store an offer, which the programme then answers."""
    values = PledgeValues.of(form)
    terms = checked_pledge(values, catalogue, now.date())
    if not isinstance(terms, PledgeTerms):
        return _page(request, connection, rights, catalogue, t, values, terms)
    pledge_store.offer(connection, rights, terms, now, account.id)
    return RedirectResponse(done_url(_URL, "patrocinio"), status_code=303)


@router.post("/{pledge_id}/retirar")
def withdraw(
    pledge_id: PledgeIdPath, rights: CompanyDep, account: OwnAccountDep, connection: WritingDep, now: NowDep
) -> RedirectResponse:
    """Take an offer back."""
    pledge_store.withdraw(connection, rights, pledge_id, now, account.id)
    return RedirectResponse(done_url(_URL, "patrocinio_retirado"), status_code=303)


def _page(
    request: Request,
    connection: sa.Connection,
    rights: CompanyRights,
    catalogue: Catalogue,
    t: Texts,
    values: PledgeValues,
    error_keys: Mapping[str, str],
) -> HTMLResponse:
    certifications = by_label((one.id, one.name) for one in catalogue.certifications.values())
    states = by_label((one.id, t.label(one.label)) for one in catalogue.states.values())
    page = PledgesPage(
        frame=frame_of(request, t, t("page.pledges.title"), shows_invented=False),
        ways=industry_ways(request.url.path, t),
        done=done_text(request, t),
        lines=tuple(pledge_line(one, catalogue, t) for one in pledge_store.pledges_of(connection, rights)),
        values=values,
        certifications=options(certifications, values.certification_ids),
        states=options(states, values.state_ids),
        errors={field: t(key) for field, key in error_keys.items()},
    )
    return render(request, "industry/pledges.html", page, t, status=422 if error_keys else 200)
