"""Where companies begin: what their region asks for."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.dependencies import CompanyDep, PageTextsDep, PartsDep, ReadingDep
from api.navigation import Way
from api.pages.choices import Option, state_options
from api.pages.frame import Frame, figures_frame
from api.pages.industry.tables import demand_table
from api.pages.industry.ways import HOME, industry_ways
from api.pages.table_files import render_tables
from data import account_store, demand_store
from data.domain import StateId

_MOST_SKILLS: Final = 20

router = APIRouter(prefix=HOME, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill with the postings and positions that ask for it."""

    name: str
    n_postings: str
    n_positions: str


@dataclass(frozen=True, slots=True)
class RegionPage:
    """All that ``industry/start.html`` may use; ``state`` is ``None`` until one is chosen."""

    frame: Frame
    ways: tuple[Way, ...]
    states: tuple[Option, ...]
    state: str | None
    n_postings: int
    data_as_of: str | None
    skills: tuple[SkillRow, ...]


@router.get("")
def show_region(
    request: Request,
    connection: ReadingDep,
    rights: CompanyDep,
    parts: PartsDep,
    t: PageTextsDep,
    state: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    """Show the demand of the state asked for, by default the company's own."""
    own = account_store.get_organisation(connection, rights.organisation_id).state_id
    states = parts.catalogue.states
    chosen = states.get(StateId(state)) or (states.get(own) if own else None)
    demand = demand_store.demand_of(connection, chosen.id) if chosen else ()
    counted_on = demand_store.as_of(connection)
    known = [row for row in demand if row.skill_id in parts.catalogue.skills]
    page = RegionPage(
        frame=figures_frame(request, connection, t, t("page.region.title")),
        ways=industry_ways(request.url.path, t),
        states=state_options(parts.catalogue, t, chosen.id if chosen else ""),
        state=t.label(chosen.label) if chosen else None,
        n_postings=max((row.n_postings_in_state for row in demand), default=0),
        data_as_of=t.day(counted_on) if counted_on else None,
        skills=tuple(
            SkillRow(
                t.label(parts.catalogue.skills[row.skill_id].label),
                t.number(row.n_postings),
                t.number(row.n_positions),
            )
            for row in known[:_MOST_SKILLS]
        ),
    )
    tables = [demand_table(known, parts.catalogue, t)] if chosen else []
    return render_tables(request, "industry/start.html", page, t, tables)
