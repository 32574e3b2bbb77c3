"""English: what postings ask for against what learners have, by state and by level."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.academia.english_services import LEVELS, EnglishAsked, EnglishHeld, english_asked_for, english_held, region_of
from api.charts.bar_chart import BarChart, Measure, bar_chart
from api.charts.chart_table import Cell, ChartTable
from api.charts.state_map import Place, StateMap, state_map
from api.dependencies import CatalogueDep, NowDep, PageTextsDep, PartsDep, ReadingDep, own_school
from api.i18n import Texts
from api.navigation import Way
from api.pages.academia.ways import academia_ways
from api.pages.careers import range_text
from api.pages.choices import Option, by_label, state_options
from api.pages.frame import Frame, frame_of
from api.pages.table_files import chart_table, render_tables
from data.catalogue import Catalogue
from data.domain import EnglishLevel, StateId
from data.exporters.tables import Share
from recommender.gaps import wilson_interval
from recommender.plan_demand import FEWEST_POSTINGS

router = APIRouter(include_in_schema=False, dependencies=[Depends(own_school)])


@dataclass(frozen=True, slots=True)
class EnglishPage:
    """All that ``academia/english.html`` may use; ``day`` is that of the postings, ``None`` while none are counted."""

    frame: Frame
    ways: tuple[Way, ...]
    states: tuple[Option, ...]
    place: str
    day: str | None
    n_postings: int
    n_learners: str
    demand: BarChart
    supply: BarChart
    map: StateMap
    has_invented_postings: bool


@router.get("/academia/ingles")
def show_english(
    request: Request,
    connection: ReadingDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    now: NowDep,
    state: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    """Show demand and supply of English in a state, or in the country; an unknown state asks for the country."""
    chosen = catalogue.states.get(StateId(state))
    state_id = chosen.id if chosen else None
    region, place = region_of(state_id, catalogue), _place(state_id, catalogue, t)
    asked = english_asked_for(connection, catalogue, parts.english)
    held = english_held(connection, catalogue, parts.english, now)
    has_invented_postings = asked is not None and asked.is_invented
    shows_invented = held.is_invented or has_invented_postings
    content = EnglishPage(
        frame=frame_of(request, t, t("page.english.title"), shows_invented=shows_invented),
        ways=academia_ways(request.url.path, t),
        states=state_options(catalogue, t, state_id or ""),
        place=place,
        day=t.day(asked.as_of) if asked else None,
        n_postings=int(asked.postings[region]) if asked else 0,
        n_learners=_people(held.total(region), t),
        demand=_demand(asked, region, place, t),
        supply=_supply(held, region, place, t),
        map=_map(asked, held, catalogue, t),
        has_invented_postings=has_invented_postings,
    )
    tables = [
        chart_table("mapa", content.map.table),
        chart_table("demanda", content.demand.table),
        chart_table("aprendices", content.supply.table),
    ]
    return render_tables(request, "academia/english.html", content, t, [one for one in tables if one.rows])


def _place(state_id: StateId | None, catalogue: Catalogue, t: Texts) -> str:
    return t("page.english.country") if state_id is None else t.label(catalogue.states[state_id].label)


def _people(n: int | None, t: Texts) -> str:
    """A number of people, or that it is not shown."""
    return t("page.english.hidden") if n is None else t.number(n)


def _share(n: int | None, total: int | None, t: Texts) -> str:
    """A share of people, or that it is not shown."""
    return t("page.english.hidden") if n is None or not total else t.percent(n / total)


def _people_cell(n: int | None, t: Texts) -> Cell:
    return Cell(_people(n, t), value=n)


def _share_cell(n: int | None, total: int | None, t: Texts) -> Cell:
    return Cell(_share(n, total, t), value=None if n is None or not total else Share(n / total))


def _demand(asked: EnglishAsked | None, region: int, place: str, t: Texts) -> BarChart:
    """Share of the region's postings that ask for each level."""
    n_postings = int(asked.postings[region]) if asked else 0
    levels = asked.levels[region].tolist() if asked and n_postings >= FEWEST_POSTINGS else []
    pairs = list(zip(LEVELS, levels, strict=True))[::-1] if levels else []
    rows = tuple(
        (
            Cell(_asked_name(level, t)),
            Cell(t.number(n), value=n),
            Cell(t.percent(n / n_postings), value=Share(n / n_postings)),
        )
        for level, n in pairs
    )
    columns = (t("page.english.level"), t("page.careers.postings"), t("page.career.column.share"))
    return bar_chart(
        "english-demand",
        t("page.english.demand_title", place=place),
        [
            Measure(_asked_name(level, t), n / n_postings, t.percent(n / n_postings), wilson_interval(n, n_postings))
            for level, n in pairs
        ],
        ChartTable(t("page.english.demand_table"), columns, rows),
        description=t("page.english.bars_description"),
        empty=t("page.english.too_few", n=FEWEST_POSTINGS),
    )


def _asked_name(level: EnglishLevel, t: Texts) -> str:
    return t("page.english.not_asked") if level is EnglishLevel.NONE else t.word(level)


def _supply(held: EnglishHeld, region: int, place: str, t: Texts) -> BarChart:
    """Share of the region's learners with each level; a hidden one has no bar."""
    total = held.total(region)
    levels = [(level, held.level(region, level)) for level in reversed(LEVELS)] if total else []
    rows = tuple((Cell(t.word(level)), _people_cell(n, t), _share_cell(n, total, t)) for level, n in levels)
    columns = (t("page.english.level"), t("page.english.learners"), t("page.career.column.share"))
    return bar_chart(
        "english-supply",
        t("page.english.supply_title", place=place),
        [Measure(t.word(level), (n or 0) / (total or 1), _share(n, total, t)) for level, n in levels],
        ChartTable(t("page.english.supply_table"), columns, rows),
        description=t("page.english.bars_description"),
        empty=t("page.english.no_learners"),
    )


def _map(asked: EnglishAsked | None, held: EnglishHeld, catalogue: Catalogue, t: Texts) -> StateMap:
    """Per cent of each state's postings that ask for B2 or more, with what its learners have in the table."""
    places = list(_places(asked, catalogue, t))
    rows = tuple(
        (
            Cell(_place(place.state_id, catalogue, t), place.url),
            Cell(t.percent(share), value=Share(share)),
            _share_cell(held.from_b2(region), held.total(region), t),
            _people_cell(held.total(region), t),
        )
        for place in places
        for region, share in ((region_of(place.state_id, catalogue), (place.value or 0) / 100),)
    )
    columns = (
        t("fact.state"),
        t("page.english.asked_b2"),
        t("page.english.held_b2"),
        t("page.english.learners"),
    )
    return state_map(
        "english-map",
        t("page.english.map"),
        places,
        ChartTable(t("page.english.map_table"), columns, rows, is_main=True),
        description=t("page.english.map_description"),
        empty=t("page.careers.empty"),
        range_text=lambda least, greatest: f"{range_text(least, greatest, t)} %",
    )


def _places(asked: EnglishAsked | None, catalogue: Catalogue, t: Texts) -> Iterator[Place]:
    for id_, name in by_label((state.id, t.label(state.label)) for state in catalogue.states.values()):
        region = region_of(StateId(id_), catalogue)
        n_postings = int(asked.postings[region]) if asked else 0
        value = round(100 * asked.n_from_b2(region) / n_postings) if asked and n_postings else 0
        text = t("page.english.place", place=name, share=t.percent(value / 100))
        yield Place(StateId(id_), text, f"/academia/ingles?{urlencode({'state': id_})}", value)
