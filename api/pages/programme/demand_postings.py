"""The postings behind a number of demand, newest first, each with the sentences that ask for it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import CatalogueDep, PageTextsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, figures_frame, render
from api.pages.programme.demand import place_name
from api.pages.programme.demand_choice import (
    AreaQuery,
    SkillQuery,
    StateQuery,
    demand_choice,
    wanted_name,
)
from api.pages.programme.ways import DEMAND, programme_ways
from api.programme.demand_postings import FoundPosting, postings_behind
from api.state_names import state_name
from data.catalogue import Catalogue
from data.demand_posting_store import PostingChoice

_ON_A_PAGE: Final = 25

router = APIRouter(prefix=f"{DEMAND}/vacantes", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asking:
    """A skill and the sentence that asks for it."""

    skill: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A posting with the first sentences that ask for what is wanted."""

    title: str
    facts: str
    is_invented: bool
    asking: tuple[Asking, ...]


@dataclass(frozen=True, slots=True)
class DemandPostingsPage:
    """All that ``programme/demand_postings.html`` may use; the addresses are missing at either end."""

    frame: Frame
    ways: tuple[Way, ...]
    back_url: str
    wanted: str
    place: str
    first: str
    last: str
    n_postings: int
    postings: tuple[PostingLine, ...]
    newer_url: str | None
    older_url: str | None


@router.get("")
def show_postings(
    request: Request,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    desde: date,
    hasta: date,
    estado: StateQuery = "",
    area: AreaQuery = "",
    habilidad: SkillQuery = "",
    salta: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> HTMLResponse:
    """Show them."""
    choice = demand_choice(catalogue, estado, area, habilidad)
    asked = PostingChoice(desde, hasta, choice.state_id, choice.wanted.skill_ids(catalogue))
    found = postings_behind(connection, asked, _ON_A_PAGE, salta)
    url = choice.postings_url(choice.state_id, desde, hasta)
    page = DemandPostingsPage(
        frame=figures_frame(request, connection, t, t("page.demand.origin")),
        ways=programme_ways(request.url.path, t),
        back_url=choice.url(choice.state_id),
        wanted=wanted_name(choice.wanted, catalogue, t),
        place=place_name(choice, t),
        first=t.day(desde),
        last=t.day(hasta),
        n_postings=found.n_postings,
        postings=tuple(_line(one, catalogue, t) for one in found.postings),
        newer_url=f"{url}&salta={max(0, salta - _ON_A_PAGE)}" if salta else None,
        older_url=f"{url}&salta={salta + _ON_A_PAGE}" if salta + len(found.postings) < found.n_postings else None,
    )
    return render(request, "programme/demand_postings.html", page, t)


def _line(found: FoundPosting, catalogue: Catalogue, t: Texts) -> PostingLine:
    one = found.posting
    facts = t.count(
        "page.demand.posting",
        one.n_positions,
        day=t.day(one.posted_on),
        state=state_name(one.state_id, catalogue, t),
    )
    asking = (Asking(t.label(catalogue.skills[said.skill_id].label), said.sentence) for said in found.asking)
    return PostingLine(one.title, facts, one.is_invented, tuple(asking))
