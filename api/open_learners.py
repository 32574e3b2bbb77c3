"""The invented learners whom everybody may look at, of one state or area of study where asked for."""

from collections.abc import Collection

import sqlalchemy as sa

from data import learner_store
from data.catalogue import Catalogue
from data.domain import CurriculumId, StateId
from data.learner_store import LearnerSummary


def some_open_learners(
    connection: sa.Connection, catalogue: Catalogue, limit: int, offset: int, *, state_id: str | None, area: str | None
) -> tuple[LearnerSummary, ...]:
    """A part of them, by id; an unknown state or area has none."""
    state, plans = StateId(state_id) if state_id else None, _plans(catalogue, area)
    return learner_store.open_learners(connection, limit, offset, state_id=state, curriculum_ids=plans)


def n_open_learners(connection: sa.Connection, catalogue: Catalogue, *, state_id: str | None, area: str | None) -> int:
    """How many there are in all."""
    state, plans = StateId(state_id) if state_id else None, _plans(catalogue, area)
    return learner_store.count_open_learners(connection, state_id=state, curriculum_ids=plans)


def _plans(catalogue: Catalogue, area: str | None) -> Collection[CurriculumId] | None:
    """Plans of an area of study; ``None`` for all, and for who has none."""
    return {one.id for one in catalogue.curricula.values() if one.area == area} if area else None
