"""The map of the programme: demand, supply and gap by state; from a state a click leads to a new allocation."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.charts.chart_table import Cell, ChartTable
from api.charts.map_marks import MapMarks
from api.charts.state_map import Place, StateMap, state_map
from api.dependencies import CatalogueDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.careers import range_text
from api.pages.choices import Option, by_label, options
from api.pages.frame import Frame, figures_frame
from api.pages.people_counts import shown_number, shown_text
from api.pages.programme.cluster_map import PlaceLines, cluster_map
from api.pages.programme.clusters import demand_url
from api.pages.programme.demand_choice import AreaQuery, area_options
from api.pages.programme.quarter_map import (
    EarlierQuery,
    QuarterQuery,
    quarter_map,
    quarter_options,
)
from api.pages.programme.ways import MAP, NEW_RUN, programme_ways
from api.pages.table_files import chart_table, render_tables
from api.programme.forecast_services import FewQuartersError
from api.programme.quarter_changes import asked_quarter, quarter_changes
from api.programme.state_balance import Balance, StateBalance, balance_of
from data.catalogue import Catalogue
from data.domain import Area, StateId

router = APIRouter(prefix=MAP, include_in_schema=False)


class Measure(StrEnum):
    """What the map shows."""

    GAP = "brecha"
    DEMAND = "demanda"
    SUPPLY = "oferta"
    POSTINGS = "vacantes"
    CHANGE = "cambio"

    @property
    def is_of_quarters(self) -> bool:
        """Whether it is told over time: of supply, and so of the gap, nothing older than the last count is kept."""
        return self in (Measure.POSTINGS, Measure.CHANGE)


_KEYS: Final[Mapping[Measure, str]] = {
    Measure.GAP: "measure.gap",
    Measure.DEMAND: "measure.demand",
    Measure.SUPPLY: "measure.supply",
    Measure.POSTINGS: "measure.postings",
    Measure.CHANGE: "measure.change",
}
_NUMBERS: Final[Mapping[Measure, Callable[[StateBalance], int | None]]] = {
    Measure.GAP: lambda one: one.gap,
    Measure.DEMAND: lambda one: one.demand,
    Measure.SUPPLY: lambda one: one.supply,
}


@dataclass(frozen=True, slots=True)
class MapPage:
    """All that ``programme/map.html`` may use; ``day`` is ``None`` while nothing was counted.

    A measure of quarters has ``quarters`` and those before to choose from, and no map while there are too few of them.
    """

    frame: Frame
    ways: tuple[Way, ...]
    measures: tuple[Option, ...]
    areas: tuple[Option, ...]
    quarters: tuple[Option, ...]
    earlier: tuple[Option, ...]
    day: str | None
    map: StateMap | None
    is_of_a_year: bool
    new_url: str
    places: tuple[PlaceLines, ...]


@router.get("")
def show_map(
    request: Request,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    ver: Annotated[str, Query(max_length=12)] = "",
    area: AreaQuery = "",
    trimestre: QuarterQuery = "",
    contra: EarlierQuery = "",
) -> Response:
    """Show a measure of every state, of one area or of all; an unknown measure is the gap, an unknown area all."""
    measure = Measure(ver) if ver in set(Measure) else Measure.GAP
    chosen = Area(area) if area in set(Area) else None
    balance = balance_of(connection, catalogue, chosen)
    clusters = cluster_map(balance, chosen, catalogue, t)
    changes = None
    if measure.is_of_quarters:
        now, before = asked_quarter(trimestre), asked_quarter(contra)
        with suppress(FewQuartersError):
            changes = quarter_changes(connection, parts.trends, catalogue, chosen, now, before)
    shown = None
    if changes:
        is_change = measure is Measure.CHANGE
        shown = quarter_map(changes, t(_KEYS[measure]), is_change, chosen, clusters.marks, catalogue, t)
    elif not measure.is_of_quarters:
        shown = _map(balance, measure, chosen, clusters.marks, catalogue, t)
    page = MapPage(
        frame=figures_frame(request, connection, t, t("page.map.title")),
        ways=programme_ways(request.url.path, t),
        measures=options(((one.value, t(_KEYS[one])) for one in Measure), measure.value),
        areas=area_options(chosen, t),
        quarters=quarter_options(changes, changes.now, t) if changes else (),
        earlier=quarter_options(changes, changes.before, t) if changes else (),
        day=t.day(balance.day) if balance.day else None,
        map=shown,
        is_of_a_year=changes.is_of_a_year if changes else True,
        new_url=NEW_RUN,
        places=clusters.places,
    )
    tables = [chart_table("mapa", shown.table)] if shown else []
    return render_tables(request, "programme/map.html", page, t, [*tables, clusters.file])


def _map(
    balance: Balance, measure: Measure, area: Area | None, marks: MapMarks, catalogue: Catalogue, t: Texts
) -> StateMap:
    names = by_label((state.id, t.label(state.label)) for state in catalogue.states.values())
    number = _NUMBERS[measure]
    places, rows = [], []
    for id_, name in names:
        one = balance.states[StateId(id_)]
        told = t("page.map.place", place=name, measure=t(_KEYS[measure]), n=shown_text(number(one), t))
        places.append(Place(one.state_id, told, f"{NEW_RUN}?{urlencode({'estado': id_})}", number(one)))
        people = (Cell(shown_text(n, t), value=shown_number(n, t)) for n in (one.supply, one.gap))
        demand = Cell(t.number(one.demand), demand_url(one.state_id, area), one.demand)
        rows.append((Cell(name, f"/carreras/{id_}"), demand, *people))
    columns = (t("fact.state"), *(t(_KEYS[one]) for one in (Measure.DEMAND, Measure.SUPPLY, Measure.GAP)))
    return state_map(
        "programme-map",
        t(_KEYS[measure]),
        places,
        ChartTable(t("page.map.table"), columns, tuple(rows), is_main=True),
        description=t("page.map.description"),
        empty=t("page.map.empty"),
        range_text=lambda least, greatest: range_text(least, greatest, t),
        hidden_text=t("page.people.hidden"),
        marks=marks,
    )
