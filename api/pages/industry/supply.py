"""Talent of a state: people who hold the skills most asked for there or are near them, and who will be certified."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.dependencies import CompanyDep, PageTextsDep, PartsDep, ReadingDep
from api.i18n import Texts
from api.industry.supply import SkillSupply, expected_supply, supply_of
from api.navigation import Way
from api.pages.choices import Option, state_options
from api.pages.frame import Frame, frame_of
from api.pages.industry.tables import supply_table
from api.pages.industry.ways import HOME, industry_ways
from api.pages.people_counts import shown_text
from api.pages.table_files import asks_for_file, render_tables
from api.small_groups import FEWEST_PEOPLE
from api.supply_services import Expected, StateSupply
from data import account_store, demand_store
from data.catalogue import Catalogue
from data.domain import StateId
from recommender.forecast.outlook import HORIZONS

_MOST_SKILLS: Final = 30

router = APIRouter(prefix=f"{HOME}/talento", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """A skill in words and numbers."""

    name: str
    n_positions: str
    n_holders: str
    n_near: str
    certified: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SupplyPage:
    """All that ``industry/supply.html`` may use; ``state`` is ``None`` until one is chosen.

    ``data_as_of`` is the day of the count of demand, ``counted_on`` that of people; ``None`` before the first.
    """

    frame: Frame
    ways: tuple[Way, ...]
    states: tuple[Option, ...]
    state: str | None
    data_as_of: str | None
    counted_on: str | None
    fewest: int
    horizons: tuple[int, ...]
    rows: tuple[SupplyRow, ...]


@router.get("")
def show_supply(
    request: Request,
    connection: ReadingDep,
    rights: CompanyDep,
    parts: PartsDep,
    t: PageTextsDep,
    state: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    """Show the supply of the state asked for, by default the company's own."""
    catalogue = parts.catalogue
    own = account_store.get_organisation(connection, rights.organisation_id).state_id
    chosen = catalogue.states.get(StateId(state)) or (catalogue.states.get(own) if own else None)
    people = parts.counted.people(connection)
    demand = demand_store.demand_of(connection, chosen.id) if chosen else ()
    most = None if asks_for_file(request) else _MOST_SKILLS
    known = [row for row in demand if row.skill_id in catalogue.skills and row.n_positions][:most]
    counted_on = demand_store.as_of(connection)
    supply = supply_of(people, known, chosen.id, parts.counted) if chosen else ()
    skill_ids = [one.skill_id for one in supply]
    expected = expected_supply(parts.counted, skill_ids, chosen.id) if chosen else {}
    page = SupplyPage(
        frame=frame_of(request, t, t("page.supply.title"), shows_invented=people is not None and people.is_invented),
        ways=industry_ways(request.url.path, t),
        states=state_options(catalogue, t, chosen.id if chosen else ""),
        state=t.label(chosen.label) if chosen else None,
        data_as_of=t.day(counted_on) if counted_on else None,
        counted_on=t.day(people.as_of) if people else None,
        fewest=FEWEST_PEOPLE,
        horizons=HORIZONS if expected else (),
        rows=tuple(_row(one, expected.get(one.skill_id), catalogue, t) for one in supply),
    )
    tables = [supply_table(supply, expected, catalogue, t)] if supply else []
    return render_tables(request, "industry/supply.html", page, t, tables)


def _row(one: SkillSupply, ahead: StateSupply | None, catalogue: Catalogue, t: Texts) -> SupplyRow:
    return SupplyRow(
        t.label(catalogue.skills[one.skill_id].label),
        t.number(one.n_positions),
        shown_text(one.n_holders, t),
        shown_text(one.n_near, t),
        shown_text(ahead.now, t) if ahead else "",
        tuple(_expected(ahead.ahead[months], t) for months in HORIZONS) if ahead else (),
    )


def _expected(one: Expected | None, t: Texts) -> str:
    """The mean with the ends of its interval."""
    if one is None:
        return t("page.people.hidden")
    return t("page.supply.expected", mean=t.number(one.mean), low=t.number(one.low), high=t.number(one.high))
