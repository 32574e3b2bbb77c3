"""Where a suggestion may come from: near the goal, asked for here, liked by similar learners, on a path."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from embeddings.index import VectorIndex
from recommender.arrays import CatalogueArrays
from recommender.features import COLUMN
from recommender.profile import Profiles
from recommender.texts import TextVectors

PER_SOURCE = 100
"""Certifications that each source may name; the catalogue is small, so retrieval stays exact."""


class Source(StrEnum):
    """Why a certification became a candidate."""

    GOAL = "goal"
    DEMAND = "demand"
    SIMILAR = "similar"
    PATH = "path"
    TEXT = "text"


def candidates(
    features: NDArray[np.float32],
    profiles: Profiles,
    allowed: NDArray[np.bool_],
    arrays: CatalogueArrays,
    index: VectorIndex,
    vectors: TextVectors,
) -> dict[Source, NDArray[np.int64]]:
    """Columns that each source names for one learner, best first, all of them allowed.

    ``features`` has shape (m, n_features), ``profiles`` one row, ``allowed`` shape (m,).
    """
    return {
        Source.GOAL: _best(features[:, COLUMN["goal_gap_covered"]], allowed),
        Source.DEMAND: _best(features[:, COLUMN["demand_of_new_skills"]], allowed),
        Source.SIMILAR: _best(
            features[:, COLUMN["state_group_popularity"]] + features[:, COLUMN["taken_together"]], allowed
        ),
        Source.PATH: _next_on_path(profiles, allowed, arrays),
        Source.TEXT: _nearest(profiles, allowed, arrays, index, vectors),
    }


def pool(named: dict[Source, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Every column that some source names, in catalogue order."""
    return np.unique(np.concatenate(list(named.values())))


def _best(scores: NDArray[np.float32], allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
    order = np.argsort(-scores, kind="stable")
    return order[allowed[order] & (scores[order] > 0)][:PER_SOURCE]


def _next_on_path(profiles: Profiles, allowed: NDArray[np.bool_], arrays: CatalogueArrays) -> NDArray[np.int64]:
    """Certifications for which one that is held is a prerequisite."""
    held = set(np.flatnonzero(profiles.certifications[0]).tolist())
    opened = [
        column
        for column, groups in enumerate(arrays.prerequisites)
        if groups and any(group & held for group in groups) and allowed[column]
    ]
    return np.array(opened, dtype=np.int64)


def _nearest(
    profiles: Profiles,
    allowed: NDArray[np.bool_],
    arrays: CatalogueArrays,
    index: VectorIndex,
    vectors: TextVectors,
) -> NDArray[np.int64]:
    """Certifications nearest in meaning to what the goal needs and the learner lacks, by exact search."""
    wanted = 1.0 - profiles.skills[0]
    if profiles.goal[0] >= 0:
        wanted = wanted * arrays.occupation_skills[profiles.goal[0]]
    query = (wanted @ vectors.skills)[None, :].astype(np.float32)
    norm = float(np.linalg.norm(query))
    if norm == 0.0:
        return np.array([], dtype=np.int64)
    # As many as may be refused on top of those asked for: the best allowed ones are among them.
    n_wanted = PER_SOURCE + int((~allowed).sum())
    ids, _ = index.search(query / norm, n_wanted, fingerprint=vectors.fingerprint)
    columns = np.array([arrays.certification_row[id_] for id_ in ids[0]], dtype=np.int64)
    return columns[allowed[columns]][:PER_SOURCE]
