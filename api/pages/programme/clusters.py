"""Regional clusters and technology parks in words, as pages about demand list them."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from api.i18n import Texts
from api.pages.choices import by_label
from api.pages.programme.ways import DEMAND
from api.programme.clusters import clusters_of
from data.catalogue import Catalogue
from data.domain import Area, StateId


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
    by_id = {str(one.id): one for one in clusters_of(catalogue, state_id, area)}
    named = by_label((id_, one.name) for id_, one in by_id.items())
    for id_, name in named:
        one = by_id[id_]
        query = {"estado": one.state_id, **({"area": area.value} if area else {})}
        yield ClusterLine(
            name,
            t.word(one.kind),
            t("page.demand.cluster_place", city=one.city, state=t.label(catalogue.states[one.state_id].label)),
            f"{DEMAND}?{urlencode(query)}",
            t.listed(sorted(t.word(speciality) for speciality in one.specialities)),
        )
