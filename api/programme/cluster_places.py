"""Clusters and technology parks by where they are: those of one town are one place on a map of the country."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from data.catalogue_quality.outliers import kilometres
from data.domain import Cluster, StateId

NEAR_KILOMETRES: Final = 30.0
"""About the width of a mark on a map of the country: clusters that are nearer would cover each other."""


@dataclass(frozen=True, slots=True)
class ClusterPlace:
    """Clusters of one state that are near each other, in the order given; the place is that of the first."""

    clusters: tuple[Cluster, ...]

    @property
    def first(self) -> Cluster:
        """The one that the place is called after."""
        return self.clusters[0]

    @property
    def state_id(self) -> StateId:
        """The state of all of them."""
        return self.first.state_id


def cluster_places(clusters: Iterable[Cluster]) -> tuple[ClusterPlace, ...]:
    """Clusters by place: each joins the first place of its state that begins less than ``NEAR_KILOMETRES`` away."""
    places: list[list[Cluster]] = []
    for cluster in clusters:
        for place in places:
            if place[0].state_id == cluster.state_id and kilometres(place[0], cluster) < NEAR_KILOMETRES:
                place.append(cluster)
                break
        else:
            places.append([cluster])
    return tuple(ClusterPlace(tuple(place)) for place in places)
