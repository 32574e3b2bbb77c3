"""What became of the certified, as follow-up surveys tell it."""

from collections.abc import Sequence

import sqlalchemy as sa

from data.tables import survey_answer
from data.upsert import Changes, Row, upsert_changed

SURVEY_KEY = ("learner_id", "certification_id", "asked_on")


def put_survey_answers(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write questions with their answers; one a learner, certification and day asked."""
    return upsert_changed(connection, survey_answer, rows, SURVEY_KEY)
