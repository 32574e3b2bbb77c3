"""How many learners each state has, as the programme's pages and calls tell it."""

import sqlalchemy as sa

from api.programme.plan_figures import shown_counts
from data import learner_store
from data.catalogue import Catalogue
from data.domain import StateId


def learners_by_state(connection: sa.Connection, catalogue: Catalogue) -> dict[StateId, int | None]:
    """Learners of every state of the catalogue; ``None`` for few, and where others would tell of these.

    The goals tell how many there are in all, so that one hidden number alone could be reckoned.
    """
    counts = learner_store.counts_by_state(connection)
    shown = shown_counts({state_id: counts.get(state_id, 0) for state_id in catalogue.states})
    return {state_id: shown[state_id] for state_id in catalogue.states}
