"""How near people are to what a posting asks for: the share of its skills that each can prove."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, vstack

from data.domain import LearnerId
from recommender.profile import Profiles

READY: Final = 0.8
"""From this share of what is asked for on a person counts as ready."""

NEAR: Final = 0.5
"""From this share on a person counts as near. Both are conventions, said on the page."""


@dataclass(frozen=True, slots=True)
class People:
    """``n`` people: ``state`` (n,) rows of the catalogue's states, ``skills`` (n, n_skills) in [0, 1], mostly zeros."""

    learner_ids: tuple[LearnerId, ...]
    state: NDArray[np.int64]
    skills: csc_array
    is_invented: bool

    def __len__(self) -> int:
        return len(self.learner_ids)

    @classmethod
    def of(cls, parts: list[tuple[tuple[LearnerId, ...], Profiles]], n_skills: int, *, is_invented: bool) -> Self:
        """All people of some groups, in order."""
        empty = csc_array((0, n_skills), dtype=np.float32)
        return cls(
            tuple(id_ for ids, _ in parts for id_ in ids),
            np.concatenate([np.zeros(0, np.int64), *(profiles.state for _, profiles in parts)]),
            csc_array(vstack([empty, *(csc_array(profiles.skills) for _, profiles in parts)])),
            is_invented,
        )


def skill_levels(people: People, columns: NDArray[np.int64], credit: csc_array) -> NDArray[np.float32]:
    """How far each person covers some skills, (n, n_columns), as `skill_credit.credited`: related ones count partly."""
    levels = np.zeros((len(people), len(columns)), np.float32)
    for place, column in enumerate(columns):
        first, end = credit.indptr[column], credit.indptr[column + 1]
        held = people.skills[:, credit.indices[first:end]].toarray()
        levels[:, place] = (held * credit.data[first:end]).max(axis=1, initial=0)
    return levels


def nearness(
    people: People, columns: NDArray[np.int64], weights: NDArray[np.float32], credit: csc_array
) -> NDArray[np.float32]:
    """Weighted share of the skills asked for that each person can prove, (n,) in [0, 1]; 0 where nothing is asked."""
    total = float(weights.sum())
    if not total:
        return np.zeros(len(people), np.float32)
    return np.asarray(skill_levels(people, columns, credit) @ weights / total, np.float32)
