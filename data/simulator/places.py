"""In which states the invented people live and work."""

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.simulator.parameters import Parameters


def student_state_shares(catalogue: Catalogue) -> NDArray[np.float64]:
    """Share of students a state: as enrolled in degrees that feed IT and BPO work, by public statistics."""
    known = catalogue.graduates
    enrolled = np.array([known[id_].enrolled if id_ in known else 0 for id_ in catalogue.states], np.float64)
    return np.asarray(enrolled / enrolled.sum())


def state_shares(catalogue: Catalogue, parameters: Parameters) -> NDArray[np.float64]:
    """Share of jobs, professionals and teachers a state: the leading four, those with a cluster, all others."""
    numbers = parameters.people
    states = list(catalogue.states)
    with_cluster = {cluster.state_id for cluster in catalogue.clusters.values()}
    leading = np.isin(states, numbers["leading_states"])
    second = np.isin(states, list(with_cluster)) & ~leading
    rest = ~leading & ~second
    shares = np.zeros(len(states))
    wanted = [numbers["leading_share"], numbers["cluster_state_share"]]
    for group, share in zip([leading, second, rest], [*wanted, 1 - sum(wanted)], strict=True):
        if group.any():
            shares[group] = share / group.sum()
    return np.asarray(shares / shares.sum())
