"""What employers of a region ask for, against who can already prove it: by state and skill, as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data.domain import StateId
from recommender.arrays import CatalogueArrays

WINDOW_DAYS = 365
"""A posting counts as demand for one year."""


class StateCounts(Protocol):
    """What was counted in one state, one entry a skill; ``n_postings_in_state`` is of all its postings."""

    @property
    def skill_ids(self) -> Sequence[str]:
        """Skills, each once."""

    @property
    def n_postings(self) -> NDArray[np.int64]:
        """Postings that name the skill."""

    @property
    def n_positions(self) -> NDArray[np.int64]:
        """Positions that they offer."""

    @property
    def n_holders(self) -> NDArray[np.int64]:
        """Learners who can prove it."""

    @property
    def n_postings_in_state(self) -> int:
        """All postings of the state."""


@dataclass(frozen=True, slots=True)
class RegionalDemand:
    """Counts by state (row) and skill (column) over the year up to ``as_of``.

    Attributes
    ----------
    postings, positions
        Shape (n_states, n_skills): postings that name the skill, and the positions they offer.
    holders
        Shape (n_states, n_skills): learners of the state with a certification that proves the skill.
    postings_in_state
        Shape (n_states,).
    """

    as_of: date
    postings: NDArray[np.float32]
    positions: NDArray[np.float32]
    holders: NDArray[np.float32]
    postings_in_state: NDArray[np.float32]

    def share_in(self, state: int) -> NDArray[np.float32]:
        """One state's row of ``share``, shape (n_skills,)."""
        return np.asarray(self.postings[state] / max(float(self.postings_in_state[state]), 1.0), np.float32)

    @property
    def share(self) -> NDArray[np.float32]:
        """Share of a state's postings that name a skill, in [0, 1]."""
        return np.asarray(self.postings / np.maximum(self.postings_in_state, 1.0)[:, None], np.float32)

    @property
    def unmet(self) -> NDArray[np.float32]:
        """Positions that ask for a skill beyond the learners who can prove it; not negative."""
        return np.asarray(np.maximum(0.0, self.positions - self.holders), np.float32)

    @classmethod
    def empty(cls, as_of: date, arrays: CatalogueArrays) -> "RegionalDemand":
        """No postings anywhere."""
        shape = (arrays.n_states, arrays.n_skills)
        return cls(
            as_of,
            postings=np.zeros(shape, np.float32),
            positions=np.zeros(shape, np.float32),
            holders=np.zeros(shape, np.float32),
            postings_in_state=np.zeros(arrays.n_states, np.float32),
        )

    @classmethod
    def of_state(cls, state_id: StateId, as_of: date, counts: StateCounts, arrays: CatalogueArrays) -> "RegionalDemand":
        """Demand of one state; the other states stay empty. Skills that the catalogue lost are passed over."""
        demand = cls.empty(as_of, arrays)
        state = arrays.state_row[state_id]
        if len(counts.skill_ids):
            demand.postings_in_state[state] = counts.n_postings_in_state
        columns = np.array([arrays.skill_row.get(id_, -1) for id_ in counts.skill_ids], np.int64)
        known = columns >= 0
        demand.postings[state, columns[known]] = counts.n_postings[known]
        demand.positions[state, columns[known]] = counts.n_positions[known]
        demand.holders[state, columns[known]] = counts.n_holders[known]
        return demand


@dataclass(frozen=True, slots=True)
class DemandEvents:
    """Raw events that demand is counted from; days are proleptic ordinals.

    ``posting_*`` have one entry a posting, ``link_*`` one a linked skill (``link_posting`` numbers the
    postings), ``holder_*`` one a passed exam. From ``posting_end`` on a posting counts no longer, also within its year.
    """

    posting_day: NDArray[np.int64]
    posting_end: NDArray[np.int64]
    posting_state: NDArray[np.int64]
    posting_positions: NDArray[np.int64]
    link_posting: NDArray[np.int64]
    link_skill: NDArray[np.int64]
    holder_day: NDArray[np.int64]
    holder_state: NDArray[np.int64]
    holder_learner: NDArray[np.int64]
    holder_certification: NDArray[np.int64]


def demand_as_of(events: DemandEvents, as_of: date, arrays: CatalogueArrays) -> RegionalDemand:
    """Count demand from what had happened by the end of ``as_of``; later events change nothing."""
    last = as_of.toordinal()
    demand = RegionalDemand.empty(as_of, arrays)
    counts = (events.posting_day <= last) & (events.posting_day > last - WINDOW_DAYS) & (events.posting_end > last)
    np.add.at(demand.postings_in_state, events.posting_state[counts], 1)
    linked = counts[events.link_posting]
    posting = events.link_posting[linked]
    cells = (events.posting_state[posting], events.link_skill[linked])
    np.add.at(demand.postings, cells, 1)
    np.add.at(demand.positions, cells, events.posting_positions[posting])
    _add_holders(demand, events, last, arrays)
    return demand


def _add_holders(demand: RegionalDemand, events: DemandEvents, last: int, arrays: CatalogueArrays) -> None:
    """Count each learner once a skill, however many certifications prove it."""
    proves = arrays.proved.toarray() > 0
    months = arrays.validity_months[events.holder_certification]
    is_valid = (months == 0) | (last - events.holder_day <= 30.44 * months)
    held = (events.holder_day <= last) & is_valid
    row, skill = np.nonzero(proves[events.holder_certification[held]])
    triples = np.stack([events.holder_learner[held][row], events.holder_state[held][row], skill], axis=1)
    unique = np.unique(triples, axis=0) if len(triples) else triples.reshape(0, 3).astype(np.int64)
    np.add.at(demand.holders, (unique[:, 1], unique[:, 2]), 1)
