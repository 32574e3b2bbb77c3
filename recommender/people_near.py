"""How near people are to what a posting asks for: the share of its skills that each can prove."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
    """``n`` people as they stood on a day.

    Attributes
    ----------
    learner_ids
        Shape (n,), as bytes, in order.
    state
        Shape (n,): rows of the catalogue's states; -1 where it has no such state.
    skills
        Shape (n, n_skills) in [0, 1], mostly zeros.
    is_invented
        Whether nobody of them is real.
    """

    learner_ids: NDArray[np.bytes_]
    state: NDArray[np.int64]
    skills: csc_array
    is_invented: bool
    as_of: date

    def __len__(self) -> int:
        return len(self.learner_ids)

    @classmethod
    def of(cls, learner_ids: Sequence[LearnerId], profiles: Profiles, as_of: date, *, is_invented: bool) -> Self:
        """People by their profiles, in any order."""
        ids = np.array([id_.encode() for id_ in learner_ids], np.bytes_)
        return cls(ids, profiles.state, csc_array(profiles.skills), is_invented, as_of).in_order()

    def with_others(self, others: Sequence[Self]) -> Self:
        """These and others together."""
        every = [self, *others]
        return replace(
            self,
            learner_ids=np.concatenate([one.learner_ids for one in every]),
            state=np.concatenate([one.state for one in every]),
            skills=csc_array(vstack([one.skills for one in every])),
            is_invented=all(one.is_invented for one in every),
        ).in_order()

    def in_order(self) -> Self:
        """The same people by the bytes of their ids, which a database may order otherwise."""
        return self._only(np.argsort(self.learner_ids, kind="stable"))

    def learner_id(self, row: int) -> LearnerId:
        """Who a row is of."""
        return LearnerId(bytes(self.learner_ids[row]).decode())

    def rows_of(self, learner_ids: Iterable[LearnerId]) -> NDArray[np.int64]:
        """The rows of some people, in order; who is not among them is passed over."""
        wanted = np.array(sorted(id_.encode() for id_ in learner_ids), np.bytes_)
        if not len(self) or not len(wanted):
            return np.zeros(0, np.int64)
        places = np.minimum(np.searchsorted(self.learner_ids, wanted), len(self) - 1)
        return np.asarray(places[self.learner_ids[places] == wanted], np.int64)

    def uncounted(self, learner_ids: Iterable[LearnerId]) -> Self:
        """The same people, of whom some are of no state, so that no figure has them."""
        rows = self.rows_of(learner_ids)
        if not len(rows):
            return self
        state = self.state.copy()
        state[rows] = -1
        return replace(self, state=state)

    def without(self, learner_ids: Iterable[LearnerId]) -> Self:
        """All people but some."""
        return self._only(np.setdiff1d(np.arange(len(self)), self.rows_of(learner_ids)))

    def _only(self, rows: NDArray[np.int64]) -> Self:
        return replace(
            self, learner_ids=self.learner_ids[rows], state=self.state[rows], skills=csc_array(self.skills[rows])
        )


def skill_levels(people: People, columns: NDArray[np.int64], credit: csc_array) -> NDArray[np.float32]:
    """How far each person covers some skills, (n, n_columns), as `skill_credit.credited`: related ones count partly."""
    levels = np.zeros((len(columns), len(people)), np.float32)
    held = people.skills
    for place, column in enumerate(columns):
        related = slice(*credit.indptr[column : column + 2])
        for source, worth in zip(credit.indices[related], credit.data[related], strict=True):
            # Most people have nothing of most skills: only those who have are looked at.
            own = slice(*held.indptr[source : source + 2])
            rows = held.indices[own]
            levels[place, rows] = np.maximum(levels[place, rows], held.data[own] * worth)
    return levels.T


def nearness(
    people: People, columns: NDArray[np.int64], weights: NDArray[np.float32], credit: csc_array
) -> NDArray[np.float32]:
    """Weighted share of the skills asked for that each person can prove, (n,) in [0, 1]; 0 where nothing is asked."""
    total = float(weights.sum())
    if not total:
        return np.zeros(len(people), np.float32)
    return np.asarray(skill_levels(people, columns, credit) @ weights / total, np.float32)
