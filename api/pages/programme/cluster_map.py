"""Clusters on the programme's map: a mark for each place, and a table of the same with the figures of its state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.charts.map_marks import MapMarks, Spot, map_marks
from api.i18n import Texts
from api.pages.careers import range_text
from api.pages.choices import by_label
from api.pages.people_counts import shown_number, shown_text
from api.pages.programme.clusters import ClusterLine, area_names, by_name, cluster_line, place_name
from api.programme.cluster_places import ClusterPlace, cluster_places
from api.programme.clusters import clusters_of
from api.programme.state_balance import Balance
from data.catalogue import Catalogue
from data.domain import Area, ClusterId
from data.exporters.tables import Cell, Table


@dataclass(frozen=True, slots=True)
class PlaceLines:
    """The clusters of a mark below its anchor ``id``, with what is asked for in their state and what is missing."""

    id: str
    clusters: tuple[ClusterLine, ...]
    demand: str
    supply: str
    gap: str


@dataclass(frozen=True, slots=True)
class ClusterMap:
    """The marks, and the table of the same on the page and as a file."""

    marks: MapMarks
    places: tuple[PlaceLines, ...]
    file: Table


def cluster_map(balance: Balance, area: Area | None, catalogue: Catalogue, t: Texts) -> ClusterMap:
    """Clusters by place, places by name; with an area the clusters that it is a speciality of."""
    found = {place.first.id: place for place in cluster_places(clusters_of(catalogue, None, area))}
    named = by_label((id_, place_name(place.first, catalogue, t)) for id_, place in found.items())
    places = [found[ClusterId(id_)] for id_, _ in named]
    return ClusterMap(
        map_marks(
            t("page.map.marks"),
            [_spot(place, balance, catalogue, t) for place in places],
            lambda least, greatest: range_text(least, greatest, t),
        ),
        tuple(_lines(place, balance, area, catalogue, t) for place in places),
        Table("clusteres", t("page.map.clusters"), _headings(t), _rows(places, balance, catalogue, t)),
    )


def _spot(place: ClusterPlace, balance: Balance, catalogue: Catalogue, t: Texts) -> Spot:
    state = balance.states[place.state_id]
    text = t(
        "page.map.mark",
        place=place_name(place.first, catalogue, t),
        clusters="; ".join(one.name for one in by_name(place.clusters)),
        demand=t.number(state.demand),
        gap=shown_text(state.gap, t),
    )
    return Spot(text, f"#{_anchor(place)}", state.demand, place.first.latitude, place.first.longitude)


def _anchor(place: ClusterPlace) -> str:
    return f"cluster-{place.first.id}"


def _lines(place: ClusterPlace, balance: Balance, area: Area | None, catalogue: Catalogue, t: Texts) -> PlaceLines:
    state = balance.states[place.state_id]
    return PlaceLines(
        _anchor(place),
        tuple(cluster_line(one, catalogue, t, area) for one in by_name(place.clusters)),
        t.number(state.demand),
        shown_text(state.supply, t),
        shown_text(state.gap, t),
    )


def _headings(t: Texts) -> tuple[str, ...]:
    return (
        t("page.demand.cluster"),
        t("page.map.cluster_kind"),
        t("page.map.cluster_city"),
        t("fact.state"),
        t("page.map.latitude"),
        t("page.map.longitude"),
        t("page.demand.cluster_areas"),
        t("page.map.state_demand"),
        t("page.map.state_supply"),
        t("page.map.state_gap"),
    )


def _rows(
    places: Sequence[ClusterPlace], balance: Balance, catalogue: Catalogue, t: Texts
) -> Iterator[tuple[Cell, ...]]:
    for one in (one for place in places for one in by_name(place.clusters)):
        state = balance.states[one.state_id]
        where = (t.label(catalogue.states[one.state_id].label), one.latitude, one.longitude)
        figures = (state.demand, *(shown_number(n, t) for n in (state.supply, state.gap)))
        yield (one.name, t.word(one.kind), one.city, *where, area_names(one, t), *figures)
