"""Postings of each state in a quarter beside an earlier one: as a map of the quarter or of the change, and a table."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

from api.charts.chart_table import Cell, ChartTable
from api.charts.map_marks import MapMarks
from api.charts.state_map import Place, StateMap, state_map
from api.i18n import Texts
from api.pages.careers import range_text
from api.pages.choices import Option, by_label, options
from api.pages.programme.demand_choice import DemandChoice
from api.pages.programme.demand_table import quarter_name
from api.pages.programme.ways import NEW_RUN
from api.programme.demand_trend import Wanted
from api.programme.quarter_changes import QuarterChanges
from data.catalogue import Catalogue
from data.domain import Area, StateId
from recommender.forecast.quarters import Quarter
from recommender.posting_change import PostingChange

QuarterQuery = Annotated[str, Query(alias="trimestre", max_length=8)]
EarlierQuery = Annotated[str, Query(alias="contra", max_length=8)]


def quarter_options(changes: QuarterChanges, chosen: Quarter, t: Texts) -> tuple[Option, ...]:
    """Quarters to choose from, the newest first."""
    newest_first = reversed(changes.quarters)
    named = ((f"{one.year}-{one.number}", quarter_name(one, t)) for one in newest_first)
    return options(named, f"{chosen.year}-{chosen.number}")


def quarter_map(
    changes: QuarterChanges,
    title: str,
    is_change: bool,
    area: Area | None,
    marks: MapMarks,
    catalogue: Catalogue,
    t: Texts,
) -> StateMap:
    """The map of the quarter's postings, or of how many more there are than in the earlier one."""
    places, rows = [], []
    for id_, name in by_label((state.id, t.label(state.label)) for state in catalogue.states.values()):
        state_id = StateId(id_)
        one = changes.states[state_id]
        value = one.difference if is_change else one.now
        number = _signed(value, t) if is_change else t.number(value)
        told = t("page.map.place", place=name, measure=title, n=number)
        places.append(Place(state_id, told, f"{NEW_RUN}?{urlencode({'estado': id_})}", value))
        rows.append((Cell(name, f"/carreras/{id_}"), *_cells(one, state_id, changes, area, t)))
    before, now = (quarter_name(one, t) for one in (changes.before, changes.now))
    return state_map(
        "programme-map",
        title,
        places,
        ChartTable(
            t("page.map.changes", before=before, now=now),
            (t("fact.state"), before, now, t("page.map.difference"), t("page.map.change_said")),
            tuple(rows),
            is_main=True,
        ),
        description=t("page.map.change_description") if is_change else t("page.map.description"),
        empty=t("page.map.empty"),
        range_text=lambda least, greatest: _range(least, greatest, is_change, t),
        marks=marks,
    )


def _cells(
    one: PostingChange, state_id: StateId, changes: QuarterChanges, area: Area | None, t: Texts
) -> Iterator[Cell]:
    """Both counts, of an area with the postings behind them; then what differs."""
    for n, quarter in ((one.before, changes.before), (one.now, changes.now)):
        choice = DemandChoice(None, Wanted(area)) if area else None
        url = choice.postings_url(state_id, quarter.first_day, quarter.last_day) if choice else None
        yield Cell(t.number(n), url, n)
    yield Cell(_signed(one.difference, t), value=one.difference)
    yield Cell(t.word(one.said))


def _signed(n: int, t: Texts) -> str:
    return f"+{t.number(n)}" if n > 0 else t.number(n)


def _range(least: int, greatest: int, is_change: bool, t: Texts) -> str:
    if not is_change or least == greatest:
        return _signed(least, t) if is_change else range_text(least, greatest, t)
    return t("page.map.range", least=_signed(least, t), greatest=_signed(greatest, t))
