"""What companies offer for vouchers, for the programme to accept or decline."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import CatalogueDep, NowDep, PageTextsDep, ProgrammeDep, ReadingDep, WritingDep
from api.navigation import Way
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, figures_frame, render
from api.pages.pledge_lines import PledgeLine, pledge_line
from api.pages.programme.ways import programme_ways
from api.web.forms import PostedDep, text_field
from data import pledge_store

_URL = "/programa/patrocinios"
_MOST_LETTERS = 400

router = APIRouter(prefix=_URL, include_in_schema=False)

PledgeIdPath = Annotated[str, Path(max_length=32, pattern="^[0-9a-z]+$")]


@dataclass(frozen=True, slots=True)
class OffersPage:
    """All that ``programme/pledges.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    done: str | None
    waiting: tuple[PledgeLine, ...]
    answered: tuple[PledgeLine, ...]
    most_letters: int


@router.get("")
def show_offers(
    request: Request, rights: ProgrammeDep, connection: ReadingDep, catalogue: CatalogueDep, t: PageTextsDep
) -> HTMLResponse:
    """Show the offers: those that wait first."""
    lines = [pledge_line(one, catalogue, t) for one in pledge_store.all_pledges(connection, rights)]
    page = OffersPage(
        frame=figures_frame(request, connection, t, t("page.offers.title")),
        ways=programme_ways(request.url.path, t),
        done=done_text(request, t),
        waiting=tuple(line for line in lines if line.is_waiting),
        answered=tuple(line for line in lines if not line.is_waiting),
        most_letters=_MOST_LETTERS,
    )
    return render(request, "programme/pledges.html", page, t)


@router.post("/{pledge_id}")
def answer(
    pledge_id: PledgeIdPath,
    form: PostedDep,
    rights: ProgrammeDep,
    connection: WritingDep,
    now: NowDep,
    accepts: Annotated[bool, Form()],
) -> RedirectResponse:
    """Accept an offer, which is then a fund of the next allocation from the database; or decline it."""
    words = text_field(form, "answer", _MOST_LETTERS)
    pledge_store.answer_pledge(connection, rights, pledge_id, now, is_accepted=accepts, answer=words)
    return RedirectResponse(
        done_url(_URL, "patrocinio_aceptado" if accepts else "patrocinio_rechazado"), status_code=303
    )
