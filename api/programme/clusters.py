"""Regional clusters and technology parks as pages about demand and the API choose them."""

from data.catalogue import Catalogue
from data.domain import Area, Cluster, StateId


def clusters_of(catalogue: Catalogue, state_id: StateId | None, area: Area | None) -> tuple[Cluster, ...]:
    """Clusters of a state, or of all, and of those the ones that an area is a speciality of."""
    return tuple(
        one
        for one in catalogue.clusters.values()
        if (state_id is None or one.state_id == state_id) and (area is None or area in one.specialities)
    )
