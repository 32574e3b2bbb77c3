"""A new allocation: what each fund may spend and which rules the plan keeps to, then one button."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.dependencies import CatalogueDep, NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.choices import Option, options
from api.pages.frame import Frame, figures_frame, render
from api.pages.programme.ways import NEW_RUN, programme_ways, run_url
from api.programme.funds import ProgrammeFund, programme_funds
from api.programme.levers import MOST_PERCENT, Levers, Parity, TakesPart
from api.programme.new_run import ask_by_levers, usual_levers
from api.web.forms import PostedDep, text_field
from api.web.security_headers import OWN_SCRIPTS
from data.domain import StateId
from data.errors import InputError

_FUND: Final = "fund-"

_TAKES_PART: Final[Mapping[TakesPart, str]] = {
    TakesPart.APPLICANTS: "takes_part.applicants",
    TakesPart.EVERYBODY: "takes_part.everybody",
}
_PARITY: Final[Mapping[Parity, str]] = {
    Parity.NONE: "parity.none",
    Parity.STATE: "parity.state",
    Parity.KIND: "parity.kind",
}

router = APIRouter(prefix=NEW_RUN, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Slider:
    """A whole percentage to choose; ``note`` says what it is a part of."""

    name: str
    label: str
    note: str
    percent: int


@dataclass(frozen=True, slots=True)
class NewRunPage:
    """All that ``programme/new_run.html`` may use; ``state`` is the one whose funds come first."""

    frame: Frame
    ways: tuple[Way, ...]
    url: str
    state: str | None
    most: int
    takes_part: tuple[Option, ...]
    funds: tuple[Slider, ...]
    lottery: Slider
    floor: Slider
    asks_two_in_ten: bool
    parity: tuple[Option, ...]
    parity_gap: Slider


@router.get("")
def show_form(
    request: Request,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    now: NowDep,
    estado: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    """Show the form with what is usual, so that the button alone will do; funds of the state asked for come first."""
    state = catalogue.states.get(StateId(estado))
    known = programme_funds(connection, catalogue, now.date())
    funds = tuple(sorted(known, key=lambda one: state is None or state.id not in one.state_ids))
    levers = usual_levers(connection, funds)
    page = NewRunPage(
        frame=figures_frame(request, connection, t, t("page.new_run.title")),
        ways=programme_ways(request.url.path, t),
        url=NEW_RUN,
        state=t.label(state.label) if state else None,
        most=MOST_PERCENT,
        takes_part=options(((one.value, t(_TAKES_PART[one])) for one in TakesPart), levers.takes_part.value),
        funds=tuple(_fund_slider(one, levers.budget_percent[one.id], t) for one in funds),
        lottery=Slider("lottery", t("page.new_run.lottery"), t("page.new_run.lottery_note"), levers.lottery_percent),
        floor=Slider("floor", t("page.new_run.floor"), t("page.new_run.floor_note"), levers.floor_percent),
        asks_two_in_ten=levers.asks_two_in_ten,
        parity=options(((one.value, t(_PARITY[one])) for one in Parity), levers.parity.value),
        parity_gap=Slider(
            "parity_gap", t("page.new_run.parity_gap"), t("page.new_run.parity_gap_note"), levers.parity_percent
        ),
    )
    return render(request, "programme/new_run.html", page, t, headers=OWN_SCRIPTS)


@router.post("")
def ask_for_run(
    form: PostedDep, connection: ReadingDep, rights: ProgrammeDep, parts: PartsDep, now: NowDep
) -> Response:
    """Write the scenario and let a worker make the plan."""
    funds = programme_funds(connection, parts.catalogue, now.date())
    run_id = ask_by_levers(parts.jobs, parts.settings.home, rights, _levers(form, funds), now)
    return RedirectResponse(run_url(run_id), status_code=303)


def _levers(form: FormData, funds: tuple[ProgrammeFund, ...]) -> Levers:
    """What the form says.

    Raises
    ------
    InputError
        If a value is none of those that the form offers.
    """
    try:
        return Levers(
            TakesPart(text_field(form, "takes_part")),
            {one.id: int(text_field(form, f"{_FUND}{one.id}")) for one in funds},
            int(text_field(form, "lottery")),
            int(text_field(form, "floor")),
            "two_in_ten" in form,
            Parity(text_field(form, "parity")),
            int(text_field(form, "parity_gap")),
        )
    except ValueError as error:
        raise InputError(f"a value of the form is none that it offers: {error}") from error


def _fund_slider(fund: ProgrammeFund, percent: int, t: Texts) -> Slider:
    budget, left = t.whole_money(fund.budget_centavos), t.whole_money(fund.left_centavos)
    note = t("page.new_run.fund_note", budget=budget, left=left)
    return Slider(f"{_FUND}{fund.id}", t.label(fund.label), note, percent)
