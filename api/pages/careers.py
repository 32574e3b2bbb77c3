"""Careers by state: a map of where IT and BPO postings are, and the way into each state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.career_services import career_counts
from api.charts.chart_table import Cell, ChartTable
from api.charts.state_map import Place, StateMap, state_map
from api.dependencies import CatalogueDep, PageTextsDep, PartsDep, ReadingDep
from api.i18n import Texts
from api.pages.choices import Option, by_label, options
from api.pages.frame import Frame, frame_of
from api.pages.table_files import chart_table, render_tables
from data.catalogue import Catalogue
from data.domain import StateId, WorkField

router = APIRouter(include_in_schema=False)

FieldQuery = Annotated[str, Query(max_length=8)]


@dataclass(frozen=True, slots=True)
class CareersPage:
    """All that ``careers.html`` may use; ``day`` is that of the data, ``None`` while there is none."""

    frame: Frame
    fields: tuple[Option, ...]
    day: str | None
    n_postings: int
    map: StateMap
    is_invented: bool


@router.get("/carreras")
def show_careers(
    request: Request,
    connection: ReadingDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    area: FieldQuery = "",
) -> Response:
    """Show the postings of each state, of one field where asked for; an unknown field asks for nothing."""
    field = field_of(area)
    counts = career_counts(connection, catalogue, parts.careers)
    numbers = counts.in_field(field, catalogue).tolist() if counts else [0] * len(catalogue.states)
    is_invented = counts is not None and counts.is_invented
    content = CareersPage(
        frame=frame_of(request, t, t("page.careers.title"), shows_invented=is_invented),
        fields=field_options(field, t),
        day=t.day(counts.as_of) if counts else None,
        n_postings=sum(numbers),
        map=_map(dict(zip(catalogue.states, numbers, strict=True)), field, catalogue, t),
        is_invented=is_invented,
    )
    return render_tables(request, "careers.html", content, t, [chart_table("carreras", content.map.table)])


def field_of(value: str) -> WorkField | None:
    """The field that a form names; ``None`` for both."""
    return WorkField(value) if value in set(WorkField) else None


def field_options(chosen: WorkField | None, t: Texts) -> tuple[Option, ...]:
    """The fields to choose from."""
    return options(((one.value, t.word(one)) for one in WorkField), chosen.value if chosen else "")


def career_url(state_id: StateId, field: WorkField | None) -> str:
    """Address of a state's careers."""
    return f"/carreras/{state_id}" + (f"?{urlencode({'area': field.value})}" if field else "")


def _map(n_postings: Mapping[StateId, int], field: WorkField | None, catalogue: Catalogue, t: Texts) -> StateMap:
    names = by_label((state.id, t.label(state.label)) for state in catalogue.states.values())
    places = [
        Place(
            StateId(id_),
            t.count("page.careers.place", n_postings[StateId(id_)], place=name),
            career_url(StateId(id_), field),
            n_postings[StateId(id_)],
        )
        for id_, name in names
    ]
    rows = tuple(
        (Cell(name, place.url), Cell(t.number(n_postings[place.state_id]), value=n_postings[place.state_id]))
        for (_, name), place in zip(names, places, strict=True)
    )
    columns = (t("fact.state"), t("page.careers.postings"))
    return state_map(
        "careers-map",
        t("page.careers.map"),
        places,
        ChartTable(t("page.careers.table"), columns, rows, is_main=True),
        description=t("page.careers.map_description"),
        empty=t("page.careers.empty"),
        range_text=lambda least, greatest: range_text(least, greatest, t),
    )


def range_text(least: int, greatest: int, t: Texts) -> str:
    """A step of a legend, such as ``20-35``."""
    return t.number(least) if least == greatest else f"{t.number(least)}–{t.number(greatest)}"
