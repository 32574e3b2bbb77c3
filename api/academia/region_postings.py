"""The postings of a region that plans are held against."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import sqlalchemy as sa

from data import demand_store, posting_store
from data.domain import State, StateId
from data.errors import NotReadyError
from recommender.arrays import CatalogueArrays
from recommender.demand import WINDOW_DAYS
from recommender.plan_demand import FEWEST_POSTINGS, AskedSkills


class FewPostingsError(NotReadyError):
    """A region has too few postings for figures that mean something."""

    status = 409
    key = "error.few_postings"


@dataclass(frozen=True, slots=True)
class RegionPostings:
    """How many postings a state, or with ``None`` the country, has in the year up to ``as_of``."""

    state: State | None
    as_of: date
    n_postings: int
    is_invented: bool

    @property
    def state_id(self) -> StateId | None:
        """Id of the state."""
        return self.state.id if self.state else None

    @property
    def since(self) -> date:
        """The first day that counts."""
        return first_day(self.as_of)


def first_day(as_of: date) -> date:
    """The first day of the year up to ``as_of``."""
    return as_of - timedelta(days=WINDOW_DAYS - 1)


def region_postings(connection: sa.Connection, state: State | None) -> RegionPostings:
    """The postings of a region, in two statements.

    Raises
    ------
    NotReadyError
        If no postings were imported and embedded, or too few in this region.
    """
    as_of = demand_store.as_of(connection)
    if as_of is None:
        raise _not_counted(connection)
    linked = posting_store.count_linked(connection, state.id if state else None, first_day(as_of))
    if linked.n_postings < FEWEST_POSTINGS:
        raise FewPostingsError(
            f"fewer than {FEWEST_POSTINGS} postings of the year up to {as_of} in"
            f" {state.label.es if state else 'the country'}, too few to count; import more and run rumbo embed"
            + (", or leave --region out" if state else "")
        )
    return RegionPostings(state, as_of, linked.n_postings, linked.n_invented > 0)


def asked_skills(connection: sa.Connection, region: RegionPostings, arrays: CatalogueArrays) -> AskedSkills:
    """The skills of a region's postings as numbers; those that the catalogue lost are passed over."""
    posting_ids = posting_store.linked_posting_ids(connection, region.state_id, region.since)
    row = {posting_id: number for number, posting_id in enumerate(posting_ids)}
    pairs = [
        (row[posting_id], arrays.skill_row[skill_id])
        for posting_id, skill_id in posting_store.skills_asked(connection, posting_ids)
        if skill_id in arrays.skill_row
    ]
    posting, skill = np.array(pairs, np.int64).reshape(-1, 2).T
    return AskedSkills(len(posting_ids), posting, skill)


def _not_counted(connection: sa.Connection) -> NotReadyError:
    if posting_store.count_postings(connection):
        return NotReadyError("the skills of the postings were not read yet; run rumbo embed")
    return NotReadyError("no postings were imported; run rumbo import postings FILE, then rumbo embed")
