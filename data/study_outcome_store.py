"""How whole cohorts of institutions came out of their courses."""

from collections.abc import Sequence

import sqlalchemy as sa

from data.tables import study_outcome
from data.upsert import Changes, Row, upsert_changed

STUDY_OUTCOME_KEY = ("source", "learner_id", "course_id", "period")


def put_study_outcomes(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write results; one a source, person, course and period."""
    return upsert_changed(connection, study_outcome, rows, STUDY_OUTCOME_KEY)
