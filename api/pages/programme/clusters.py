"""Regional clusters and technology parks in words, as pages about demand list them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from api.i18n import Texts
from api.pages.choices import by_label
from api.pages.programme.ways import DEMAND
from api.programme.clusters import clusters_of
from data.catalogue import Catalogue
from data.domain import Area, Cluster, ClusterId, StateId


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """A cluster; ``url`` leads to the demand of its state, as postings name a state and no city."""

    name: str
    kind: str
    place: str
    url: str
    areas: str


def cluster_lines(catalogue: Catalogue, t: Texts, state_id: StateId | None, area: Area | None) -> Iterator[ClusterLine]:
    """Clusters by name: of a state, or of all, and of those the ones that an area is a speciality of."""
    for one in by_name(clusters_of(catalogue, state_id, area)):
        yield cluster_line(one, catalogue, t, area)


def by_name(clusters: Iterable[Cluster]) -> Iterator[Cluster]:
    """Clusters in the order of their names."""
    found = {one.id: one for one in clusters}
    for id_, _ in by_label((one.id, one.name) for one in found.values()):
        yield found[ClusterId(id_)]


def cluster_line(one: Cluster, catalogue: Catalogue, t: Texts, area: Area | None) -> ClusterLine:
    """A cluster in words; its address keeps the area."""
    return ClusterLine(
        one.name,
        t.word(one.kind),
        place_name(one, catalogue, t),
        demand_url(one.state_id, area),
        area_names(one, t),
    )


def place_name(one: Cluster, catalogue: Catalogue, t: Texts) -> str:
    """City and state of a cluster."""
    return t("page.demand.cluster_place", city=one.city, state=t.label(catalogue.states[one.state_id].label))


def area_names(one: Cluster, t: Texts) -> str:
    """What a cluster is known for, in words."""
    return t.listed(sorted(t.word(speciality) for speciality in one.specialities))


def demand_url(state_id: StateId, area: Area | None) -> str:
    """The demand of a state, by quarter."""
    return f"{DEMAND}?{urlencode({'estado': state_id, **({'area': area.value} if area else {})})}"
